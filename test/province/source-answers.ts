/** Asks a running province what a configured source would ask it, by the source's own connector. */
import { CONNECTORS } from '../../collector/connector-registry.ts';
import type { PollWindow } from '../../collector/connector.ts';
import { resolveSettings } from '../../collector/environment.ts';
import { makeAgent, makeExchange } from '../../collector/exchange.ts';
import { makeDial } from '../../collector/network/dial.ts';
import type { Source } from '../../shared/config/source.ts';
import type { RunningProvince } from './province.ts';

/** A busy machine takes its time; the sources' own limits are tested elsewhere. */
const PATIENCE_MS = 60_000;

/** The document of a source; of the past when a window is given. */
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
  // A connection kept open would be closed by the service while a long mapping keeps this process from noticing.
  const agent = makeAgent();
  const answer = await connector.poll({
    settings: connector.settings.parse(settings),
    signal,
    limits: source.limits,
    window,
    places: [],
    timeZone: 'Asia/Ho_Chi_Minh',
    exchange: makeExchange(agent, signal, source.limits),
    dial: makeDial(signal, ['127.0.0.0/8']),
  });
  await agent.destroy();
  if (answer.kind !== 'document') throw new RangeError(`${source.id}: no document but ${answer.kind}`);
  return JSON.parse(new TextDecoder().decode(answer.json));
}
