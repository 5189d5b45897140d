/** F9: Redis may take no more memory. */
import { setTimeout as sleep } from 'node:timers/promises';
import { redisKeys } from '../../shared/redis-keys.ts';
import { until } from '../fixtures/wall-rig.ts';
import { FaultRig } from './fault-rig.ts';
import type { FaultRow } from './row.ts';

const FULL_MS = [500, 3_000, 20_000];
/** Less than any Redis uses: every write that may grow is refused. */
const NO_ROOM = '1';

export const row: FaultRow = {
  id: 'F9',
  name: 'maxmemory reached',
  run: (say) =>
    FaultRig.with({ historian: true }, async (rig) => {
      const client = rig.wall.redis.connect();
      const keys = () => client.keys('wall:*');
      for (const forMs of FULL_MS) {
        const before = await keys();
        const outage = await rig.outage(async () => {
          await client.config('SET', 'maxmemory', NO_ROOM);
          await sleep(forMs);
          await client.config('SET', 'maxmemory', '0');
        });
        const equalMs = await rig.expectEqual(outage);
        await rig.untilFresh();
        const kept = new Set(await keys());
        const gone = before.filter((key) => !kept.has(key));
        if (gone.length > 0) throw new Error(`gone from the store: ${gone.join(', ')}`);
        say(`full for ${forMs / 1_000} s: screens equal after ${equalMs} ms, no key gone`);
      }
      if (!/evicted_keys:0\r/.test(await client.info('stats'))) throw new Error('something was evicted');
      await until('the historian to have all that was accepted', async () => {
        const logs = rig.wall.domains.map((domain) => client.xlen(redisKeys.historyLog(domain)));
        // It trims one segment behind its files: of a second that is a few entries.
        return (await Promise.all(logs)).every((length) => length < 20);
      });
      say('nothing was evicted, and the historian took all that waited');
    }),
};
