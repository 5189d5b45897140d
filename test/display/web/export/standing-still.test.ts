/** A picture of a replay is of one instant, however fast the replay plays on while it is painted. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { computed, shallowRef } from 'vue';
import { standingStill } from '../../../../display/web/export/standing-still.ts';
import type { WallContext } from '../../../../display/web/live/wall-context.ts';
import { until } from '../../../fixtures/display-rig.ts';
import { HAND_MADE } from '../../../fixtures/hand-made-province.ts';

const AT_MS = Date.UTC(2026, 10, 22, 2);
const value = shallowRef(600);
const serverNowMs = shallowRef(AT_MS);
const wall = {
  config: HAND_MADE,
  serverNowMs,
  figure: () => computed(() => ({ value: value.value })),
} as unknown as WallContext;

afterEach(() => vi.unstubAllGlobals());

describe('a replay that stands still', () => {
  it('keeps figures and time as they were, whatever the replay shows next', () => {
    const still = standingStill(wall, AT_MS);
    const figure = still.figure('total');
    value.value = 700;
    serverNowMs.value += 3_600_000;
    expect([figure.value.value, still.serverNowMs.value]).toEqual([600, AT_MS]);
    expect(wall.figure('total').value.value).toBe(700);
  });

  it('asks for the past as it was known at its instant, and says when it does not come', async () => {
    const asked: URLSearchParams[] = [];
    const lines = [{ indicator: 'total', place: 'tinh', points: [{ value: 1 }], beside: [] }];
    vi.stubGlobal('fetch', (path: string) => {
      asked.push(new URL(path, 'http://wall').searchParams);
      return Promise.resolve(
        asked.length === 1 ? Response.json({ lines }) : new Response('', { status: 503 }),
      );
    });
    const still = standingStill(wall, AT_MS);
    const past = still.past('total', undefined, { hours: 24 });
    await until('the points', () => past.value.state !== 'loading');
    expect(past.value).toMatchObject({ state: 'ready', points: [{ value: 1 }] });
    expect(asked[0]?.get('series')).toBe('total@tinh');
    expect([asked[0]?.get('toMs'), asked[0]?.get('knownAtMs')]).toEqual([String(AT_MS), String(AT_MS)]);
    const failing = still.past('total', 'c1', { hours: 24 });
    await until('the failure', () => failing.value.state !== 'loading');
    expect(failing.value.state).toBe('failed');
  });
});
