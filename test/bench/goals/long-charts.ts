/**
 * `series-90d`: 90 days of 65 places at the resolution of a chart, in one request to a display server with the
 * historian's files, p99; against the plainest query of DuckDB over the same files.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SeriesReply } from '../../../shared/api.ts';
import { communeFigureId, communeId, DOMAINS } from '../bench-province.ts';
import { writeRollups } from '../generated-history.ts';
import { bareRollups, openBare } from '../limits/bare-rollups.ts';
import { alternate, percentile, type Benchmark, type GoalResult } from '../measure.ts';
import { startWall } from '../wall.ts';

const PLACES = 65;
const DAYS = 90;
const DAY_MS = 86_400_000;
/** A chart on a third of a 4K wall. */
const PIXELS = 500;
/** Each repeat; the first of a repeat finds the other side's caches warm. */
const REQUESTS = 34;
/** Windows move on, so that no answer is shared. */
const MOVE_MS = 60_000;
const STEP_MS = 6 * 3_600_000;

export const longCharts: Benchmark = {
  ids: ['series-90d'],
  async run(): Promise<readonly GoalResult[]> {
    const folder = mkdtempSync(join(tmpdir(), 'wall-bench-series-'));
    const toMs = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    const fromMs = toMs - DAYS * DAY_MS;
    const [domain = ''] = DOMAINS;
    const indicator = communeFigureId(domain);
    const places = Array.from({ length: PLACES }, (_, n) => communeId(n));
    const files = await writeRollups({
      folder,
      domain,
      indicator,
      places,
      fromMs: fromMs - DAY_MS,
      toMs,
    });
    const wall = await startWall({ communes: PLACES }, { env: { HISTORY_DIR: folder } });
    const connection = await openBare();
    try {
      let moved = 0;
      let points = 0;
      const names = places.map((place) => `series=${indicator}@${place}`).join('&');
      const ask = async (): Promise<number> => {
        moved += MOVE_MS;
        const startedAtMs = performance.now();
        const answer = await fetch(
          `${wall.url}/api/v1/series?${names}&fromMs=${fromMs - moved}&toMs=${toMs - moved}&pixels=${PIXELS}`,
        );
        const reply = (await answer.json()) as SeriesReply;
        const tookMs = performance.now() - startedAtMs;
        points = reply.lines.reduce((sum, line) => sum + line.points.length, 0);
        if (reply.lines.length !== PLACES) throw new Error(`${reply.lines.length} lines of ${PLACES}`);
        return tookMs;
      };
      const bare = async (): Promise<number> => {
        const startedAtMs = performance.now();
        await bareRollups(connection, { files, indicator, places, fromMs, toMs, stepMs: STEP_MS });
        return performance.now() - startedAtMs;
      };
      const several = (one: () => Promise<number>) => async () => {
        const times: number[] = [];
        for (let n = 0; n < REQUESTS; n += 1) times.push(await one());
        return times;
      };
      await ask();
      await bare();
      const { ours, limit } = await alternate(several(ask), several(bare));
      const isWhole = points >= PLACES * (DAYS * (DAY_MS / STEP_MS) - 1);
      return [
        {
          id: 'series-90d',
          what: `p99 of ${DAYS} days × ${PLACES} places at ${PIXELS} pixels over HTTP, parsed, ${points} points, against a bare query of the same files`,
          unit: 'ms',
          ours: percentile(ours.flat(), 0.99),
          limit: percentile(limit.flat(), 0.99),
          goal: { ratioAtMost: 3 },
          broken: isWhole ? undefined : `only ${points} points came`,
        },
      ];
    } finally {
      connection.closeSync();
      await wall.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
