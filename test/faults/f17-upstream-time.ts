/** F17: the upstream's clock is ahead, stands still, repeats itself or goes back and forth. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SourceHealth } from '../../shared/source-health.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import { until } from '../fixtures/wall-rig.ts';
import { expectNeverBack } from './f02-zombie.ts';
import { FaultRig } from './fault-rig.ts';
import type { FaultRow } from './row.ts';

const VICTIM = 'linh-vuc-3';
const AHEAD_MS = 3_600_000;
/** Times that do not move on: the tiles must turn stale although the upstream answers. */
const STANDING_STILL = ['frozen-time', 'repeated'];

export const row: FaultRow = {
  id: 'F17',
  name: 'upstream time: future, frozen, repeated, out of order',
  run: (say) =>
    FaultRig.with({}, async (rig) => {
      for (const kind of ['future-time', ...STANDING_STILL]) {
        const outage = await rig.outage(async () => {
          await rig.wall.fault(VICTIM, kind, kind === 'future-time' ? { aheadMs: AHEAD_MS } : {});
          await until(
            `${kind}: its tiles to be stale`,
            () => isStale(rig),
            rig.domain(VICTIM).staleAfterMs + 3_000,
          );
          if (kind === 'future-time') await expectRefused(rig);
          await rig.wall.fault(VICTIM, undefined);
        });
        await rig.expectEqual(outage);
        rig.expectOthersUnmoved(VICTIM);
        await rig.untilFresh();
        say(`${kind}: stale on time although it answers, the other eight unmoved`);
      }
      await rig.outage(async () => {
        await rig.wall.fault(VICTIM, 'out-of-order', { behindMs: 3_000 });
        await sleep(8_000);
        await rig.wall.fault(VICTIM, undefined);
      });
      rig.expectOthersUnmoved(VICTIM);
      await rig.untilFresh();
      expectNeverBack(rig);
      say('out-of-order: the latest never went back');
    }),
};

async function isStale(rig: FaultRig): Promise<boolean> {
  const figures = (await rig.page.figures()).filter(({ indicator }) => indicator.startsWith(`${VICTIM}.`));
  return figures.length > 0 && figures.every(({ freshness }) => freshness === 'stale');
}

/** Refused, and said: the source's health counts it and names it. */
async function expectRefused(rig: FaultRig): Promise<void> {
  const client = rig.wall.redis.connect();
  const text = await client.hget(redisKeys.health(VICTIM), `nguon-${VICTIM}`);
  client.disconnect();
  const health = JSON.parse(text ?? '{}') as Partial<SourceHealth>;
  if (!(Number(health.refused) > 0) || health.refusals?.length === 0)
    throw new Error(`future observations were not said to be refused: ${text}`);
}
