/** Months of rollups as the historian leaves them, written by DuckDB itself: the files, their order and their notes. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { SEGMENT_NOTE, type SegmentNote } from '../../shared/history/segment-note.ts';
import { segmentName } from '../../shared/history/segment.ts';
import { ORDER, parquetFile, sqlInstant, sqlText } from '../../shared/history/tables.ts';

export interface GeneratedRollups {
  readonly folder: string;
  readonly domain: string;
  readonly indicator: string;
  readonly places: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
}

const SPANS = [
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
] as const;
/** A segment of the historian holds what was accepted in a month. */
const SEGMENT_MS = 30 * 86_400_000;
/** Of one fact in ten seconds. */
const FACTS_PER_MS = 1 / 10_000;

/** @returns paths of the files. */
export async function writeRollups(options: GeneratedRollups): Promise<string[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const files: string[] = [];
  for (let startMs = options.fromMs, number = 1; startMs < options.toMs; startMs += SEGMENT_MS, number += 1) {
    const endMs = Math.min(options.toMs, startMs + SEGMENT_MS);
    const range = { from: `${startMs}-0`, to: `${endMs - 1}-0` };
    const path = join(options.folder, options.domain, segmentName(range));
    mkdirSync(path, { recursive: true });
    const file = join(path, parquetFile('rollups'));
    const selects = SPANS.map(([span, ms]) => selectOf(options, span, ms, startMs, endMs));
    await connection.run(
      `COPY (SELECT * FROM (${selects.join(' UNION ALL ')}) ORDER BY ${ORDER.rollups})
         TO ${sqlText(file)} (FORMAT parquet, PARQUET_VERSION V2, COMPRESSION zstd, COMPRESSION_LEVEL 6)`,
    );
    const rows = await connection.runAndReadAll(
      `SELECT count(*)::DOUBLE FROM read_parquet(${sqlText(file)})`,
    );
    writeFileSync(
      join(path, SEGMENT_NOTE),
      JSON.stringify(
        noteOf(options, range, number, startMs, endMs, {
          rows: rows.getRows()[0]?.[0] as number,
          bytes: statSync(file).size,
        }),
      ),
    );
    files.push(file);
  }
  connection.closeSync();
  instance.closeSync();
  return files;
}

function selectOf(
  { indicator, places }: GeneratedRollups,
  span: string,
  ms: number,
  startMs: number,
  endMs: number,
) {
  const firstMs = Math.ceil(startMs / ms) * ms;
  const names = places.map((place, n) => `(${sqlText(place)}, ${n})`).join(', ');
  return `
    SELECT ${sqlText(indicator)} AS indicator, place, ${sqlText(span)} AS span,
      make_timestamp(ms * 1000)::TIMESTAMP_MS AS starts_utc, ${Math.round(ms * FACTS_PER_MS)}::INTEGER AS count,
      level - 5 AS min, level + 5 AS max, level * ${Math.round(ms * FACTS_PER_MS)} AS sum, level AS last_number,
      NULL::VARCHAR AS last_state, make_timestamp((ms + ${ms} - 10000) * 1000)::TIMESTAMP_MS AS last_utc,
      make_timestamp((ms + ${ms} - 9000) * 1000)::TIMESTAMP_MS AS collected_utc,
      ms + ${ms} AS log_ms, 0::INTEGER AS log_seq, 0::INTEGER AS log_row
    FROM (SELECT place, ms, ((ms // 60000 * 7919 + n * 104729) % 1000) / 10.0 AS level
      FROM (VALUES ${names}) AS places(place, n), range(${firstMs}, ${endMs}, ${ms}) AS times(ms))
    WHERE make_timestamp(ms * 1000)::TIMESTAMP_MS < ${sqlInstant(endMs)}`;
}

function noteOf(
  { domain }: GeneratedRollups,
  range: { readonly from: string; readonly to: string },
  number: number,
  minSortMs: number,
  maxSortMs: number,
  file: { readonly rows: number; readonly bytes: number },
): SegmentNote {
  const times = { minSortMs, maxSortMs, minCollectedMs: minSortMs, maxCollectedMs: maxSortMs };
  return {
    version: 1,
    domain,
    ...range,
    firstNumber: number,
    lastNumber: number,
    firstEpoch: 'generated',
    lastEpoch: 'generated',
    writtenAtMs: maxSortMs,
    gaps: [],
    tables: { rollups: { ...file, sha256: 'not read here', ...times } },
  };
}
