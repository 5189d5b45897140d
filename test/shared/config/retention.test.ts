/** How long what was observed is kept: what contradicts itself is refused, and says what was expected. */
import { expect, it } from 'vitest';
import { indicatorSchema } from '../../../shared/config/domain.ts';
import { hotKeepingOf } from '../../../shared/config/retention.ts';

const parse = (more: object) =>
  indicatorSchema.safeParse({
    id: 'xe-ton',
    name: { vi: 'Xe tồn', en: 'Backlog' },
    unit: { vi: 'xe', en: 'vehicles' },
    better: 'down',
    cadence: 'realtime',
    lateAfterMs: 1_000,
    staleAfterMs: 2_000,
    aggregate: 'upstream',
    ...more,
  });

it.each<[string, object, [string, string][]]>([
  ['nothing is said', {}, []],
  ['days of every kind', { hotHours: 72, keepDays: 3, keepRollupDays: { minute: 3, hour: 400 } }, []],
  ['coarse rollups alone', { keepDays: 30, keepRollupDays: { day: 4_000 } }, []],
  ['periods', { period: 'day', hotPeriods: 730 }, []],
  [
    'periods in Redis, of moments',
    { hotPeriods: 12 },
    [['hotPeriods', 'a `period` beside it, or hotHours instead']],
  ],
  [
    'what is of moments, of periods',
    { period: 'month', hotHours: 5, keepDays: 30, keepRollupDays: { day: 30 } },
    [
      ['hotHours', 'hotPeriods instead: each figure is of a period'],
      ['keepDays', 'none beside a `period`: figures of periods stay for good'],
      ['keepRollupDays', 'none beside a `period`: figures of periods have no rollups'],
    ],
  ],
  [
    'longer in Redis than in history',
    { hotHours: 73, keepDays: 3 },
    [['hotHours', 'at most the 3 days of keepDays, 72 hours']],
  ],
  [
    'rollups that go before what they are of',
    { keepDays: 10, keepRollupDays: { minute: 9 } },
    [['keepRollupDays', '`minute` at least the 10 days of `keepDays`']],
  ],
  [
    'a day that goes before its minutes',
    { keepDays: 10, keepRollupDays: { minute: 20, day: 19 } },
    [['keepRollupDays', '`day` at least the 20 days of `minute`']],
  ],
  [
    'observations for good and rollups not',
    { keepRollupDays: { minute: 30 } },
    [['keepRollupDays', '`keepDays` beside it: observations need not stay longer than their rollups']],
  ],
])('%s', (_, more, expected) => {
  const { error } = parse(more);
  expect((error?.issues ?? []).map(({ path, message }) => [path.join('.'), message])).toEqual(expected);
});

it('stays two days, or a year of daily figures, in Redis where nothing is said', () => {
  expect(hotKeepingOf({})).toEqual({ hotMs: 48 * 3_600_000, hotPeriods: 365 });
});
