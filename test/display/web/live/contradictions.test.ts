import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { standingContradictions } from '../../../../display/web/live/contradictions.ts';
import { sourceStandings } from '../../../../display/web/live/standing.ts';
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

const standing = () => standingContradictions(live.index, live.store, live.clock);

describe('a word beside the shown one', () => {
  it('marks its figure and every sum it is in, at once, and is told once', () => {
    const [own, sum, all] = [live.figures.figure('queue', 'g1'), live.figures.figure('queue'), standing()];
    live.observe('queue', 'g1', 5, 's1');
    live.observe('queue', 'g2', 7, 's1');
    expect([own.value.contradictions, sum.value.contradictions, all.value]).toEqual([[], [], []]);
    live.beside('queue', 'g1', 9, 's2');
    expect(own.value.contradictions).toMatchObject([
      { shown: { value: 5 }, other: { value: 9, source: 's2' } },
    ]);
    expect(sum.value.contradictions).toHaveLength(1);
    expect(all.value).toMatchObject([{ domain: 'd', indicator: { id: 'queue' }, place: { id: 'g1' } }]);
    expect(live.figures.figure('queue', 'g2').value.contradictions).toEqual([]);
  });

  it('that comes to agree ends it', () => {
    const own = live.figures.figure('queue', 'g1');
    live.observe('queue', 'g1', 5, 's1');
    live.beside('queue', 'g1', 9, 's2');
    live.beside('queue', 'g1', 5, 's2');
    expect(own.value.contradictions).toEqual([]);
    expect(own.value.others).toMatchObject([{ value: 5, source: 's2' }]);
    expect(standing().value).toEqual([]);
  });

  it('contradicts until it is stale, and no longer: the end comes by itself', () => {
    const [own, all] = [live.figures.figure('queue', 'g1'), standing()];
    live.beside('queue', 'g1', 9, 's2');
    vi.advanceTimersByTime(LATE_MS - 500);
    live.observe('queue', 'g1', 5, 's1');
    expect([own.value.contradictions.length, all.value.length]).toEqual([1, 1]);
    vi.advanceTimersByTime(STALE_MS - LATE_MS + 400);
    expect([own.value.contradictions.length, all.value.length]).toEqual([1, 1]);
    vi.advanceTimersByTime(200);
    expect([own.value.contradictions.length, all.value.length]).toEqual([0, 0]);
    expect(own.value.freshness).toBe('late');
  });

  it('tells of its source that it delivers, though it is never shown', () => {
    const standings = sourceStandings(live.index, SOURCES, live.store, live.clock);
    live.observe('queue', 'g1', 5, 's1');
    expect(standings.value.map(({ freshness }) => freshness)).toEqual(['fresh', 'never']);
    live.beside('queue', 'g1', 5, 's2');
    expect(standings.value.map(({ freshness }) => freshness)).toEqual(['fresh', 'fresh']);
  });
});
