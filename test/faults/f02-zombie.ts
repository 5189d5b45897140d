/** F2: a collector is frozen for longer than any lock of the queue and wakes while another has taken its place. */
import { setTimeout as sleep } from 'node:timers/promises';
import { FaultRig } from './fault-rig.ts';
import type { FaultRow } from './row.ts';

/** BullMQ's lock lasts 30 s. */
const FROZEN_MS = [1_000, 7_000, 35_000, 90_000];
const OTHER_STARTS_WITHIN_MS = 40_000;

export const row: FaultRow = {
  id: 'F2',
  name: 'collector frozen, wakes as a zombie',
  run: (say) =>
    FaultRig.with({}, async (rig) => {
      const other = rig.wall.anotherCollector();
      other.start();
      await sleep(5_000);
      await rig.untilFresh(OTHER_STARTS_WITHIN_MS);
      for (const forMs of FROZEN_MS) {
        await rig.untilFresh();
        const outage = await rig.outage(async () => {
          await rig.wall.collector.kill('SIGSTOP');
          await sleep(forMs);
          await rig.wall.collector.kill('SIGCONT');
        });
        const equalMs = await rig.expectEqual(outage);
        // The sleeper's late writes arrive now, if ever.
        await sleep(2_000);
        expectNeverBack(rig);
        rig.expectNoneStale();
        say(
          `frozen for ${forMs / 1_000} s beside another collector: nothing turned stale, equal after ${equalMs} ms`,
        );
      }
    }),
};

/** A late write never makes the latest older: the times of a series only rise along the change stream. */
export function expectNeverBack(rig: FaultRig): void {
  for (const domain of rig.truth.domains) {
    const newest = new Map<string, number>();
    for (const { reading } of rig.truth.accepted.get(domain) ?? []) {
      const series = `${reading.indicator}|${reading.place}`;
      if (reading.observedAtMs < (newest.get(series) ?? 0))
        throw new Error(`the latest of ${series} went back to ${reading.observedAtMs}`);
      newest.set(series, reading.observedAtMs);
    }
  }
}
