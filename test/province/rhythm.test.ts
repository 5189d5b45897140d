import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash01, smooth } from './sim/noise.ts';
import { dailyCounter, dayNumber, dayTotal, HOUR_MS, hourOfDay, isOpen, MINUTE_MS } from './sim/rhythm.ts';
import { publishedMonths } from './sim/months.ts';
import { compactText, isoText, sqlText, viText } from './sim/time-text.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const times = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2030, 0, 1) });

describe('noise', () => {
  it('gives the same number for the same seed, key and index, and another for another seed', () => {
    fc.assert(
      fc.property(seeds, fc.string(), fc.integer(), (seed, key, index) => {
        const value = hash01(seed, key, index);
        expect(value).toBe(hash01(seed, key, index));
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThan(1);
      }),
    );
    const of = (seed: number) => Array.from({ length: 50 }, (_, index) => hash01(seed, 'a', index));
    expect(of(1)).not.toEqual(of(2));
  });

  it('spreads evenly over its range', () => {
    const bins = Array.from({ length: 10 }, () => 0);
    for (let index = 0; index < 10_000; index += 1) bins[Math.floor(hash01(3, 'even', index) * 10)]! += 1;
    for (const count of bins) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  it('moves smoothly and stays within one', () => {
    fc.assert(
      fc.property(seeds, times, (seed, atMs) => {
        const now = smooth(seed, 'curve', atMs, HOUR_MS);
        const next = smooth(seed, 'curve', atMs + 1_000, HOUR_MS);
        expect(Math.abs(now)).toBeLessThanOrEqual(1);
        expect(Math.abs(next - now)).toBeLessThan(0.002);
      }),
    );
  });
});

describe('the day in Lạng Sơn', () => {
  it('turns at local midnight, and at 20:00 for the gates', () => {
    const at = (text: string) => Date.parse(`${text}+07:00`);
    expect(dayNumber(at('2026-11-22T00:00:00'))).toBe(dayNumber(at('2026-11-21T23:59:59')) + 1);
    expect(dayNumber(at('2026-11-21T20:00:00'), 20)).toBe(dayNumber(at('2026-11-21T19:59:59'), 20) + 1);
    expect(dayNumber(at('2026-11-22T19:59:59'), 20)).toBe(dayNumber(at('2026-11-22T00:00:00')));
    expect(hourOfDay(at('2026-11-22T13:30:00'))).toBe(13.5);
  });

  it('has working hours from Monday to Friday', () => {
    const open = (text: string) => isOpen(Date.parse(`${text}+07:00`));
    expect(open('2026-11-20T09:00:00')).toBe(true);
    expect(open('2026-11-20T07:29:00')).toBe(false);
    expect(open('2026-11-20T17:00:00')).toBe(false);
    expect(open('2026-11-21T09:00:00')).toBe(false);
  });

  it('counts up through a day, to the whole of it, and starts again', () => {
    const shape = { mean: 400, from: 7, to: 17 };
    fc.assert(
      fc.property(seeds, times, fc.integer({ min: 1, max: 600 }), (seed, atMs, minutes) => {
        const [day, hour] = [dayNumber(atMs), hourOfDay(atMs)];
        const total = dayTotal(seed, 'c', day, shape);
        const now = dailyCounter(seed, 'c', atMs, shape);
        // Never down within a day; nothing before 07:00 and everything after 17:00.
        const laterMs = Math.min(atMs + minutes * MINUTE_MS, atMs + (24 - hour) * HOUR_MS - 1);
        expect(dailyCounter(seed, 'c', laterMs, shape)).toBeGreaterThanOrEqual(now);
        expect(now).toBeLessThanOrEqual(hour < 7 ? 0 : total);
        expect(now).toBeGreaterThanOrEqual(hour >= 17 ? total : 0);
      }),
    );
  });

  it('is written as each upstream writes it', () => {
    const atMs = Date.parse('2026-11-22T02:12:36Z');
    expect(isoText(atMs)).toBe('2026-11-22T09:12:36+07:00');
    expect(viText(atMs)).toBe('22/11/2026 09:12:36');
    expect(sqlText(atMs)).toBe('2026-11-22 09:12:36');
    expect(compactText(atMs)).toBe('20261122091236');
  });

  it('publishes a month only after its end and its lag', () => {
    const lagMs = 5 * 24 * HOUR_MS;
    const last = (text: string) =>
      publishedMonths(Date.parse(`${text}+07:00`), lagMs, 2).map(({ period }) => period);
    expect(last('2026-12-05T23:59:59')).toEqual(['2026-09', '2026-10']);
    expect(last('2026-12-06T00:00:00')).toEqual(['2026-10', '2026-11']);
  });
});
