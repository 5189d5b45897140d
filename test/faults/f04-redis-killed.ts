/** F4: Redis is killed and comes back. */
import { redisKilled } from '../fixtures/wall-faults.ts';
import { until } from '../fixtures/wall-rig.ts';
import { FaultRig } from './fault-rig.ts';
import type { FaultRow } from './row.ts';

const AWAY_MS = [100, 3_000, 15_000, 45_000, 120_000];
/** Every source is asked once a second: within this one of them is asked again. */
const POLLED_WITHIN_MS = 1_000;

export const row: FaultRow = {
  id: 'F4',
  name: 'Redis killed and restarted',
  run: (say) =>
    FaultRig.with({}, async (rig) => {
      for (const forMs of AWAY_MS) {
        const outage = await rig.outage(() => redisKilled(rig.wall, forMs));
        const polled = () => lastRequestMs(rig) >= outage.healedAtMs;
        await until('an upstream to be asked again', polled, 10_000, 5);
        const polledMs = lastRequestMs(rig) - outage.healedAtMs;
        const equalMs = await rig.expectEqual(outage);
        if (polledMs > POLLED_WITHIN_MS)
          throw new Error(`polling resumed ${polledMs} ms after Redis returned`);
        await rig.untilFresh();
        say(`away for ${forMs / 1_000} s: polled after ${polledMs} ms, screens equal after ${equalMs} ms`);
      }
    }),
};

/** When any upstream was asked last, ms. */
function lastRequestMs(rig: FaultRig): number {
  return Math.max(
    ...[...rig.wall.province.services.values()].map(({ state }) => state.ledger.counts.lastRequestAtMs ?? 0),
  );
}
