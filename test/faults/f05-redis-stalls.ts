/** F5: Redis is there and does not answer: stopped, paused, asleep. */
import { setTimeout as sleep } from 'node:timers/promises';
import { stopped } from '../fixtures/wall-faults.ts';
import { FaultRig } from './fault-rig.ts';
import type { FaultRow } from './row.ts';

const STALLS_MS = [500, 3_000, 12_000];

export const row: FaultRow = {
  id: 'F5',
  name: 'Redis stalls',
  run: (say) =>
    FaultRig.with({}, async (rig) => {
      const { redis } = rig.wall;
      const client = redis.connect();
      const stalls: readonly (readonly [string, (forMs: number) => Promise<unknown>])[] = [
        ['SIGSTOP', (forMs) => stopped({ kill: (signal) => redis.kill(signal) }, forMs)],
        [
          'CLIENT PAUSE',
          async (forMs) => {
            await client.call('CLIENT', 'PAUSE', String(forMs), 'ALL');
            await sleep(forMs);
          },
        ],
        ['DEBUG SLEEP', (forMs) => client.call('DEBUG', 'SLEEP', String(forMs / 1_000))],
      ];
      for (const [name, stall] of stalls) {
        for (const forMs of STALLS_MS) {
          const outage = await rig.outage(() => stall(forMs));
          const equalMs = await rig.expectEqual(outage);
          await rig.untilFresh();
          say(`${name} for ${forMs / 1_000} s: screens equal after ${equalMs} ms`);
        }
      }
    }),
};
