/** Asks a running province what a configured source would ask it, by the source's own connector. */
import { readConfig } from '../../config/read-config.ts';
import { CONNECTORS } from '../../collector/connector-registry.ts';
import type { PollWindow } from '../../collector/connector.ts';
import { resolveSettings } from '../../collector/environment.ts';
import type { Source } from '../../shared/config/source.ts';
import { TestNetwork } from '../conformance/network.ts';
import type { RunningProvince } from './province.ts';

/** A busy machine takes its time; the sources' own limits are tested elsewhere. */
const PATIENCE_MS = 60_000;

export interface SourceAnswer {
  /** As the connector hands it to the mapping. */
  readonly document: unknown;
  /** What the connector could not read of it. */
  readonly refused: readonly string[];
}

/**
 * The documents of a source: one of a source that is asked, any number of one that is told. Of the past when a window is
 * given.
 */
export async function answersOf(
  source: Source,
  province: RunningProvince,
  window?: PollWindow,
): Promise<readonly SourceAnswer[]> {
  const told = () => {
    const service = [...province.services.values()].find(({ state }) =>
      state.system.tellings?.some((telling) => telling.source === source.id),
    );
    if (service === undefined) throw new RangeError(`no system tells anything to ${source.id}`);
    return service.told(source.id);
  };
  switch (source.connector) {
    case 'mqtt':
      return told().map(({ topic, json }) => ({
        document: { topic, payload: json, retained: false, isLive: true },
        refused: [],
      }));
    case 'webhook':
    case 'manual':
      return told().map(({ json }) => ({ document: json, refused: [] }));
    default:
      return [await askSource(source, province, window)];
  }
}

/** Whose places the settings name. */
const { places } = await readConfig('config/lang-son');

/** The document of a source that is asked; of the past when a window is given. */
export async function askSource(
  source: Source,
  province: RunningProvince,
  window?: PollWindow,
): Promise<SourceAnswer> {
  const connector = CONNECTORS.get(source.connector);
  if (connector === undefined || !('poll' in connector))
    throw new RangeError(`no connector ${source.connector} that asks`);
  const wanted =
    window === undefined ? source.settings : { ...source.settings, ...source.backfill?.settings };
  const { settings: resolved, missing } = resolveSettings(wanted, province.env);
  if (missing.length > 0) throw new RangeError(`the province gives no ${missing.join(', ')}`);
  for (const { dropBox } of province.services.values()) await dropBox?.writeDue();
  const settings = connector.settings.parse(resolved);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const { limits, network: allowed } = source;
  // Of its own: a connection kept open would be closed by the service while a long mapping keeps us from noticing.
  const network = new TestNetwork();
  try {
    const way = network.way(settings, signal, { limits, ...allowed });
    const answer = await connector.poll({
      settings,
      signal,
      limits,
      window,
      places,
      timeZone: 'Asia/Ho_Chi_Minh',
      ...way,
    });
    const given = answer.kind === 'pictures' ? answer.document : answer;
    if (given === undefined || !('json' in given)) throw new RangeError(`${source.id}: no document`);
    return { document: JSON.parse(new TextDecoder().decode(given.json)), refused: given.refused ?? [] };
  } finally {
    await network.close();
  }
}
