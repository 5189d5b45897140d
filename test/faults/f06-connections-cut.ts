/** F6: connections to Redis are cut at random moments, so that the outcome of a write is unknown. */
import { setTimeout as sleep } from 'node:timers/promises';
import { seededChance } from '../fixtures/chance.ts';
import { connectionsCut } from '../fixtures/wall-faults.ts';
import { FaultRig } from './fault-rig.ts';
import type { FaultRow } from './row.ts';

const CUTS = 60;
const LONGEST_BETWEEN_MS = 400;

export const row: FaultRow = {
  id: 'F6',
  name: 'connections to Redis cut at random',
  run: (say) =>
    FaultRig.with({}, async (rig) => {
      const chance = seededChance('F6_SEED');
      const outage = await rig.outage(async () => {
        for (let cut = 0; cut < CUTS; cut += 1) {
          await connectionsCut(rig.wall);
          await sleep(chance.between(0, LONGEST_BETWEEN_MS));
        }
      });
      const equalMs = await rig.expectEqual(outage);
      await rig.untilFresh();
      say(
        `${CUTS} cuts of all connections, seed ${chance.seed}: nothing lost or doubled, equal after ${equalMs} ms`,
      );
    }),
};
