/** F20: a display server restarts under two hundred screens. */
import { ScreenClient } from '../fixtures/screen-client.ts';
import { displayKilled } from '../fixtures/wall-faults.ts';
import { EQUAL_WITHIN_MS, FaultRig } from './fault-rig.ts';
import type { FaultRow } from './row.ts';

const SCREENS = 200;
const RESTARTS = 3;

export const row: FaultRow = {
  id: 'F20',
  name: `reconnect herd of ${SCREENS}`,
  run: (say) =>
    FaultRig.with({}, async (rig) => {
      const [display] = rig.wall.displays;
      if (display === undefined) throw new Error('no display server');
      const herd = Array.from(
        { length: SCREENS },
        () => new ScreenClient({ url: display.url, domains: rig.wall.domains }),
      );
      try {
        const start = await rig.truth.cursors();
        await Promise.all(herd.map((client) => rig.untilEqual(client, start)));
        for (let restart = 0; restart < RESTARTS; restart += 1) {
          const outage = await rig.outage(() => displayKilled(rig.wall, display, 500));
          const equalAtMs = await Promise.all(herd.map((client) => rig.untilEqual(client, outage.since)));
          const tookMs = Math.max(...equalAtMs) - outage.healedAtMs;
          if (tookMs > EQUAL_WITHIN_MS)
            throw new Error(`I4: the last of ${SCREENS} was equal after ${tookMs} ms`);
          say(`restart ${restart + 1}: all ${SCREENS} equal after ${Math.max(0, tookMs)} ms`);
        }
      } finally {
        for (const client of herd) client.close();
      }
    }),
};
