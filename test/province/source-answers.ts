/** Asks a running province what a configured source would ask it, by the source's own connector, for tests of configuration. */
import { CONNECTORS } from '../../collector/connector-registry.ts';
import type { PollWindow } from '../../collector/connector.ts';
import { resolveSettings } from '../../collector/environment.ts';
import { makeAgent, makeExchange } from '../../collector/exchange.ts';
import { makeDial } from '../../collector/network/dial.ts';
import type { Source } from '../../shared/config/source.ts';
import type { RunningProvince } from './province.ts';

export type Window = PollWindow;

/** A busy machine takes its time; the sources' own limits are tested elsewhere. */
const TIMEOUT_MS = 60_000;

export interface SourceAnswer {
  readonly document: unknown;
  /** What the connector could not read of it. */
  readonly refused: readonly string[];
}

/** The document of a source; of the past when a window is given. */
export async function askSource(
  source: Source,
  province: RunningProvince,
  window?: Window,
): Promise<SourceAnswer> {
  const wanted =
    window === undefined ? source.settings : { ...source.settings, ...source.backfill?.settings };
  const { settings, missing } = resolveSettings(wanted, province.env);
  if (missing.length > 0) throw new RangeError(`the province gives no ${missing.join(', ')}`);
  const connector = CONNECTORS.get(source.connector);
  if (connector === undefined) throw new RangeError(`no connector ${source.connector}`);
  for (const { dropBox } of province.services.values()) await dropBox?.writeDue();
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  // A connection kept open would be closed by the service while a long mapping keeps this process from noticing.
  const agent = makeAgent();
  const asked = connector.poll({
    settings: connector.settings.parse(settings),
    signal,
    limits: source.limits,
    places: [],
    window,
    exchange: makeExchange(agent, signal, source.limits),
    dial: makeDial(signal, ['127.0.0.0/8']),
  });
  const answer = await asked.finally(() => void agent.destroy());
  if (answer.kind !== 'document') throw new RangeError(`${source.id} gave ${answer.kind}`);
  return { document: JSON.parse(new TextDecoder().decode(answer.json)), refused: answer.refused ?? [] };
}
