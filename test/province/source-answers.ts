/** Asks a running province what a configured source would ask it, by the source's own connector. */
import { readConfig } from '../../config/read-config.ts';
import { CONNECTORS } from '../../collector/connector-registry.ts';
import type { PollWindow } from '../../collector/connector.ts';
import { resolveSettings } from '../../collector/environment.ts';
import { makeAgent, makeExchange } from '../../collector/exchange.ts';
import { makeDial } from '../../collector/network/dial.ts';
import type { Source } from '../../shared/config/source.ts';
import type { RunningProvince } from './province.ts';

const PATIENCE_MS = 60_000;
/** Whose places the settings name. */
const { places } = await readConfig('config/lang-son');

/** The JSON document of a source; of the past when a window is given. */
export async function askSource(
  source: Source,
  province: RunningProvince,
  window?: PollWindow,
): Promise<unknown> {
  const connector = CONNECTORS.get(source.connector);
  if (connector === undefined) throw new RangeError(`no connector ${source.connector}`);
  const wanted =
    window === undefined ? source.settings : { ...source.settings, ...source.backfill?.settings };
  const { settings, missing } = resolveSettings(wanted, province.env);
  if (missing.length > 0) throw new RangeError(`the province gives no ${missing.join(', ')}`);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const agent = makeAgent();
  try {
    const answer = await connector.poll({
      settings: connector.settings.parse(settings),
      signal,
      limits: source.limits,
      window,
      places,
      exchange: makeExchange(agent, signal, source.limits),
      dial: makeDial(signal, source.network.cidrs),
    });
    const document = answer.kind === 'pictures' ? answer.document : answer;
    if (document === undefined || !('json' in document)) throw new RangeError(`${source.id}: no document`);
    return JSON.parse(new TextDecoder().decode(document.json));
  } finally {
    await agent.destroy();
  }
}
