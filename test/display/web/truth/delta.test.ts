import { describe, expect, it } from 'vitest';
import type { Figure } from '../../../../shared/figure.ts';
import type { HistoryPoint } from '../../../../shared/latest-entry.ts';
import { compareInstantMs, deltaOf, deltaText } from '../../../../display/web/truth/delta.ts';

const HOUR = 3_600_000;
const timeZone = 'Asia/Ho_Chi_Minh';
const nowMs = Date.parse('2026-11-22T09:12:36+07:00');
const clock = { nowMs, compareAt: '07:00', timeZone };
const sevenMs = Date.parse('2026-11-21T07:00:00+07:00');

const figure = (given: Partial<Figure>) =>
  ({ value: 1057, freshness: 'fresh', indicator: { staleAfterMs: HOUR }, ...given }) as Figure;
const at = (observedAtMs: number, value: number | null, period?: string): HistoryPoint => ({
  value,
  observedAtMs,
  collectedAtMs: observedAtMs,
  source: 's',
  ...(period === undefined ? {} : { period }),
});

describe('the hour compared with', () => {
  it('is yesterday at the configured hour of the province', () => {
    expect(compareInstantMs(nowMs, '07:00', timeZone)).toBe(sevenMs);
  });

  it('is the day before also shortly after midnight', () => {
    const early = Date.parse('2026-11-22T00:30:00+07:00');
    expect(compareInstantMs(early, '07:00', timeZone)).toBe(sevenMs);
  });
});

describe('the change', () => {
  it('counts from what was known at that hour, not from what came after', () => {
    const past = [at(sevenMs - 60_000, 744), at(sevenMs + 60_000, 900)];
    expect(deltaOf(figure({}), past, clock)).toEqual({
      reason: 'known',
      change: 313,
      since: { atMs: sevenMs },
    });
  });

  it.each([
    ['stale', { freshness: 'stale' as const }, [at(sevenMs, 744)]],
    ['stale', { freshness: 'never' as const, value: null }, []],
    ['no-number', { value: 'mo' }, [at(sevenMs, 744)]],
    ['no-past', {}, []],
    ['no-past', {}, [at(sevenMs - HOUR, 744)]],
    ['no-past', {}, [at(sevenMs, null)]],
  ])('is withheld: %s', (reason, given, past) => {
    expect(deltaOf(figure(given), past, clock)).toEqual({ reason });
  });

  it('of a figure of a period counts from the period before it', () => {
    const past = [at(1, 6, '2026-Q1'), at(2, 7, '2026-Q2'), at(3, 8.5, '2026-Q3')];
    const quarterly = figure({ value: 8.5, period: '2026-Q3' });
    expect(deltaOf(quarterly, past, clock)).toEqual({
      reason: 'known',
      change: 1.5,
      since: { period: '2026-Q2' },
    });
  });
});

describe('the change of a counter that starts again each day', () => {
  const tenMs = Date.parse('2026-11-22T10:00:00+07:00');
  const at10 = { ...clock, nowMs: tenMs + 60_000 };
  const counter = (resetsDailyAt: string, given: Partial<Figure> = {}) =>
    figure({
      value: 300,
      observedAtMs: tenMs,
      indicator: { staleAfterMs: HOUR, resetsDailyAt } as Figure['indicator'],
      ...given,
    });
  const DAY = 24 * HOUR;

  it('is against the same time of yesterday, and never against 07:00', () => {
    const past = [
      at(sevenMs, 12),
      at(tenMs - DAY - HOUR, 180),
      at(tenMs - DAY + 60_000, 277),
      at(tenMs, 300),
    ];
    expect(deltaOf(counter('00:00'), past, at10)).toEqual({
      reason: 'known',
      change: 23,
      since: { sameTimeMs: tenMs - DAY, daysAgo: 1 },
    });
  });

  it('follows the time of the observation, not of the clock', () => {
    const late = counter('00:00', { observedAtMs: tenMs - HOUR / 2, freshness: 'late' });
    const past = [at(tenMs - DAY - HOUR / 2, 250), at(tenMs - DAY, 277)];
    expect(deltaOf(late, past, at10)).toMatchObject({ change: 50 });
  });

  it('never reaches over a restart: shortly after it only what was counted after it is like', () => {
    const startMs = Date.parse('2026-11-21T20:00:00+07:00');
    const early = counter('20:00', { value: 4, observedAtMs: startMs + 5 * 60_000 });
    const beforeRestart = at(startMs - DAY - 60_000, 1_200);
    const clockThen = { ...clock, nowMs: startMs + 6 * 60_000 };
    expect(deltaOf(early, [beforeRestart], clockThen)).toEqual({ reason: 'no-past' });
    const like = at(startMs - DAY + 9 * 60_000, 7);
    expect(deltaOf(early, [beforeRestart, like], clockThen)).toMatchObject({ change: -3 });
  });

  it('is withheld when nothing near that time is known', () => {
    const past = [at(tenMs - DAY - 2 * HOUR, 100), at(tenMs - DAY + HOUR, 300)];
    expect(deltaOf(counter('00:00'), past, at10)).toEqual({ reason: 'no-past' });
  });

  it('of a count of before midnight is against the day before that', () => {
    const beforeMidnightMs = Date.parse('2026-11-21T23:58:00+07:00');
    const known = counter('00:00', { observedAtMs: beforeMidnightMs });
    const afterMidnight = { ...clock, nowMs: beforeMidnightMs + 4 * 60_000 };
    expect(deltaOf(known, [at(beforeMidnightMs - DAY, 290)], afterMidnight)).toEqual({
      reason: 'known',
      change: 10,
      since: { sameTimeMs: beforeMidnightMs - DAY, daysAgo: 2 },
    });
  });
});

describe('the change in words', () => {
  const since = { atMs: sevenMs };
  it.each([
    [{ reason: 'known', change: 52, since }, '↑ 52 từ 07:00 hôm qua'],
    [{ reason: 'known', change: -0.84, since }, '↓ 0,8 từ 07:00 hôm qua'],
    [{ reason: 'known', change: 0.01, since }, 'không đổi từ 07:00 hôm qua'],
    [{ reason: 'known', change: 1, since: { period: '2026-09' } }, '↑ 1,0 so với tháng 9/2026'],
    [{ reason: 'known', change: 1, since: { period: '2026-11-20' } }, '↑ 1,0 so với 20/11'],
    [
      { reason: 'known', change: 23, since: { sameTimeMs: sevenMs, daysAgo: 1 } },
      '↑ 23,0 so với cùng giờ hôm qua',
    ],
    [
      { reason: 'known', change: -3, since: { sameTimeMs: sevenMs, daysAgo: 2 } },
      '↓ 3,0 so với cùng giờ hôm trước',
    ],
    [{ reason: 'stale' }, 'không so sánh khi cũ'],
    [{ reason: 'no-past' }, 'chưa có mốc so sánh'],
    [{ reason: 'no-number' }, ''],
  ] as const)('%o', (delta, text) => {
    const decimals = delta.reason === 'known' && delta.change === 52 ? 0 : 1;
    expect(deltaText(delta, decimals, '07:00', 'vi')).toBe(text);
  });

  it('says in English against what', () => {
    const like = { reason: 'known', change: 23, since: { sameTimeMs: sevenMs, daysAgo: 1 } } as const;
    expect(deltaText(like, 0, '07:00', 'en')).toBe('↑ 23 vs same time yesterday');
  });
});
