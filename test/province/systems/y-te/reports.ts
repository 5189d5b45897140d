/** Days of the insurance gateway and the cashiers; months and years of the Department of Health. */
import { hash01 } from '../../sim/noise.ts';
import type { PeriodFigure } from '../../sim/period-figure.ts';
import { DAY_MS, HOUR_MS, round } from '../../sim/rhythm.ts';
import { percentByCommune } from '../../sim/share-out.ts';
import { yearToDate, type YearShape } from '../../sim/year-to-date.ts';
import { HOSPITALS } from './hospitals.ts';

const DAILY = { kind: 'day', lagMs: 6 * HOUR_MS } as const;
const MONTH = { kind: 'month', lagMs: 8 * DAY_MS, since: '2024-06' } as const;
const YEAR = { kind: 'year', lagMs: 60 * DAY_MS } as const;

/** Claims of a year; level estimated from the hospitals' visits. */
const CLAIMS: YearShape = { year: { estimated: { '2025': 1_020_000 }, perYear: 30_000 }, weekend: 0.35 };
const claims = (seed: number, day: string) => Math.round(yearToDate(CLAIMS, seed, 'bhyt', day).day);
const refused = (seed: number, day: string) =>
  Math.round(claims(seed, day) * (0.008 + 0.012 * hash01(seed, `tu-choi@${day}`)));

export const CLAIM_DAYS: readonly PeriodFigure[] = [
  { ...DAILY, code: 'SO_HS_GUI', name: 'Hồ sơ BHYT gửi cổng', model: claims },
  { ...DAILY, code: 'SO_HS_TU_CHOI', name: 'Hồ sơ BHYT bị từ chối', model: refused },
  {
    ...DAILY,
    code: 'TY_LE_TU_CHOI',
    name: 'Tỷ lệ hồ sơ bị từ chối (%)',
    model: (seed, day) => round((100 * refused(seed, day)) / Math.max(1, claims(seed, day)), 2),
  },
];

function cashlessOf(seed: number, day: string, code: string): number {
  const base = 58 + 30 * hash01(seed, `kdtm#${code}`);
  return round(Math.min(100, base + 5 * (hash01(seed, `kdtm#${code}@${day}`) - 0.5)), 1);
}

const VISITS = HOSPITALS.reduce((sum, { visits }) => sum + visits, 0);

/** The province's share weighs the hospitals by their visits. */
export const CASHLESS: PeriodFigure = {
  ...DAILY,
  code: 'TY_LE_KDTM',
  name: 'Viện phí không dùng tiền mặt (%)',
  decimals: 1,
  model: (seed, day) =>
    round(
      HOSPITALS.reduce((sum, { code, visits }) => sum + visits * cashlessOf(seed, day, code), 0) / VISITS,
      1,
    ),
  members: (seed, day) => HOSPITALS.map(({ code }) => ({ code, value: cashlessOf(seed, day, code) })),
};

export const HEALTH_REPORTS: readonly PeriodFigure[] = [
  {
    ...YEAR,
    code: 'YT01',
    name: 'Giường bệnh trên 10.000 dân',
    decimals: 1,
    since: '2021',
    curve: { estimated: { '2021': 29.8, '2025': 32.1 }, perYear: 0.6 },
  },
  {
    ...YEAR,
    code: 'YT02',
    name: 'Bác sĩ trên 10.000 dân',
    decimals: 1,
    since: '2021',
    curve: { estimated: { '2021': 10.6, '2025': 12.4 }, perYear: 0.4 },
  },
  {
    ...MONTH,
    code: 'YT03',
    name: 'Bao phủ BHYT (%)',
    decimals: 2,
    curve: { estimated: { '2024-06': 93.1, '2026-10': 95.3 }, perYear: 0.5, wobble: 0.15, max: 100 },
    members: (seed, _period, province) => percentByCommune(seed, 'YT03', province),
  },
  {
    ...MONTH,
    code: 'YT04',
    name: 'Cơ sở có bệnh án điện tử (%)',
    decimals: 1,
    curve: { estimated: { '2024-06': 13.3, '2025-10': 80, '2026-10': 93.3 }, perYear: 6, max: 100 },
  },
  {
    ...MONTH,
    code: 'YT05',
    name: 'Trẻ dưới 1 tuổi tiêm đủ (%)',
    decimals: 1,
    curve: { estimated: { '2024-06': 92.4, '2026-10': 95.8 }, perYear: 1, wobble: 0.8, max: 100 },
    members: (seed, _period, province) => percentByCommune(seed, 'YT05', province),
  },
];
