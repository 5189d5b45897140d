/**
 * Notifiable diseases by commune and ICD-10 (TT 54/2015/TT-BYT): single cases without any trait of a person, and
 * what the days add up to. An outbreak is three cases of a disease in one commune within fourteen days, own rule.
 */
import { periodBounds } from '../../../../shared/period.ts';
import { COMMUNES, POPULATION } from '../../sim/communes.ts';
import { TIME_ZONE } from '../../sim/curve.ts';
import { hash01 } from '../../sim/noise.ts';
import type { PeriodFigure } from '../../sim/period-figure.ts';
import { DAY_MS, dayNumber, HOUR_MS, round, ZONE_OFFSET_MS } from '../../sim/rhythm.ts';
import type { PlaceValue } from '../../sim/share-out.ts';

export interface Disease {
  readonly icd10: string;
  readonly name: string;
  /** To be reported within this many hours. */
  readonly reportHours: 24 | 48;
  /** Mean cases of a day in the whole province, own estimate. */
  readonly mean: number;
}

export const DISEASES: readonly Disease[] = [
  { icd10: 'A00', name: 'tả', reportHours: 24, mean: 0 },
  { icd10: 'A36', name: 'bạch hầu', reportHours: 24, mean: 0.02 },
  { icd10: 'A37', name: 'ho gà', reportHours: 48, mean: 0.4 },
  { icd10: 'A80', name: 'bại liệt', reportHours: 24, mean: 0 },
  { icd10: 'A82', name: 'dại', reportHours: 48, mean: 0.03 },
  { icd10: 'A91', name: 'sốt xuất huyết Dengue', reportHours: 24, mean: 2.6 },
  { icd10: 'B05', name: 'sởi', reportHours: 24, mean: 1.1 },
  { icd10: 'B08', name: 'tay chân miệng', reportHours: 24, mean: 4.8 },
  { icd10: 'B50', name: 'sốt rét', reportHours: 48, mean: 0.15 },
];

export interface Case {
  readonly id: string;
  readonly disease: Disease;
  readonly commune: string;
  readonly atMs: number;
}

/** Number of cases of a day: Poisson by inversion, so that rare diseases stay rare and whole. */
function poisson(mean: number, chance: number): number {
  let count = 0;
  let term = Math.exp(-mean);
  for (let sum = term; sum < chance && count < 50; sum += term) {
    count += 1;
    term *= mean / count;
  }
  return count;
}

function communeOf(chance: number): string {
  let rest = chance * POPULATION;
  for (const { code, population } of COMMUNES) {
    rest -= population;
    if (rest < 0) return code;
  }
  return COMMUNES.at(-1)?.code ?? '';
}

/** Cases of a local day, by its number. A focus of the fortnight draws a third of a disease's cases. */
export function casesOf(seed: number, day: number): Case[] {
  return DISEASES.flatMap((disease) => {
    const { icd10, mean } = disease;
    const focus = communeOf(hash01(seed, `o-dich#${icd10}`, Math.floor(day / 14)));
    const count = poisson(mean, hash01(seed, `ca#${icd10}`, day));
    return Array.from({ length: count }, (_, index): Case => {
      const chance = (what: string) => hash01(seed, `${what}#${icd10}#${index}`, day);
      const atMs = day * DAY_MS - ZONE_OFFSET_MS + Math.floor((7 + 11 * chance('gio')) * 60) * 60_000;
      const commune = chance('o') < 1 / 3 ? focus : communeOf(chance('xa'));
      return { id: `CB-${icd10}-${day}-${index + 1}`, disease, commune, atMs };
    });
  });
}

const dayOf = (period: string) => dayNumber(periodBounds(period, TIME_ZONE).startMs);

function counted(codes: readonly string[], found: readonly string[]): PlaceValue[] {
  const counts = new Map<string, number>();
  for (const code of found) counts.set(code, (counts.get(code) ?? 0) + 1);
  return codes.map((code) => ({ code, value: counts.get(code) ?? 0 }));
}

const COMMUNE_CODES = COMMUNES.map(({ code }) => code);
const FORTNIGHT = 14;
const OUTBREAK_CASES = 3;

/** The commune of every active outbreak; a commune with two diseases is there twice. */
export function outbreaks(seed: number, period: string): string[] {
  const today = dayOf(period);
  const cases = Array.from({ length: FORTNIGHT }, (_, back) => casesOf(seed, today - back)).flat();
  const counts = new Map<string, number>();
  for (const { disease, commune } of cases) {
    const key = `${commune}|${disease.icd10}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count >= OUTBREAK_CASES).map(([key]) => key.split('|')[0] ?? '');
}

/** The night shift closes the day at half past six. */
export const SURVEILLANCE_DAY = { kind: 'day', lagMs: 6.5 * HOUR_MS } as const;

export const CASES_BY_COMMUNE: PeriodFigure = {
  ...SURVEILLANCE_DAY,
  code: 'soCa',
  name: 'Ca mắc mới',
  model: (seed, period) => casesOf(seed, dayOf(period)).length,
  members: (seed, period) =>
    counted(
      COMMUNE_CODES,
      casesOf(seed, dayOf(period)).map(({ commune }) => commune),
    ),
};

export const CASES_BY_DISEASE: PeriodFigure = {
  ...SURVEILLANCE_DAY,
  code: 'soCaTheoBenh',
  name: 'Ca mắc mới theo bệnh',
  whole: false,
  model: () => null,
  members: (seed, period) =>
    counted(
      DISEASES.map(({ icd10 }) => icd10),
      casesOf(seed, dayOf(period)).map(({ disease }) => disease.icd10),
    ),
};

export const OUTBREAKS: PeriodFigure = {
  ...SURVEILLANCE_DAY,
  code: 'oDich',
  name: 'Ổ dịch đang hoạt động',
  model: (seed, period) => outbreaks(seed, period).length,
  members: (seed, period) => counted(COMMUNE_CODES, outbreaks(seed, period)),
};

export const REPORTED_IN_TIME: PeriodFigure = {
  ...SURVEILLANCE_DAY,
  code: 'dungHan',
  name: 'Báo cáo đúng hạn 24/48 giờ (%)',
  model: (seed, period) => {
    const late = Math.floor(3.2 * hash01(seed, 'bao-cao', dayOf(period)));
    const reports = 24 + casesOf(seed, dayOf(period)).length;
    return round((100 * (reports - late)) / reports, 1);
  },
};

/** Cases as they come in, newest first: what was reported within the last two days. */
export function recentCases(seed: number, nowMs: number): Case[] {
  const today = dayNumber(nowMs);
  return [today, today - 1, today - 2]
    .flatMap((day) => casesOf(seed, day))
    .filter(({ atMs }) => atMs <= nowMs && atMs > nowMs - 2 * DAY_MS)
    .sort((a, b) => b.atMs - a.atMs);
}
