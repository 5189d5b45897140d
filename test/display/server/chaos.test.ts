import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Display } from '../../../display/server/app.ts';
import { loadDomain } from '../../../display/server/feed/load-domain.ts';
import { domainStateHash } from '../../../shared/domain-state.ts';
import { DisplayRig, report, until } from '../../fixtures/display-rig.ts';
import { withRedis } from '../../fixtures/redis.ts';
import type { ScreenClient } from '../../fixtures/screen-client.ts';

// `no`: a killed server loses what the kernel was not given yet, so that tails do get lost.
const redis = withRedis({ appendonly: true, appendfsync: 'no' });
let rig: DisplayRig | undefined;
afterEach(async () => {
  await rig?.stop();
  rig = undefined;
});

type Step =
  | {
      readonly do: 'record';
      readonly place: string;
      readonly value: number;
      readonly outcome: 'ok' | 'timeout';
    }
  | { readonly do: 'join' | 'drop' | 'cut'; readonly server: 0 | 1 }
  | { readonly do: 'kill-redis' | 'flush' | 'cut-redis' | 'wait' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('record' as const),
      place: fc.constantFrom('c1', 'c2', 'c3'),
      value: fc.nat(9),
      outcome: fc.constantFrom('ok' as const, 'ok' as const, 'timeout' as const),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('join' as const, 'drop' as const, 'cut' as const),
      server: fc.constantFrom(0 as const, 1 as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('kill-redis' as const, 'flush' as const, 'cut-redis' as const, 'wait' as const),
    }),
  },
);

describe('two display servers, screens that come and go, a store that dies', () => {
  it(
    'brings every screen to the state of the store, and never folds a frame that does not fit',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 25 }), async (steps) => {
          await redis().connect().flushall();
          rig = new DisplayRig(redis());
          const servers = [await rig.start(), await rig.start()] as const;
          const screens: ScreenClient[] = [rig.screen(servers[0]), rig.screen(servers[1])];
          for (const one of steps) await take(rig, servers, screens, one);
          // Whatever happened, life goes on.
          await until('Redis takes values again', () => record(rig as DisplayRig, 'c1', 77, 'ok'));
          const hash = () => loadDomain(redis().connect(), 'gates').then(domainStateHash);
          const truth = await hash();
          await until(
            'every screen equals the store',
            () =>
              screens
                .filter(({ socket }) => socket.active)
                .every((screen) => screen.hashOf('gates') === truth),
            4_000,
          );
          expect(await hash()).toBe(truth);
          await rig.stop();
        }),
        // Each run takes seconds; the steps that failed say enough.
        { numRuns: 12, endOnFailure: true },
      );
    },
  );
});

async function take(
  wall: DisplayRig,
  servers: readonly [Display, Display],
  screens: ScreenClient[],
  one: Step,
) {
  const client = redis().connect();
  switch (one.do) {
    case 'record':
      await record(wall, one.place, one.value, one.outcome);
      return;
    case 'join':
      screens.push(wall.screen(servers[one.server]));
      return;
    case 'drop':
      screens.shift()?.close();
      return;
    case 'cut':
      // The line breaks; the screen comes back by itself with what it holds.
      screens.find(({ socket }) => socket.connected)?.socket.io.engine.close();
      return;
    case 'kill-redis':
      await redis().restart();
      return;
    case 'flush':
      await client.flushall();
      return;
    case 'cut-redis':
      await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes').catch(() => undefined);
      return;
    case 'wait':
      await sleep(60);
  }
}

async function record(
  wall: DisplayRig,
  place: string,
  value: number,
  outcome: 'ok' | 'timeout',
): Promise<boolean> {
  const observations =
    outcome === 'ok' ? [{ indicator: 'queue', place, value, observedAtMs: Date.now() }] : [];
  return wall.record({ domain: 'gates', observations, report: report(outcome) }).then(
    () => true,
    () => false,
  );
}
