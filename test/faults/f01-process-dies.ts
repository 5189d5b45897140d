/** F1: a collector or display server is killed, at every step between asking an upstream and having recorded. */
import { setTimeout as sleep } from 'node:timers/promises';
import { collectorKilled, displayKilled } from '../fixtures/wall-faults.ts';
import { until } from '../fixtures/wall-rig.ts';
import { FaultRig } from './fault-rig.ts';
import type { FaultRow } from './row.ts';

/** After the request of one poll arrived at its upstream: answered, mapped, recorded and done within some 20 ms. */
const STEPS_MS = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55];
const DISPLAY_KILLS = 6;

export const row: FaultRow = {
  id: 'F1',
  name: 'collector or display server dies',
  run: (say) =>
    FaultRig.with({}, async (rig) => {
      const { wall } = rig;
      const service = wall.province.services.get(rig.domains[0]?.id ?? '');
      if (service === undefined) throw new Error('no service');
      let slowestMs = 0;
      for (const stepMs of STEPS_MS) {
        const asked = service.state.ledger.counts.requests;
        await until('the next poll', () => service.state.ledger.counts.requests > asked, 30_000, 1);
        if (stepMs > 0) await sleep(stepMs);
        const outage = await rig.outage(() => collectorKilled(wall, 0));
        slowestMs = Math.max(slowestMs, await rig.expectEqual(outage));
      }
      say(
        `collector killed ${STEPS_MS.join(', ')} ms after a request: screens equal after at most ${slowestMs} ms`,
      );
      slowestMs = 0;
      for (let kill = 0; kill < DISPLAY_KILLS; kill += 1) {
        const display = wall.displays[kill % wall.displays.length];
        if (display === undefined) continue;
        const outage = await rig.outage(() => displayKilled(wall, display, kill * 100));
        slowestMs = Math.max(slowestMs, await rig.expectEqual(outage));
      }
      say(`display servers killed ${DISPLAY_KILLS} times: screens equal after at most ${slowestMs} ms`);
    }),
};
