/** Which past figures history knows already: in the files, or in the log on their way to them. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Redis } from 'ioredis';
import { asKnownAt, mergeVersions, type Version } from '../../../shared/history/known-at.ts';
import { parseLogEntry } from '../../../shared/history/log-entry.ts';
import { orderMs } from '../../../shared/latest-entry.ts';
import { seriesKey, type Observation, type SeriesKey } from '../../../shared/observation.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import type { SegmentFolder } from '../segment-folder.ts';
import { fillTouched, storedVersions } from '../stored-rows.ts';
import type { PastFact } from './read-csv.ts';

const PAGE = 1_000;

/** Figures whose value differs from what is known of their fact, or of which nothing is. */
export async function unknownOf(
  facts: readonly PastFact[],
  parts: {
    readonly connection: DuckDBConnection;
    readonly folder: SegmentFolder;
    readonly onTheirWay: ReadonlyMap<SeriesKey, readonly Version[]>;
    readonly timeZone: string;
  },
): Promise<PastFact[]> {
  const { connection, folder, onTheirWay, timeZone } = parts;
  const sortMs = ({ observation }: PastFact) => orderMs(observation, timeZone);
  await fillTouched(
    connection,
    facts.map((fact) => {
      const { indicator, place } = fact.observation;
      return { indicator, place, startMs: sortMs(fact), endMs: sortMs(fact) + 1 };
    }),
  );
  const files = (table: 'observations' | 'periods') =>
    folder.standing().flatMap(({ segment, afterId }) => {
      const note = segment.note.tables[table];
      return note === undefined ? [] : [{ path: folder.fileOf(segment.name, table), afterId }];
    });
  const moments = await storedVersions(connection, 'observations', files('observations'));
  const periods = await storedVersions(connection, 'periods', files('periods'));
  const known = new Map<string, Version>();
  for (const key of new Set(facts.map(({ observation }) => keyOf(observation)))) {
    const all = [moments, periods, onTheirWay].map((of) => of.get(key) ?? []);
    for (const version of asKnownAt(mergeVersions(...all), undefined))
      known.set(factOf(key, version), version);
  }
  return facts.filter(({ observation }) => {
    const before = known.get(factOf(keyOf(observation), observation));
    return before === undefined || before.value !== observation.value;
  });
}

/** What the log holds and the files may not yet, by series. */
export async function versionsOnTheirWay(
  redis: Redis,
  domain: string,
  timeZone: string,
): Promise<ReadonlyMap<SeriesKey, Version[]>> {
  const found = new Map<SeriesKey, Version[]>();
  let cursor = '-';
  for (;;) {
    const page = await redis.xrange(redisKeys.historyLog(domain), cursor, '+', 'COUNT', PAGE);
    for (const [id, fields] of page) {
      cursor = `(${id}`;
      for (const reading of parseLogEntry(domain, id, fields).readings) {
        const key = keyOf(reading);
        const version = { ...reading, sortMs: orderMs(reading, timeZone) };
        found.set(key, [...(found.get(key) ?? []), version]);
      }
    }
    if (page.length < PAGE) return found;
  }
}

const keyOf = ({ indicator, place }: Pick<Observation, 'indicator' | 'place'>) => seriesKey(indicator, place);

function factOf(
  key: SeriesKey,
  { period, observedAtMs }: Pick<Observation, 'period' | 'observedAtMs'>,
): string {
  return `${key}|${period ?? observedAtMs}`;
}
