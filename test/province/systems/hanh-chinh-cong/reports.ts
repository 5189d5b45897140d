/** Months of online services, and days of the citizens' platform. Figures the press gave come back for their period. */
import type { PeriodFigure } from '../../sim/period-figure.ts';
import { curveAt } from '../../sim/curve.ts';
import { DAY_MS, HOUR_MS, round } from '../../sim/rhythm.ts';
import { yearToDate, type YearShape } from '../../sim/year-to-date.ts';

const MONTH = { kind: 'month', lagMs: 5 * DAY_MS, since: '2024-09' } as const;
const DAILY = { kind: 'day', lagMs: 6 * HOUR_MS } as const;

const monthly = (code: string, name: string, from: number, now: number, max = 100): PeriodFigure => ({
  ...MONTH,
  code,
  name,
  decimals: 1,
  curve: { estimated: { '2024-09': from, '2026-10': now }, perYear: (now - from) / 3, max, wobble: 0.2 },
});

const services = (seed: number, month: string) =>
  curveAt(
    { known: { '2024-09': 1_543 }, estimated: { '2026-10': 1_688 }, perYear: 30 },
    seed,
    'dvctt',
    month,
  );
const fullServices = (seed: number, month: string) =>
  curveAt(
    { known: { '2024-09': 1_027 }, estimated: { '2026-10': 1_342 }, perYear: 60 },
    seed,
    'toan-trinh',
    month,
  );

export const SERVICE_REPORTS: readonly PeriodFigure[] = [
  { ...MONTH, code: 'SO_DVCTT', name: 'Dịch vụ công trực tuyến', model: services },
  { ...MONTH, code: 'SO_TOAN_TRINH', name: 'Dịch vụ công toàn trình', model: fullServices },
  {
    ...MONTH,
    code: 'TL_TOAN_TRINH',
    name: 'Tỷ lệ toàn trình (%)',
    model: (seed, month) => round((100 * fullServices(seed, month)) / services(seed, month), 1),
  },
  monthly('NGUOI_LON', 'Người trưởng thành dùng DVCTT (%)', 34, 52.6),
  monthly('DINH_DANH', 'Hồ sơ có định danh cá nhân (%)', 82, 99.4),
  monthly('KENH_TT', 'DVC đủ điều kiện cung cấp mức toàn trình (%)', 92, 100),
];

const USERS: YearShape = { year: { estimated: { '2025': 3_050_000 }, perYear: 900_000 }, weekend: 0.55 };
const ASSISTANT: YearShape = { year: { estimated: { '2025': 610_000 }, perYear: 380_000 }, weekend: 0.5 };

export const PLATFORM_DAYS: readonly PeriodFigure[] = [
  {
    ...DAILY,
    code: 'NGUOI_DUNG',
    name: 'Người dùng Công dân số trong ngày',
    model: (seed, day) => Math.round(yearToDate(USERS, seed, 'cds', day).day),
  },
  {
    ...DAILY,
    code: 'TRO_LY_AO',
    name: 'Lượt hỏi trợ lý ảo trong ngày',
    model: (seed, day) => Math.round(yearToDate(ASSISTANT, seed, 'tla', day).day),
  },
];
