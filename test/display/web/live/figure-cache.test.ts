import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effect, type ComputedRef } from 'vue';
import type { Figure } from '../../../../shared/figure.ts';
import { limitBreaches, sourceStandings } from '../../../../display/web/live/standing.ts';
import { LATE_MS, liveFixture, SOURCES, STALE_MS } from './live-fixture.ts';

let live: ReturnType<typeof liveFixture>;
beforeEach(() => {
  vi.useFakeTimers();
  live = liveFixture();
});
afterEach(() => {
  live.clock.stop();
  vi.useRealTimers();
});

/** Counts how often whoever shows the value would be drawn. */
function drawings<Value>(shown: ComputedRef<Value>): { count: number; last: Value | undefined } {
  const seen: { count: number; last: Value | undefined } = { count: 0, last: undefined };
  effect(() => {
    seen.last = shown.value;
    seen.count += 1;
  });
  return seen;
}

describe('a figure on the page', () => {
  it('is drawn again for its own reading, and for no other', () => {
    const one = drawings(live.figures.figure('queue', 'g1'));
    const other = drawings(live.figures.figure('queue', 'g2'));
    live.observe('queue', 'g1', 5);
    expect([one.count, other.count]).toEqual([2, 1]);
    live.observe('other', 'p', 7);
    expect([one.count, other.count]).toEqual([2, 1]);
    expect(one.last).toMatchObject({ value: 5, freshness: 'fresh' });
  });

  it('turns late and stale at its own deadlines by itself, and is not drawn in between', () => {
    live.observe('queue', 'g1', 5);
    const shown = drawings(live.figures.figure('queue', 'g1'));
    const freshnessAfter = (ms: number) => {
      vi.advanceTimersByTime(ms);
      return shown.last?.freshness;
    };
    expect(freshnessAfter(LATE_MS - 10)).toBe('fresh');
    expect(shown.count).toBe(1);
    expect(freshnessAfter(20)).toBe('late');
    expect(freshnessAfter(STALE_MS - LATE_MS - 20)).toBe('late');
    expect(freshnessAfter(20)).toBe('stale');
    vi.advanceTimersByTime(60_000);
    expect(shown.count).toBe(3);
  });

  it('is marked at once when its source fails and cleared when it answers, and keeps its value', () => {
    live.observe('queue', 'g1', 5, 's1');
    live.observe('queue', 'g2', 6, 's2');
    const one = drawings(live.figures.figure('queue', 'g1'));
    const other = drawings(live.figures.figure('queue', 'g2'));
    live.fail('s1');
    expect(one.last).toMatchObject({ value: 5, failure: 'timeout', freshness: 'fresh' });
    expect([one.count, other.count]).toEqual([2, 1]);
    live.observe('queue', 'g1', 5, 's1');
    expect(one.last?.failure).toBeUndefined();
  });

  it('of the province follows every place that it adds up', () => {
    const total = drawings(live.figures.figure('queue'));
    live.observe('queue', 'g1', 5);
    live.observe('queue', 'g2', 6);
    expect(total.last).toMatchObject({ value: 11, sum: { reported: 2, expected: 2 } });
    live.observe('other', 'p', 7);
    expect(total.count).toBe(3);
  });

  it('lists the places of an indicator in the order of the configuration', () => {
    live.observe('queue', 'g2', 6);
    const list = drawings(live.figures.figures('queue'));
    expect(list.last?.map(({ place, value }: Figure) => [place.id, value])).toEqual([
      ['g1', null],
      ['g2', 6],
    ]);
  });
});

describe('what is beyond a limit', () => {
  it('counts places, not their sum, and forgets what is too old to be judged', () => {
    const beyond = drawings(limitBreaches(live.index, live.store, live.figures));
    live.observe('queue', 'g1', 60);
    live.observe('queue', 'g2', 60);
    expect(beyond.last).toEqual([]);
    live.observe('queue', 'g2', 120);
    expect(beyond.last?.map(({ place }) => place.id)).toEqual(['g2']);
    vi.advanceTimersByTime(STALE_MS + 10);
    expect(beyond.last).toEqual([]);
  });
});

describe('how sources stand', () => {
  it('knows a source by its events alone, whatever their age, and one that shows pictures by the newest', () => {
    const pictures = {
      ...SOURCES[1],
      id: 's3',
      connector: 'http-jpeg',
      everySeconds: 10,
    } as (typeof SOURCES)[number];
    const shown = drawings(sourceStandings(live.index, [...SOURCES, pictures], live.store, live.clock));
    const standings = () => shown.last?.map(({ freshness }) => freshness);
    const nowMs = live.clock.nowMs();
    const event = { id: 'v', domain: 'd', kind: 'k', atMs: nowMs - 3_600_000, text: 'x', source: 's2' };
    live.tell('s2', [event], [{ place: 'g1', atMs: nowMs }]);
    expect(standings()).toEqual(['never', 'fresh', 'fresh']);
    vi.advanceTimersByTime(20_010);
    expect(standings()).toEqual(['never', 'fresh', 'late']);
    vi.advanceTimersByTime(20_000);
    expect(standings()).toEqual(['never', 'fresh', 'stale']);
  });

  it('is as grave as the gravest thing they gave, and told when it turns', () => {
    const shown = drawings(sourceStandings(live.index, SOURCES, live.store, live.clock));
    const standings = () => shown.last?.map(({ freshness, failure }) => failure ?? freshness);
    expect(standings()).toEqual(['never', 'never']);
    live.observe('queue', 'g1', 5, 's1');
    vi.advanceTimersByTime(LATE_MS - 1_000);
    live.observe('queue', 'g2', 5, 's1');
    expect(standings()).toEqual(['fresh', 'never']);
    vi.advanceTimersByTime(1_010);
    expect(standings()).toEqual(['late', 'never']);
    live.fail('s2');
    expect(standings()).toEqual(['late', 'timeout']);
    vi.advanceTimersByTime(STALE_MS);
    expect(standings()).toEqual(['stale', 'timeout']);
  });
});
