import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RedisClock } from '../../../../display/server/store/redis-clock.ts';

const T = 1_764_000_000_000;

describe("Redis's clock", () => {
  it('is the wall clock until Redis was heard', () => {
    expect(new RedisClock(() => 123).nowMs(5)).toBe(123);
  });

  it('is what Redis said in the middle of the round trip, and runs on with the monotonic clock', () => {
    const clock = new RedisClock(() => 0);
    clock.sample(T, 100, 120);
    expect(clock.nowMs(120)).toBe(T + 10);
    expect(clock.nowMs(60_120)).toBe(T + 60_010);
  });

  it('takes no sample that was long on its way, unless nothing better came for long', () => {
    const clock = new RedisClock(() => 0);
    clock.sample(T, 0, 2);
    expect(clock.sample(T + 9_000, 1_000, 3_000)).toBe('too-slow');
    expect(clock.nowMs(3_000)).toBe(T + 2_999);
    expect(clock.sample(T + 20_000, 12_000, 14_000)).toBe('taken');
  });

  it('jumps forward with Redis at once: what became old is old now', () => {
    const clock = new RedisClock(() => 0);
    clock.sample(T, 0, 0);
    clock.nowMs(0);
    clock.sample(T + 3_600_000, 1_000, 1_000);
    expect(clock.nowMs(1_000)).toBe(T + 3_600_000);
  });

  it('slows down instead of stepping back, until they meet', () => {
    const clock = new RedisClock(() => 0);
    clock.sample(T, 0, 0);
    expect(clock.nowMs(0)).toBe(T);
    clock.sample(T - 9_000, 1_000, 1_000);
    expect(clock.nowMs(1_000)).toBe(T + 500);
    expect(clock.nowMs(11_000)).toBe(T + 5_500);
    expect(clock.nowMs(31_000)).toBe(T + 21_000);
  });

  it('never steps back, whatever Redis says', () => {
    const step = fc.record({
      passedMs: fc.integer({ min: 0, max: 5_000 }),
      redisMs: fc.option(fc.integer({ min: T - 1e7, max: T + 1e7 })),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        const clock = new RedisClock(() => 0);
        let atMs = 0;
        let lastMs = 0;
        for (const { passedMs, redisMs } of steps) {
          atMs += passedMs;
          if (redisMs !== null) clock.sample(redisMs, atMs, atMs + 1);
          const nowMs = clock.nowMs(atMs + 1);
          expect(nowMs).toBeGreaterThanOrEqual(lastMs);
          lastMs = nowMs;
        }
      }),
    );
  });
});
