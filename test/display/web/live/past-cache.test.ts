import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SeriesLine, SeriesReply } from '../../../../shared/api.ts';
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
const answer = (...lines: SeriesLine[]): SeriesReply => ({ serverNowMs: 0, fromMs: 0, toMs: 0, lines });
const stored = (indicator: string, place: string, ...values: number[]): SeriesReply =>
  answer(lineOf(indicator, place, ...values));
const lineOf = (indicator: string, place: string, ...values: number[]): SeriesLine => ({
  indicator,
  place,
  beside: [],
  points: values.map((value, at) => {
    const observedAtMs = START_MS - (values.length - at) * 60_000;
    return { value, observedAtMs, collectedAtMs: observedAtMs, source: 's1' };
  }),
});
const settled = () => vi.advanceTimersByTimeAsync(0);
const DAY = { hours: 24 };

describe('the past of a series', () => {
  it('is fetched once however many ask, and goes on with what comes live', async () => {
    const fetched = vi.fn<FetchSeries>(async ([one]) => stored(one?.indicator ?? '', one?.place ?? '', 1, 2));
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
    let give: (reply: SeriesReply) => void = () => undefined;
    const pasts = pastsWith(() => new Promise((resolve) => (give = resolve)));
    const past = pasts.past('queue', 'g1', DAY);
    await settled();
    live.observe('queue', 'g1', 9);
    give(stored('queue', 'g1', 1, 2));
    await settled();
    expect(past.value.points.map(({ value }) => value)).toEqual([1, 2, 9]);
  });

  it('asks for at most four at once', async () => {
    const answers: (() => void)[] = [];
    const asked: string[] = [];
    const pasts = pastsWith((series) => {
      asked.push(series.map(({ indicator, place }) => `${indicator} ${place}`).join());
      return new Promise((resolve) => answers.push(() => resolve(stored('queue', 'g1', 1))));
    });
    for (const hours of [1, 2, 3, 4, 5, 6]) pasts.past('queue', 'g1', { hours });
    await settled();
    expect(asked).toHaveLength(4);
    answers[0]?.();
    await settled();
    expect(asked).toHaveLength(5);
  });

  it('of many series over one span is asked for in one request', async () => {
    const fetched = vi.fn<FetchSeries>(async (series) =>
      answer(...series.map(({ indicator, place }, at) => lineOf(indicator, place, at))),
    );
    const pasts = pastsWith(fetched);
    const [first, second] = [pasts.past('queue', 'g1', DAY), pasts.past('queue', 'g2', DAY)];
    const other = pasts.past('queue', 'g1', { hours: 2 });
    await settled();
    expect(fetched.mock.calls.map(([series]) => series.length)).toEqual([2, 1]);
    expect([first, second, other].map(({ value }) => value.points[0]?.value)).toEqual([0, 1, 0]);
  });

  it('of a range brings what stands beside it', async () => {
    const beside = [{ kind: 'previous' as const, fromMs: 1, toMs: 2, shiftMs: 3, points: [] }];
    const fetched = vi.fn<FetchSeries>(async () =>
      answer({ ...lineOf('queue', 'g1', 1), beside, knownFromMs: 77 }),
    );
    const past = pastsWith(fetched).past('queue', 'g1', { range: 'week', beside: ['previous'] });
    await settled();
    expect(fetched.mock.calls[0]?.[1]).toMatchObject({
      beside: ['previous'],
      fromMs: START_MS - 7 * 86_400_000,
    });
    live.observe('queue', 'g1', 3);
    expect(past.value).toMatchObject({ beside, knownFromMs: 77 });
    expect(past.value.points).toHaveLength(2);
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
