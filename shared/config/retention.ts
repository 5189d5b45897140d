/** How long what was observed is kept, by indicator: in Redis, where it is found fastest, and in the historian's files. */
import { z } from 'zod';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Yesterday at this hour, and the day before for who looks at yesterday. */
export const DEFAULT_HOT_HOURS = 48;
/** A year of daily figures. */
export const DEFAULT_HOT_PERIODS = 365;
/** Two months of an observation every ten seconds are half a million points, 60 MB of Redis for one series. */
const MAX_HOT_HOURS = 62 * 24;
const MAX_HOT_PERIODS = 2_000;
/** The least days of `keepDays`: what comes late over a weekend is still rolled up with its day. */
const MIN_KEEP_DAYS = 3;

const daysSchema = z.number().int().min(MIN_KEEP_DAYS).optional();

/** Fields of an indicator. */
export const retentionFields = {
  hotHours: z.number().int().min(1).max(MAX_HOT_HOURS).optional().meta({
    description:
      "How long single observations stay in Redis too, in hours, where they are found fastest. Older ones are in the historian's files alone.",
    default: DEFAULT_HOT_HOURS,
  }),
  hotPeriods: z.number().int().min(2).max(MAX_HOT_PERIODS).optional().meta({
    description:
      "For figures of a period: how many of the newest periods stay in Redis too. Older ones are in the historian's files alone.",
    default: DEFAULT_HOT_PERIODS,
  }),
  keepDays: daysSchema.meta({
    description:
      'How long single observations stay in history, in days; what comes later than that is refused. Figures of periods stay for good. Absent: everything does.',
  }),
  keepRollupDays: z
    .strictObject({
      minute: daysSchema.meta({ description: 'Of each minute, in days. Absent: for good.' }),
      hour: daysSchema.meta({ description: 'Of each hour, in days. Absent: for good.' }),
      day: daysSchema.meta({ description: 'Of each day, in days. Absent: for good.' }),
    })
    .optional()
    .meta({
      description:
        'How long count, least, greatest, sum and last of each minute, hour and day stay in history: none shorter than `keepDays`, for what comes late is rolled up anew with them, and a coarser one not shorter than a finer. Absent: for good.',
    }),
};

const retentionSchema = z.strictObject(retentionFields);
export type Retention = z.infer<typeof retentionSchema>;
export type RollupDays = NonNullable<Retention['keepRollupDays']>;

export function hotKeepingOf({ hotHours, hotPeriods }: Pick<Retention, 'hotHours' | 'hotPeriods'>) {
  return {
    hotMs: (hotHours ?? DEFAULT_HOT_HOURS) * HOUR_MS,
    hotPeriods: hotPeriods ?? DEFAULT_HOT_PERIODS,
  };
}

/** What contradicts itself, by field. */
export function retentionProblems({
  period,
  hotHours,
  hotPeriods,
  keepDays,
  keepRollupDays = {},
}: Retention & { readonly period?: string | undefined }): { field: keyof Retention; expected: string }[] {
  const problems: { field: keyof Retention; expected: string }[] = [];
  const wrong = (field: keyof Retention, expected: string) => problems.push({ field, expected });
  if (period === undefined) {
    if (hotPeriods !== undefined) wrong('hotPeriods', 'a `period` beside it, or hotHours instead');
  } else {
    if (hotHours !== undefined) wrong('hotHours', 'hotPeriods instead: each figure is of a period');
    if (keepDays !== undefined) wrong('keepDays', 'none beside a `period`: figures of periods stay for good');
    if (Object.keys(keepRollupDays).length > 0)
      wrong('keepRollupDays', 'none beside a `period`: figures of periods have no rollups');
    return problems;
  }
  if (hotHours !== undefined && keepDays !== undefined && hotHours > keepDays * 24)
    wrong('hotHours', `at most the ${keepDays} days of keepDays, ${keepDays * 24} hours`);
  let least = { name: 'keepDays', days: keepDays };
  for (const name of ['minute', 'hour', 'day'] as const) {
    const days = keepRollupDays[name];
    if (days === undefined) continue;
    if (keepDays === undefined)
      wrong('keepRollupDays', '`keepDays` beside it: observations need not stay longer than their rollups');
    else if (days < (least.days ?? 0))
      wrong('keepRollupDays', `\`${name}\` at least the ${least.days} days of \`${least.name}\``);
    least = { name, days };
  }
  return problems;
}
