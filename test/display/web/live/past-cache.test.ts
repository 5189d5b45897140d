import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SeriesReply } from '../../../../shared/api.ts';
import { PastCache, type FetchSeries } from '../../../../display/web/live/past-cache.ts';
import { liveFixture, START_MS } from './live-fixture.ts';

let live: ReturnType<typeof liveFixture>;
beforeEach(() => {
  vi.useFakeTimers();
  live = liveFixture();
});
afterEach(() => {
  live.clock.stop();
  vi.useRealTimers();
});

function pastsWith(fetchSeries: FetchSeries): PastCache {
  const pasts = new PastCache(live.index, live.figures, fetchSeries, () => live.clock.nowMs());
  live.store.onApplied((applied) => pasts.applied(applied));
  return pasts;
}
const stored = (indicator: string, place: string, ...values: number[]): SeriesReply => ({
  indicator,
  place,
  aggregated: false,
  points: values.map((value, at) => {
    const observedAtMs = START_MS - (values.length - at) * 60_000;
    return { value, observedAtMs, collectedAtMs: observedAtMs, source: 's1' };
  }),
});
const settled = () => vi.advanceTimersByTimeAsync(0);
const DAY = { hours: 24 };

describe('the past of a series', () => {
  it('is fetched once however many ask, and goes on with what comes live', async () => {
    const fetched = vi.fn<FetchSeries>(async (indicator, place) => stored(indicator, place, 1, 2));
    const pasts = pastsWith(fetched);
    const past = pasts.past('queue', 'g1', DAY);
    expect(pasts.past('queue', 'g1', DAY)).toBe(past);
    expect(past.value.state).toBe('loading');
    await settled();
    live.observe('queue', 'g1', 3);
    expect(past.value.points.map(({ value }) => value)).toEqual([1, 2, 3]);
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it('that is thin is asked for again soon, and a whole one now and then', async () => {
    const thin = stored('queue', 'g1', 1);
    const whole = stored('queue', 'g1', ...Array.from({ length: 1_440 }, (_, at) => at));
    const fetched = vi
      .fn<FetchSeries>()
      .mockResolvedValueOnce(thin)
      .mockResolvedValueOnce(thin)
      .mockResolvedValue(whole);
    const past = pastsWith(fetched).past('queue', 'g1', DAY);
    await vi.advanceTimersByTimeAsync(9_000);
    expect(fetched).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(22_000);
    expect(fetched).toHaveBeenCalledTimes(3);
    expect(past.value.points.length).toBeGreaterThan(1_000);
    await vi.advanceTimersByTimeAsync(590_000);
    expect(fetched).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(fetched).toHaveBeenCalledTimes(4);
  });

  it('keeps what came while the answer was on its way', async () => {
    let answer: (reply: SeriesReply) => void = () => undefined;
    const pasts = pastsWith(() => new Promise((resolve) => (answer = resolve)));
    const past = pasts.past('queue', 'g1', DAY);
    live.observe('queue', 'g1', 9);
    answer(stored('queue', 'g1', 1, 2));
    await settled();
    expect(past.value.points.map(({ value }) => value)).toEqual([1, 2, 9]);
  });

  it('asks for at most four at once', async () => {
    const answers: (() => void)[] = [];
    const asked: string[] = [];
    const pasts = pastsWith((indicator, place) => {
      asked.push(`${indicator} ${place}`);
      return new Promise((resolve) => answers.push(() => resolve(stored(indicator, place, 1))));
    });
    for (const hours of [1, 2, 3, 4, 5, 6]) pasts.past('queue', 'g1', { hours });
    expect(asked).toHaveLength(4);
    answers[0]?.();
    await settled();
    expect(asked).toHaveLength(5);
  });

  it('is asked for again when the store was replaced, and stands meanwhile', async () => {
    const replies = [stored('queue', 'g1', 1), stored('queue', 'g1', 1, 2)];
    const pasts = pastsWith(async () => replies.shift() as SeriesReply);
    const past = pasts.past('queue', 'g1', DAY);
    await settled();
    live.store.receive({ kind: 'snapshot', snapshot: { d: 'd', e: 'e2', t: '0-0', n: 0, b: [] } });
    expect(past.value.state).toBe('ready');
    await settled();
    expect(past.value.points.map(({ value }) => value)).toEqual([1, 2]);
  });

  it('says that it failed, and tries again by itself', async () => {
    let up = false;
    const pasts = pastsWith(async () => {
      if (!up) throw new Error('down');
      return stored('queue', 'g1', 1);
    });
    const past = pasts.past('queue', 'g1', DAY);
    await settled();
    expect(past.value.state).toBe('failed');
    up = true;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(past.value.state).toBe('ready');
  });

  it('of a sum takes one point a minute', async () => {
    const pasts = pastsWith(async () => stored('queue', 'p', 7));
    const past = pasts.past('queue', undefined, DAY);
    await settled();
    for (const value of [1, 2, 3]) live.observe('queue', 'g1', value);
    expect(past.value.points.map(({ value }) => value)).toEqual([7, 3]);
    vi.advanceTimersByTime(60_000);
    live.observe('queue', 'g1', 4);
    expect(past.value.points.map(({ value }) => value)).toEqual([7, 3, 4]);
  });
});
