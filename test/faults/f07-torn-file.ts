/** F7: the append-only file is torn at its end, or spoilt in its middle. */
import { setTimeout as sleep } from 'node:timers/promises';
import { applyCure, incrementalFile, spoilMiddle, tearEnd } from '../fixtures/append-only-file.ts';
import { EVER, HistoryRig } from '../fixtures/history-rig.ts';
import { startOwnRedis } from '../fixtures/own-redis.ts';
import { FaultRig } from './fault-rig.ts';
import type { FaultRow } from './row.ts';

const TORN_BYTES = [1, 17, 64, 4_096];
const KEPT = 400;

export const row: FaultRow = {
  id: 'F7',
  name: 'append-only file torn or spoilt',
  run: async (say) => {
    await tornUnderWall(say);
    await saidByOwnRedis(say);
  },
};

/** Redis starts without what was torn off; no screen goes on with what the store does not hold. */
function tornUnderWall(say: (seen: string) => void): Promise<void> {
  return FaultRig.with({ historian: true }, async (rig) => {
    const { redis } = rig.wall;
    for (const bytes of TORN_BYTES) {
      const tear = async () => {
        await redis.kill();
        tearEnd(redis.dir, bytes);
        await redis.restart();
      };
      const outage = await rig.outage(tear, { isTorn: true });
      const equalMs = await rig.expectEqual(outage);
      await rig.untilFresh();
      say(`${bytes} bytes torn off: screens equal after ${equalMs} ms`);
      // What is torn off next shall not reach back to here.
      await sleep(3_000);
    }
  });
}

/** The Redis of `npm start`: a torn end is said, a spoilt middle refused with a cure that works; history is whole. */
async function saidByOwnRedis(say: (seen: string) => void): Promise<void> {
  const redis = await startOwnRedis();
  const rig = new HistoryRig(redis.connect());
  try {
    const accept = (n: number) =>
      rig.record({
        observations: [{ indicator: 'cars', place: 'p', value: n, observedAtMs: Date.now() - 60_000 + n }],
      });
    for (let n = 1; n <= KEPT; n += 1) await accept(n);
    await rig.round();
    await redis.damaged(() => tearEnd(redis.dir, 3));
    if (!redis.lines.some((line) => /was cut off and is lost/.test(line)))
      throw new Error(`a torn end is not said: ${redis.lines.join(' | ')}`);
    say('a torn end is said in a line');
    const refused = await redis.damaged(() => spoilMiddle(redis.dir));
    if (refused === undefined || !refused.includes(incrementalFile(redis.dir)))
      throw new Error(`a spoilt file is not refused by its name: ${refused}`);
    applyCure(refused);
    await redis.start();
    await accept(KEPT + 1);
    await rig.round();
    await rig.forgetHot();
    const versions = await rig.reader.versions({ domain: rig.domain, indicator: 'cars', place: 'p' }, EVER);
    if (versions.length !== KEPT + 1) throw new Error(`history has ${versions.length} of ${KEPT + 1} facts`);
    if (!rig.errors().some(({ msg }) => msg.startsWith('the store counts lower than history')))
      throw new Error('nobody said that the store lost what history keeps');
    say('a spoilt file is refused with a cure that works; history keeps what the store lost, and says so');
  } finally {
    await rig.end();
    await redis.stop();
  }
}
