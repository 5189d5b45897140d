import { describe, expect, it } from 'vitest';
import type { Figure } from '../../../../shared/figure.ts';
import { countBounds, countedSinceText, dayBeforeMs } from '../../../../display/web/truth/daily-count.ts';

const timeZone = 'Asia/Ho_Chi_Minh';
const ms = (text: string) => Date.parse(text);
const counter = (observedAt: string, resetsDailyAt?: string) =>
  ({ indicator: { resetsDailyAt }, observedAtMs: ms(observedAt) }) as Pick<
    Figure,
    'indicator' | 'observedAtMs'
  >;

describe('the stretch of counting', () => {
  it.each([
    ['2026-11-22T19:59:59+07:00', '2026-11-21T20:00:00+07:00', '2026-11-22T20:00:00+07:00'],
    ['2026-11-22T20:00:00+07:00', '2026-11-22T20:00:00+07:00', '2026-11-23T20:00:00+07:00'],
  ])('that holds %s runs from %s to %s', (at, start, end) => {
    expect(countBounds(ms(at), '20:00', timeZone)).toEqual({ startMs: ms(start), endMs: ms(end) });
  });

  it('is as long as the day of the place, when the clocks change too', () => {
    const longDay = countBounds(ms('2026-10-25T12:00:00+01:00'), '00:00', 'Europe/Paris');
    expect(longDay.endMs - longDay.startMs).toBe(25 * 3_600_000);
    const shortDay = countBounds(ms('2026-03-29T12:00:00+02:00'), '00:00', 'Europe/Paris');
    expect(shortDay.endMs - shortDay.startMs).toBe(23 * 3_600_000);
  });
});

describe('the same time of the day before', () => {
  it('is a day earlier by the clock of the place', () => {
    expect(dayBeforeMs(ms('2026-11-22T09:30:00+07:00'), timeZone)).toBe(ms('2026-11-21T09:30:00+07:00'));
  });
});

describe('since when a counter counts', () => {
  const nowMs = ms('2026-11-22T09:00:00+07:00');
  it.each([
    ['of today', counter('2026-11-22T08:59:00+07:00', '00:00'), 'từ 00:00', 'since 00:00'],
    [
      'from the evening before',
      counter('2026-11-22T08:59:00+07:00', '20:00'),
      'từ 20:00 hôm qua',
      'since 20:00 yesterday',
    ],
    // An old count stays a count of its own day: the clock alone makes it none of today's.
    [
      'of yesterday, still shown today',
      counter('2026-11-21T23:58:00+07:00', '00:00'),
      'từ 00:00 hôm qua',
      'since 00:00 yesterday',
    ],
    [
      'of two evenings before',
      counter('2026-11-21T19:00:00+07:00', '20:00'),
      'từ 20:00 20/11',
      'since 20:00 20/11',
    ],
    ['of none that restarts', counter('2026-11-22T08:59:00+07:00'), '', ''],
  ])('%s', (_what, figure, vi, en) => {
    expect(countedSinceText(figure, nowMs, timeZone, 'vi')).toBe(vi);
    expect(countedSinceText(figure, nowMs, timeZone, 'en')).toBe(en);
  });
});
