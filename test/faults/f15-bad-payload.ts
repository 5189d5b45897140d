/** F15: every payload that is none. */
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../fixtures/wall-rig.ts';
import { FaultRig } from './fault-rig.ts';
import type { FaultRow } from './row.ts';

/** What the upstream sends, and the reason its source must be marked with. */
const PAYLOADS: readonly (readonly [
  kind: string,
  reason: string,
  more?: Readonly<Record<string, unknown>>,
])[] = [
  ['malformed', 'malformed'],
  ['html', 'malformed'],
  ['deep', 'malformed'],
  ['nan', 'malformed'],
  ['wrong-charset', 'malformed'],
  ['huge', 'too-large'],
  ['gzip-bomb', 'too-large'],
  ['gzip-bomb', 'too-large', { bytes: 500_000_000 }],
  ['status-500', 'server'],
  ['status-401', 'auth'],
  ['status-429', 'rate-limited'],
];
const VICTIM = 'linh-vuc-2';
const MARKED_WITHIN_MS = 4_000;
const WATCHED_MS = 2_000;

export const row: FaultRow = {
  id: 'F15',
  name: 'bad payload',
  run: (say) =>
    FaultRig.with({}, async (rig) => {
      for (const [kind, reason, more] of PAYLOADS) {
        const what = more === undefined ? kind : `${kind} ${JSON.stringify(more)}`;
        const pid = rig.wall.collector.pid;
        const outage = await rig.outage(async () => {
          await rig.wall.fault(VICTIM, kind, more);
          await until(
            `${what}: its tiles to be marked as ${reason}`,
            () => isMarked(rig, reason),
            MARKED_WITHIN_MS,
          ).catch(async (cause: unknown) => {
            throw new Error(`${what}: ${JSON.stringify((await shown(rig))[0])}`, { cause });
          });
          const before = rig.truth.accepted.get(VICTIM)?.length;
          await sleep(WATCHED_MS);
          if (rig.truth.accepted.get(VICTIM)?.length !== before)
            throw new Error(`${what}: something was accepted`);
          const figures = await shown(rig);
          if (figures.some(({ value }) => value === 'null'))
            throw new Error(`${what}: the last value is gone`);
          await rig.wall.fault(VICTIM, undefined);
        });
        await rig.expectEqual(outage);
        rig.expectOthersUnmoved(VICTIM);
        await rig.untilFresh();
        if (rig.wall.collector.pid !== pid || !rig.wall.collector.isRunning)
          throw new Error(`I5: ${what} ended the collector`);
        say(`${what}: marked ${reason}, last values kept, nothing accepted, the other eight unmoved`);
      }
    }),
};

async function shown(rig: FaultRig) {
  return (await rig.page.figures()).filter(({ indicator }) => indicator.startsWith(`${VICTIM}.`));
}

async function isMarked(rig: FaultRig, reason: string): Promise<boolean> {
  const figures = await shown(rig);
  return figures.length > 0 && figures.every(({ failure }) => failure === reason);
}
