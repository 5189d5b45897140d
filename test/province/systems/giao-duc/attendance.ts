/** School days: who was absent, and which schools sent their day. Sundays are no school days and have no row. */
import { periodBounds } from '../../../../shared/period.ts';
import { COMMUNES, POPULATION } from '../../sim/communes.ts';
import { TIME_ZONE } from '../../sim/curve.ts';
import { hash01 } from '../../sim/noise.ts';
import type { PeriodFigure } from '../../sim/period-figure.ts';
import { dayNumber, HOUR_MS, round, weekday } from '../../sim/rhythm.ts';
import type { PlaceValue } from '../../sim/share-out.ts';
import { CLUSTERS, PUPILS, SCHOOLS } from './clusters.ts';

/** The morning's absences are in by half past nine of the same day: a lag before the day's end. */
const SCHOOL_DAY = { kind: 'day', lagMs: -14.5 * HOUR_MS, exists: isNotSunday } as const;

const dayOf = (period: string) => dayNumber(periodBounds(period, TIME_ZONE).startMs);

function isNotSunday(period: string): boolean {
  return weekday(dayOf(period)) !== 0;
}

/**
 * No lessons from June to the first week of September, nor on fixed holidays: the rows then say so by null. Tết
 * follows the moon and is left out.
 */
export function isHoliday(period: string): boolean {
  const monthDay = period.slice(5);
  return (
    (monthDay >= '06-01' && monthDay < '09-05') || ['01-01', '04-30', '05-01', '09-02'].includes(monthDay)
  );
}

const pupilsOf = (population: number) => Math.round((PUPILS * population) / POPULATION);

/** Absent pupils of a commune: more on Saturdays and in the cold. */
function absentOf(seed: number, period: string, code: string, pupils: number): number {
  const day = dayOf(period);
  const cold = ['12', '01', '02'].includes(period.slice(5, 7)) ? 0.8 : 0;
  const base = 1.2 + 2 * hash01(seed, `vang#${code}`) + (weekday(day) === 6 ? 0.4 : 0) + cold;
  return Math.round((pupils * base * (0.7 + 0.6 * hash01(seed, `vang#${code}`, day))) / 100);
}

function absentByCommune(seed: number, period: string): PlaceValue[] {
  return COMMUNES.map(({ code, population }) => ({
    code,
    value: absentOf(seed, period, code, pupilsOf(population)),
  }));
}

/** "No lessons" of every place. */
function none(places: readonly { readonly code: string }[]): { code: string; value: null }[] {
  return places.map(({ code }) => ({ code, value: null }));
}

function sum(values: readonly PlaceValue[]): number {
  return values.reduce((total, { value }) => total + value, 0);
}

export const ABSENT: PeriodFigure = {
  ...SCHOOL_DAY,
  code: 'vang',
  name: 'Học sinh vắng',
  model: (seed, period) => (isHoliday(period) ? null : sum(absentByCommune(seed, period))),
  members: (seed, period) => (isHoliday(period) ? none(COMMUNES) : absentByCommune(seed, period)),
};

export const ATTENDANCE: PeriodFigure = {
  ...SCHOOL_DAY,
  code: 'tyLeChuyenCan',
  name: 'Tỷ lệ chuyên cần (%)',
  decimals: 2,
  model: (seed, period) =>
    isHoliday(period) ? null : round(100 - (100 * sum(absentByCommune(seed, period))) / PUPILS, 2),
  members: (seed, period) =>
    isHoliday(period)
      ? none(COMMUNES)
      : COMMUNES.map(({ code, population }) => {
          const pupils = pupilsOf(population);
          return { code, value: 100 - (100 * absentOf(seed, period, code, pupils)) / pupils };
        }),
};

/** Schools of each cluster that sent their day. */
function syncedByCluster(seed: number, period: string): PlaceValue[] {
  const day = dayOf(period);
  return CLUSTERS.map(({ code, schools }) => {
    const missing = hash01(seed, `dong-bo#${code}`, day) < 0.25 ? 1 : 0;
    return { code, value: Math.max(0, schools - missing) };
  });
}

export const SYNCED: PeriodFigure = {
  ...SCHOOL_DAY,
  code: 'tyLeDongBo',
  name: 'Trường đồng bộ dữ liệu (%)',
  decimals: 1,
  model: (seed, period) =>
    isHoliday(period) ? null : round((100 * sum(syncedByCluster(seed, period))) / SCHOOLS, 1),
  members: (seed, period) =>
    isHoliday(period)
      ? none(CLUSTERS)
      : syncedByCluster(seed, period).map(({ code, value }, index) => ({
          code,
          value: (100 * value) / Math.max(1, CLUSTERS[index]?.schools ?? 1),
        })),
};
