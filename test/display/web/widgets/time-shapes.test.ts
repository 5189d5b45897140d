import { describe, expect, it } from 'vitest';
import { clockShape } from '../../../../display/web/widgets/clock/clock-shape.ts';
import { countdownShape } from '../../../../display/web/widgets/countdown/countdown-shape.ts';
import { feedRows } from '../../../../display/web/widgets/feed/feed-shape.ts';
import { pictureFreshness, turnAt } from '../../../../display/web/widgets/picture/picture-shape.ts';
import { planShape } from '../../../../display/web/widgets/plan/plan-shape.ts';
import { paragraphs } from '../../../../display/web/widgets/text/text-shape.ts';
import { figureWith, indicatorOf, NOW_MS, placeOf, ZONE } from './figure-fixture.ts';

const name = { vi: 'Việc', en: 'Item' };

describe('a countdown', () => {
  it.each([
    ['before', '2026-11-25', '2026-12-05', { phase: 'before', daysUntil: 3, totalDays: 11 }],
    [
      'the first day',
      '2026-11-22',
      '2026-11-23',
      { phase: 'running', day: 1, daysLeft: 1, totalDays: 2, share: 0.5 },
    ],
    [
      'the last day',
      '2026-11-21',
      '2026-11-22',
      { phase: 'running', day: 2, daysLeft: 0, totalDays: 2, share: 1 },
    ],
    ['after', '2026-11-01', '2026-11-20', { phase: 'over', daysSince: 2, totalDays: 20 }],
  ])('counts local days: %s', (_, startsOn, endsOn, expected) => {
    expect(countdownShape(startsOn, endsOn, NOW_MS, ZONE)).toEqual(expected);
  });

  it('turns at local midnight, not at that of UTC', () => {
    const before = Date.UTC(2026, 10, 21, 16, 59);
    const after = Date.UTC(2026, 10, 21, 17, 0);
    const phaseAt = (nowMs: number) => countdownShape('2026-11-22', '2026-11-30', nowMs, ZONE).phase;
    expect([phaseAt(before), phaseAt(after)]).toEqual(['before', 'running']);
  });
});

describe('a plan', () => {
  const measured = indicatorOf({ target: { value: 95, comparison: 'at-least', own: true } });

  it.each([
    [
      'met late is not overdue',
      { name, due: '2026-11-01' },
      figureWith({ indicator: measured, value: 99 }),
      { state: 'met', overdue: false, daysLeft: -21 },
    ],
    [
      'missed after its day is overdue',
      { name, due: '2026-11-01' },
      figureWith({ indicator: measured, value: 1 }),
      { state: 'not-met', overdue: true, daysLeft: -21 },
    ],
    [
      'unknown after its day is overdue',
      { name, due: '2026-11-01' },
      figureWith({ indicator: measured, freshness: 'never' }),
      { state: 'unknown', overdue: true },
    ],
    [
      'nothing measures it',
      { name, due: '2026-11-22' },
      undefined,
      { state: 'unmeasured', overdue: false, daysLeft: 0 },
    ],
    [
      'no day at all',
      { name },
      figureWith({ indicator: measured, value: 1 }),
      { state: 'not-met', overdue: false },
    ],
  ])('%s', (_, item, figure, expected) => {
    expect(planShape([item], [figure], NOW_MS, ZONE)).toMatchObject([expected]);
  });
});

describe('a feed', () => {
  const event = (id: string, kind: string, atMs: number) => ({
    id,
    kind,
    atMs,
    domain: 'd',
    text: id,
    source: 's',
  });
  const settings = { dayStartMs: NOW_MS - 1000, rowCount: 5 };

  it('shows the asked kinds, as many as fit, and marks what is not of today', () => {
    const events = [event('1', 'bai', NOW_MS), event('2', 'khac', NOW_MS), event('3', 'bai', NOW_MS - 9e6)];
    const rows = feedRows(
      events,
      { eventKinds: [{ id: 'bai', name }], eventStates: [] },
      new Map([['a', placeOf('a')]]),
      {
        ...settings,
        eventKinds: ['bai'],
      },
    );
    expect(rows.map((row) => [row.event.id, row.today, row.kind?.vi])).toEqual([
      ['1', true, 'Việc'],
      ['3', false, 'Việc'],
    ]);
    expect(feedRows(events, undefined, new Map(), { ...settings, rowCount: 1 })).toHaveLength(1);
    expect(feedRows(events, undefined, new Map(), { ...settings, rowCount: -3 })).toHaveLength(0);
  });

  it.each([
    ['Chờ xác minh', 'Chờ xác minh'],
    ['24 giờ', '24 giờ'],
    ['DA_XAC_NHAN', undefined],
    ['CON_CHO', undefined],
  ])('shows a state that is words and no code: %s', (state, shown) => {
    const rows = feedRows([{ ...event('1', 'bai', NOW_MS), state }], undefined, new Map(), settings);
    expect(rows[0]?.state?.vi).toBe(shown);
  });

  it('shows a state in English where the domain has English words for it, and else as it came', () => {
    const eventStates = [{ vi: 'Đã trả kết quả', en: 'Result returned' }];
    const english = (state: string) =>
      feedRows(
        [{ ...event('1', 'bai', NOW_MS), state }],
        { eventKinds: [], eventStates },
        new Map(),
        settings,
      )[0]?.state?.en;
    expect(english('Đã trả kết quả')).toBe('Result returned');
    expect(english('24 giờ')).toBe('24 giờ');
  });

  it.each([
    ['Ổ gà trên mặt đường, Xã a', false],
    ['Ổ gà trên mặt đường', true],
  ])('names the place unless its text does: %s', (text, named) => {
    const place = { ...placeOf('p'), name: { vi: 'Xã a', en: 'a' } };
    const told = { ...event('1', 'bai', NOW_MS), place: 'p', text };
    const rows = feedRows([told], undefined, new Map([['p', place]]), settings);
    expect(rows[0]?.place !== undefined).toBe(named);
  });
});

describe('pictures', () => {
  it('take turns by the clock, the same on every wall', () => {
    const turns = [0, 11_999, 12_000, 24_000].map((nowMs) => turnAt(['a', 'b'], 12, nowMs).place);
    expect(turns).toEqual(['a', 'a', 'b', 'a']);
  });

  it.each([
    [undefined, 'never'],
    [0, 'fresh'],
    [59_999, 'fresh'],
    [60_000, 'late'],
    [300_000, 'stale'],
  ])('of age %s are %s', (age, expected) => {
    expect(pictureFreshness(age === undefined ? undefined : NOW_MS - age, NOW_MS)).toBe(expected);
  });
});

describe('a clock and a text', () => {
  it('shows the local time to the second', () => {
    expect(clockShape(NOW_MS, ZONE)).toEqual({ time: '09:12:36', date: '22/11/2026', weekday: 0 });
  });

  it('parts paragraphs at empty lines and keeps markup as letters', () => {
    expect(paragraphs('<b>a</b>\nb\n\n\n c ')).toEqual(['<b>a</b> b', 'c']);
  });
});
