/**
 * `year-disk`, `year-redis`: a year of the whole province. A wall of the real configuration and the simulated upstreams
 * tells which series there are and which source brings them; what these would bring within some hours, at their real
 * cadences, goes through the historian's own writer, its merges and its journal, and is scaled to a year. Of Redis the
 * real keys are measured, filled up to their bounds.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../../../config/read-config.ts';
import { openDuck } from '../../../collector/history/duck.ts';
import { BlockFolder } from '../../../collector/history/journal/block-folder.ts';
import { SegmentFolder } from '../../../collector/history/segment-folder.ts';
import { SegmentWriter } from '../../../collector/history/segment-writer.ts';
import { Upkeep } from '../../../collector/history/upkeep.ts';
import type { ProvinceConfig } from '../../../shared/config/province-config.ts';
import { applyBatch, emptyDomainState } from '../../../shared/domain-state.ts';
import type { LoggedBatch } from '../../../shared/history/log-entry.ts';
import { hourEndMs } from '../../../shared/history/merge-plan.ts';
import { spansOfConfig } from '../../../shared/history/rollup.ts';
import { JOURNAL_FOLDER } from '../../../shared/journal/block-range.ts';
import { changeOf } from '../../../shared/journal/block.ts';
import { parseLatestEntry } from '../../../shared/latest-entry.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import { Chance } from '../../fixtures/chance.ts';
import { until, WallRig } from '../../fixtures/wall-rig.ts';
import { BlockWriter } from '../block-writer.ts';
import type { Benchmark, GoalResult } from '../measure.ts';
import { pollsBetween, polledSeries, type PolledSeries } from '../province-series.ts';
import { measureStore, type StoreBytes } from '../store-bytes.ts';

const CONFIG_DIR = 'config/lang-son';
const SEED = 20_261_127;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;
/** In the midst of a day and of a month, so that both are merged as they are over the year. */
const START_MS = Date.UTC(2026, 9, 14);
const STRETCH_MS = 4 * HOUR_MS;
/** What the historian holds at most in one segment before it merges. */
const MAX_ROWS = 50_000;
const GIB = 1024 ** 3;
/** The slowest poll of the configuration, and the time to start. */
const SEEN_WITHIN_MS = 120_000;
const SETTLED_MS = 8_000;
/** A wall of nine domains and forty sources, on a loaded machine. */
const READY_WITHIN_MS = 180_000;

export const yearSize: Benchmark = {
  ids: ['year-disk', 'year-redis'],
  async run(): Promise<readonly GoalResult[]> {
    const config = await readConfig(CONFIG_DIR);
    const wall = await WallRig.start({
      configDir: CONFIG_DIR,
      systems: 'all',
      readyWithinMs: READY_WITHIN_MS,
    });
    let series: ReadonlyMap<string, readonly PolledSeries[]>;
    let store: StoreBytes;
    try {
      series = await seriesOf(wall, config);
      store = await measureStore(wall, config, series, new Chance(SEED));
    } finally {
      await wall.stop();
    }
    const disk = await diskOf(config, series);
    const count = [...series.values()].flat().length;
    const perDay = [...series.values()].flat().reduce((sum, { stepMs }) => sum + DAY_MS / stepMs, 0);
    const { history, journal, rows } = disk;
    return [
      {
        id: 'year-disk',
        what: `a year of ${count} series, ${(perDay / 1e6).toFixed(2)} million facts a day, of which as many differ from the one before as in the simulated province, scaled from ${STRETCH_MS / HOUR_MS} hours (${rows} facts): files ${gib(history)}, half of them rollups; journal ${gib(journal)}`,
        unit: 'GiB',
        ours: (history + journal) / GIB,
        goal: { atMost: 2 },
      },
      {
        id: 'year-redis',
        what: `the keys at their bounds, a historian running: points ${gib(store.points)}, changes ${gib(store.changes)}, log ${gib(store.log)}, all else of a running wall ${gib(store.rest)}; the log of a historian that is away grows to ${gib(store.fullLog)}`,
        unit: 'GiB',
        ours: (store.points + store.changes + store.rest + store.log) / GIB,
        goal: { atMost: 1 },
      },
    ];
  },
};

const gib = (bytes: number) => `${(bytes / GIB).toFixed(2)} GiB`;

/** Waits until every source that speaks has spoken. */
async function seriesOf(
  wall: WallRig,
  config: ProvinceConfig,
): Promise<ReadonlyMap<string, readonly PolledSeries[]>> {
  const client = wall.redis.connect();
  const domains = config.domains.map(({ id }) => id);
  let count = -1;
  let changedMs = performance.now();
  await until(
    'the series of the province to be told',
    async () => {
      const lengths = await Promise.all(domains.map((domain) => client.hlen(redisKeys.latest(domain))));
      const now = lengths.reduce((sum, one) => sum + one, 0);
      if (now !== count) changedMs = performance.now();
      count = now;
      return performance.now() - changedMs > SETTLED_MS;
    },
    SEEN_WITHIN_MS,
    500,
  );
  const found = await Promise.all(
    domains.map(async (domain) => {
      const entries = Object.values(await client.hgetall(redisKeys.latest(domain)));
      return [domain, polledSeries(config, domain, entries.map(parseLatestEntry))] as const;
    }),
  );
  client.disconnect();
  return new Map(found);
}

async function diskOf(config: ProvinceConfig, series: ReadonlyMap<string, readonly PolledSeries[]>) {
  const path = mkdtempSync(join(tmpdir(), 'wall-bench-year-'));
  const duck = await openDuck(path);
  const writer = new SegmentWriter({
    connection: duck.connection,
    timeZone: config.province.timeZone,
    spansOf: spansOfConfig(config.domains),
    assertOwner: () => {},
  });
  const upkeep = new Upkeep({
    folder: path,
    connection: duck.connection,
    writer,
    assertOwner: () => {},
    log: pino({ level: 'silent' }),
  });
  const total = { history: 0, journal: 0, rows: 0 };
  const stretch = { fromMs: START_MS, toMs: START_MS + STRETCH_MS, chance: new Chance(SEED) };
  try {
    for (const [domain, own] of series) {
      if (own.length === 0) continue;
      const folder = new SegmentFolder(join(path, domain), () => {});
      await folder.open(START_MS);
      const journal = journalOf(join(path, domain, JOURNAL_FOLDER), domain, own, config.hash);
      let run: LoggedBatch[] = [];
      let rows = 0;
      const flush = async () => {
        if (run.length > 0) await writer.write(folder, domain, run, START_MS);
        total.rows += rows;
        run = [];
        rows = 0;
      };
      for (const batch of pollsBetween(own, stretch)) {
        const first = run[0]?.collectedAtMs ?? batch.collectedAtMs;
        if (rows >= MAX_ROWS || hourEndMs(first) !== hourEndMs(batch.collectedAtMs)) await flush();
        run.push(batch);
        rows += batch.readings.length;
        const source = batch.readings[0]?.source ?? '';
        const rest = { source, outcome: 'ok', others: [], gone: [], events: [], pictures: [] } as const;
        await journal.writer.push(changeOf({ ...batch, ...rest, readings: batch.readings }));
      }
      await flush();
      await upkeep.mergeOwed(domain, folder, START_MS + 60 * DAY_MS);
      await journal.writer.seal();
      total.history += folder.list().reduce((sum, { name }) => sum + bytesUnder(join(path, domain, name)), 0);
      total.journal += journal.folder.fullBytes();
    }
  } finally {
    duck.close();
    rmSync(path, { recursive: true, force: true });
  }
  const scale = YEAR_MS / STRETCH_MS;
  return { history: total.history * scale, journal: total.journal * scale, rows: total.rows };
}

function journalOf(path: string, domain: string, series: readonly PolledSeries[], config: string) {
  const folder = new BlockFolder(path);
  const state = emptyDomainState(domain);
  const nothing = { source: '', outcome: 'ok', others: [], gone: [], events: [], pictures: [] } as const;
  applyBatch(state, { ...nothing, readings: series.map(({ reading }) => reading) });
  Object.assign(state, { epoch: 'e', cursor: `${START_MS}-0` });
  return { folder, writer: new BlockWriter(folder, state, config) };
}

function bytesUnder(path: string): number {
  return readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
}
