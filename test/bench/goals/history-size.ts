/**
 * P10a, P10b: bytes per point of the history's files against Gorilla, which keeps time and value alone; so of ours the
 * columns of the time and of the value count. What the rest of a row costs — when it was collected, by whom, how, and
 * its place in the log — is reported beside it. Written by the historian's own writer, and read back to the last bit.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuck, type Duck } from '../../../collector/history/duck.ts';
import { SegmentFolder } from '../../../collector/history/segment-folder.ts';
import { SegmentWriter } from '../../../collector/history/segment-writer.ts';
import type { LoggedBatch } from '../../../shared/history/log-entry.ts';
import { sqlText } from '../../../shared/history/tables.ts';
import type { Benchmark, GoalResult } from '../measure.ts';
import { Chance } from '../../fixtures/chance.ts';
import { decodeGorilla, encodeGorilla, gorillaBytes, type Point } from '../limits/gorilla.ts';

const DAY_MS = 86_400_000;
const STEP_MS = 10_000;
const START_MS = Date.UTC(2026, 10, 20);
/** Places of one kind of series, as a poll brings them. */
const PLACES = 4;
/** The same series in every run. */
const SEED = 20_261_120;
const GAUGE = 'one-decimal gauge';

/** Series of the kinds that a province has; each a day long. */
const KINDS: Readonly<Record<string, (random: () => number) => Point[]>> = {
  constant: () => series(() => 42),
  counter: (random) => series((n, before) => (n % 8_640 === 0 ? 0 : before + Math.floor(random() * 3))),
  backlog: (random) => series((_, before) => Math.max(0, before + Math.floor(random() * 9) - 4)),
  [GAUGE]: (random) => series((_, before) => Math.round((before || 50) * 10 + (random() - 0.5) * 20) / 10),
  'rate with two decimals': (random) =>
    series((_, before) => Math.round(((before || 90) + random() - 0.5) * 100) / 100),
  'đồng with hundredths': (random) =>
    series((_, before) => Math.round(((before || 18_063_800_000_000.57) + random() * 1e7) * 100) / 100),
  'full mantissa': (random) => series(() => random()),
  'irregular times': (random) =>
    series(
      (_, before) => before + Math.floor(random() * 3),
      (n) => Math.floor(n * STEP_MS + random() * 900),
    ),
};

function series(
  next: (n: number, before: number) => number,
  offset: (n: number) => number = (n) => n * STEP_MS,
): Point[] {
  let value = 0;
  return Array.from({ length: DAY_MS / STEP_MS }, (_, n) => ({
    atMs: START_MS + offset(n),
    value: (value = next(n, value)),
  }));
}

export const historySize: Benchmark = {
  ids: ['P10a', 'P10b'],
  async run(): Promise<readonly GoalResult[]> {
    const folder = mkdtempSync(join(tmpdir(), 'wall-bench-history-'));
    const duck = await openDuck(folder);
    try {
      const sizes: Size[] = [];
      for (const [kind, make] of Object.entries(KINDS)) sizes.push(await sizeOf(kind, make, duck, folder));
      const worst = sizes.toSorted((a, b) => b.ours / b.limit - a.ours / a.limit)[0] as Size;
      const gauge = sizes.find(({ kind }) => kind === GAUGE) as Size;
      const every = sizes.map(({ kind, ours, limit }) => `${kind} ${(ours / limit).toFixed(2)}×`).join(', ');
      const unit = 'bytes/point';
      return [
        {
          id: 'P10a',
          what: `time and value in a day's file against Gorilla, the worst of: ${every}; shown: ${worst.kind}`,
          unit,
          ours: worst.ours,
          limit: worst.limit,
          goal: { ratioAtMost: 1 },
          broken: sizes.every(({ isLossless }) => isLossless) ? undefined : 'not read back as written',
        },
        {
          id: 'P10b',
          what: `the same of a ${GAUGE}; a whole row with both times, source and its place in the log takes ${gauge.row.toFixed(2)}`,
          unit,
          ours: gauge.ours,
          limit: gauge.limit,
          goal: { ratioAtMost: 0.25 },
        },
      ];
    } finally {
      duck.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Size {
  readonly kind: string;
  readonly ours: number;
  readonly limit: number;
  /** Bytes of a whole row. */
  readonly row: number;
  readonly isLossless: boolean;
}

async function sizeOf(
  kind: string,
  make: (random: () => number) => Point[],
  { connection }: Duck,
  path: string,
): Promise<Size> {
  const chance = new Chance(SEED);
  const random = () => chance.next();
  const places = Array.from({ length: PLACES }, () => make(random));
  const folder = new SegmentFolder(join(path, kind), () => {});
  await folder.open(START_MS);
  const writer = new SegmentWriter({
    connection,
    timeZone: 'Asia/Ho_Chi_Minh',
    spansOf: () => ['day'],
    assertOwner: () => {},
  });
  await writer.write(folder, kind, batchesOf(places, random), START_MS);
  const [segment] = folder.list();
  const file = sqlText(folder.fileOf(segment?.name ?? '', 'observations'));
  const points = places.flat().length;
  const columns = await connection.runAndReadAll(
    `SELECT sum(total_compressed_size) FILTER (path_in_schema IN ('observed_utc', 'number')), sum(total_compressed_size)
       FROM parquet_metadata(${file})`,
  );
  const [ours, row] = (columns.getRows()[0] ?? []).map(Number);
  const kept = await connection.runAndReadAll(
    `SELECT epoch_ms(observed_utc), number FROM read_parquet(${file}) ORDER BY place, observed_utc`,
  );
  const written = places.flatMap((one) => one.map(({ atMs, value }) => `${atMs} ${value}`));
  const isLossless =
    JSON.stringify(kept.getRows().map(([at, value]) => `${String(at)} ${String(value)}`)) ===
      JSON.stringify(written) &&
    places.every(
      (one) => JSON.stringify(decodeGorilla(encodeGorilla(one), one.length)) === JSON.stringify(one),
    );
  const limit = places.reduce((sum, one) => sum + gorillaBytes(one), 0) / points;
  return { kind, ours: (ours ?? Number.NaN) / points, limit, row: (row ?? Number.NaN) / points, isLossless };
}

/** A poll brings a point of every place; it takes a little while to come, never the same. */
function batchesOf(places: readonly (readonly Point[])[], random: () => number): LoggedBatch[] {
  return (places[0] ?? []).map((_, n) => {
    const atMs = Math.max(...places.map((one) => one[n]?.atMs ?? 0));
    const collectedAtMs = atMs + 200 + Math.floor(random() * 400);
    return {
      id: `${collectedAtMs}-0`,
      number: n + 1,
      epoch: 'e',
      collectedAtMs,
      events: [],
      readings: places.map((one, place) => ({
        indicator: 'i',
        place: `xa-${place}`,
        value: one[n]?.value ?? 0,
        observedAtMs: one[n]?.atMs ?? 0,
        collectedAtMs,
        source: 'nguon',
        method: 'api' as const,
      })),
    };
  });
}
