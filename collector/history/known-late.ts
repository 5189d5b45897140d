/**
 * Facts that came when Redis held their like no more. Whether they are news only the files can tell: what they know
 * already, of the same source with the same value, is left out.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { LoggedBatch } from '../../shared/history/log-entry.ts';
import { asKnownAt } from '../../shared/history/known-at.ts';
import type { TableNote } from '../../shared/history/segment-note.ts';
import { orderMs } from '../../shared/latest-entry.ts';
import { seriesKey, type Observation, type Value } from '../../shared/observation.ts';
import { fillTouched, storedVersions, type StoredFile } from './stored-rows.ts';

export interface KnownLateOptions {
  readonly connection: DuckDBConnection;
  readonly timeZone: string;
  readonly filesOf: (
    table: 'observations' | 'periods',
    mayHold: (note: TableNote) => boolean,
  ) => readonly StoredFile[];
}

export async function withoutKnown(
  options: KnownLateOptions,
  batches: readonly LoggedBatch[],
): Promise<readonly LoggedBatch[]> {
  const late = batches.flatMap(({ readings, late: at = [] }) => at.flatMap((one) => readings[one] ?? []));
  if (late.length === 0) return batches;
  const known = await knownValues(options, late);
  return batches.map((batch) => {
    const isLate = new Set(batch.late);
    const readings = batch.readings.filter((reading, at) => {
      const fact = factOf(reading);
      const isKnown = isLate.has(at) && known.has(fact) && known.get(fact) === reading.value;
      // What this run brings besides is known to what follows it.
      known.set(fact, reading.value);
      return !isKnown;
    });
    return { ...batch, readings };
  });
}

/** The last value of each fact of each source. */
async function knownValues(
  { connection, timeZone, filesOf }: KnownLateOptions,
  late: readonly (Observation & { readonly source: string })[],
): Promise<Map<string, Value>> {
  const touched = late.map((reading) => {
    const { indicator, place } = reading;
    const startMs = orderMs(reading, timeZone);
    return { indicator, place, startMs, endMs: startMs + 1 };
  });
  await fillTouched(connection, touched);
  const fromMs = touched.reduce((least, { startMs }) => Math.min(least, startMs), Infinity);
  const toMs = touched.reduce((most, { startMs }) => Math.max(most, startMs), -Infinity);
  const mayHold = ({ minSortMs, maxSortMs }: TableNote) => minSortMs <= toMs && maxSortMs >= fromMs;
  const known = new Map<string, Value>();
  for (const table of ['observations', 'periods'] as const) {
    const stored = await storedVersions(connection, table, filesOf(table, mayHold));
    for (const [key, versions] of stored)
      for (const source of new Set(versions.map((one) => one.source))) {
        const own = versions.filter((one) => one.source === source);
        for (const version of asKnownAt(own, undefined))
          known.set(keyedFact(key, version, source), version.value);
      }
  }
  return known;
}

function factOf(reading: Observation & { readonly source: string }): string {
  return keyedFact(seriesKey(reading.indicator, reading.place), reading, reading.source);
}

function keyedFact(
  series: string,
  { period, observedAtMs }: Pick<Observation, 'period' | 'observedAtMs'>,
  source: string,
): string {
  return `${series} ${period ?? observedAtMs} ${source}`;
}
