/** F8: the disk of Redis, or that of the history, is full. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../collector/store/free-port.ts';
import { startOwnRedis } from '../fixtures/own-redis.ts';
import {
  fillDisk,
  freeDisk,
  mountSmallDisk,
  unmountSmallDisk,
  whyNoSmallDisk,
} from '../fixtures/small-disk.ts';
import { until } from '../fixtures/wall-rig.ts';
import { FaultRig } from './fault-rig.ts';
import type { FaultRow } from './row.ts';

const FULL_MS = 8_000;
/** Its own Redis is started again with growing pauses, of at most some seconds. */
const BACK_WITHIN_MS = 30_000;
const SAID_WITHIN_MS = 15_000;

export const row: FaultRow = {
  id: 'F8',
  name: 'disk full',
  run: async (say) => {
    const whyNot = whyNoSmallDisk();
    if (whyNot !== undefined) {
      say(`skipped: ${whyNot}`);
      return;
    }
    await redisWithoutRoom(say);
    await historyWithoutRoom(say);
  },
};

/** What cannot be made durable is not shown as live; once there is room the wall goes on by itself. */
async function redisWithoutRoom(say: (seen: string) => void): Promise<void> {
  const redis = await startOwnRedis({ onSmallDisk: true });
  await FaultRig.with({ redis }, async (rig) => {
    const accepted = () => [...rig.truth.accepted.values()].reduce((sum, own) => sum + own.length, 0);
    const outage = await rig.outage(async () => {
      fillDisk(redis.dir);
      await until('every tile to be stale', () => isStale(rig), SAID_WITHIN_MS);
      const before = accepted();
      await sleep(FULL_MS);
      if (accepted() !== before) throw new Error('something was accepted that no disk has room for');
      freeDisk(redis.dir);
      const client = redis.connect();
      await until('Redis to take writes again', () => takesWrites(client), BACK_WITHIN_MS);
      client.disconnect();
    });
    const equalMs = await rig.expectEqual(outage);
    await rig.untilFresh();
    const said = redis.lines.find((line) => line.includes(`the disk of ${redis.dir} is full`));
    if (said === undefined) throw new Error(`nobody says that the disk is full: ${redis.lines.join(' | ')}`);
    say(
      `Redis's disk full for ${FULL_MS / 1_000} s: every tile stale, screens equal ${equalMs} ms after; "${said}"`,
    );
  });
}

async function takesWrites(client: ReturnType<Awaited<ReturnType<typeof startOwnRedis>>['connect']>) {
  const attempt = client.set('wall-fault-probe', '1').catch(() => undefined);
  return (await Promise.race([attempt, sleep(1_000)])) === 'OK';
}

async function isStale(rig: FaultRig): Promise<boolean> {
  const figures = await rig.page.figures();
  return figures.length > 0 && figures.every(({ freshness }) => freshness === 'stale');
}

/** Nothing but the historian is moved; it says that it is not ready, and writes what it owes once there is room. */
async function historyWithoutRoom(say: (seen: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wall-fault-history-'));
  mountSmallDisk(folder);
  const port = await freePort();
  try {
    const env = { HISTORY_DIR: folder, HISTORIAN_PORT: String(port) };
    await FaultRig.with({ historian: true, env }, async (rig) => {
      const readiness = async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
        return { status: answer?.status, words: (await answer?.text()) ?? '' };
      };
      await until('the historian to be ready', async () => (await readiness()).status === 200, 60_000);
      rig.forgetMoods();
      fillDisk(folder);
      await until('it to say that it is not', async () => (await readiness()).status === 503, SAID_WITHIN_MS);
      const { words } = await readiness();
      await sleep(FULL_MS);
      rig.expectOthersUnmoved();
      freeDisk(folder);
      await until('the historian to be ready again', async () => (await readiness()).status === 200, 60_000);
      say(
        `the history's disk full for ${FULL_MS / 1_000} s: "${words.trim().slice(0, 160)}", no tile moved, ready again after`,
      );
    });
  } finally {
    unmountSmallDisk(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}
