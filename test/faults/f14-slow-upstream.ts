/** F14: an upstream that drips, sends headers without end, or hangs. */
import { until } from '../fixtures/wall-rig.ts';
import { FaultRig } from './fault-rig.ts';
import type { FaultRow } from './row.ts';

const SLOWNESSES = ['drip', 'headers-never-end', 'hang'];
const VICTIM = 'linh-vuc-1';
const MARKED_WITHIN_MS = 4_000;

export const row: FaultRow = {
  id: 'F14',
  name: 'slow upstream',
  run: (say) =>
    FaultRig.with({}, async (rig) => {
      const { staleAfterMs } = rig.domain(VICTIM);
      for (const kind of SLOWNESSES) {
        const figures = async () =>
          (await rig.page.figures()).filter(({ indicator }) => indicator.startsWith(`${VICTIM}.`));
        const outage = await rig.outage(async () => {
          await rig.wall.fault(VICTIM, kind);
          await until(
            `${kind}: its tiles to be marked`,
            async () => (await figures()).every(({ failure }) => failure === 'timeout'),
            MARKED_WITHIN_MS,
          );
          await until(
            `${kind}: its tiles to be stale`,
            async () => (await figures()).every(({ freshness }) => freshness === 'stale'),
            staleAfterMs + 2_000,
          );
          await rig.wall.fault(VICTIM, undefined);
        });
        await rig.expectEqual(outage);
        rig.expectOthersUnmoved(VICTIM);
        await rig.untilFresh();
        say(`${kind}: marked as timeout, stale on time, the other eight unmoved, well again`);
      }
    }),
};
