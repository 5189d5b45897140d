/** Months, quarters and years of the Department of Education. Figures published for 2025 come back exactly. */
import type { PeriodFigure } from '../../sim/period-figure.ts';
import { curveAt, type Curve } from '../../sim/curve.ts';
import { DAY_MS, round } from '../../sim/rhythm.ts';
import { wholeShares, type PlaceValue } from '../../sim/share-out.ts';
import { CLUSTERS, PUPILS, SCHOOLS } from './clusters.ts';

const MONTH = { kind: 'month', lagMs: 5 * DAY_MS, since: '2024-09' } as const;
const QUARTER = { kind: 'quarter', lagMs: 10 * DAY_MS, since: '2024-Q1' } as const;
const YEAR = { kind: 'year', lagMs: 30 * DAY_MS, since: '2022' } as const;

function byCluster(total: number, weights: readonly number[]): PlaceValue[] {
  const shares = wholeShares(total, weights);
  return CLUSTERS.map(({ code }, index) => ({ code, value: shares[index] ?? 0 }));
}

const PUPIL_WEIGHTS = CLUSTERS.map(({ pupilWeight }) => pupilWeight);
const SCHOOL_WEIGHTS = CLUSTERS.map(({ schools }) => schools);

/** 48.9 % of 648 schools in 2025; KH 23 wants 375 schools by 2030. */
const STANDARD: Curve = {
  known: { '2025-Q4': 317 },
  estimated: { '2024-Q1': 289, '2026-Q3': 331 },
  perYear: 12,
  max: 375,
};
const standard = (seed: number, quarter: string) => curveAt(STANDARD, seed, 'chuan', quarter);

const monthly = (code: string, name: string, from: number, now: number): PeriodFigure => ({
  ...MONTH,
  code,
  name,
  decimals: 1,
  curve: { estimated: { '2024-09': from, '2026-10': now }, perYear: (now - from) / 4, max: 100, wobble: 0.3 },
});

export const EDUCATION_REPORTS: readonly PeriodFigure[] = [
  {
    ...YEAR,
    code: 'SO_TRUONG',
    name: 'Số trường',
    curve: { known: { '2025': SCHOOLS }, estimated: { '2022': 675, '2024': 652 } },
    members: (_seed, _year, total) => byCluster(total, SCHOOL_WEIGHTS),
  },
  {
    ...MONTH,
    code: 'SO_HOC_SINH',
    name: 'Số học sinh',
    curve: {
      known: { '2025-12': PUPILS },
      estimated: { '2024-09': 210_480, '2026-10': 211_690 },
      wobble: 25,
    },
    members: (_seed, _month, total) => byCluster(total, PUPIL_WEIGHTS),
  },
  { ...QUARTER, code: 'TRUONG_CHUAN', name: 'Trường đạt chuẩn quốc gia', model: standard },
  {
    ...QUARTER,
    code: 'TL_TRUONG_CHUAN',
    name: 'Tỷ lệ trường đạt chuẩn quốc gia (%)',
    model: (seed, quarter) => round((100 * standard(seed, quarter)) / SCHOOLS, 1),
  },
  {
    ...MONTH,
    code: 'BO_HOC',
    name: 'Học sinh bỏ học trong tháng',
    curve: { estimated: { '2024-09': 34, '2026-10': 21 }, wobble: 8, season: 6, min: 0 },
    members: (_seed, _month, total) => byCluster(total, PUPIL_WEIGHTS),
  },
  {
    ...QUARTER,
    code: 'THIEU_GV',
    name: 'Giáo viên còn thiếu',
    curve: { estimated: { '2024-Q1': 1_080, '2026-Q3': 742 }, perYear: -90, wobble: 20, min: 0 },
    members: (_seed, _quarter, total) => byCluster(total, PUPIL_WEIGHTS),
  },
  {
    ...YEAR,
    code: 'TN_THPT',
    name: 'Tỷ lệ tốt nghiệp THPT (%)',
    decimals: 2,
    curve: {
      known: { '2025': 99.08 },
      estimated: { '2022': 97.6, '2024': 98.7 },
      perYear: 0.1,
      wobble: 0.2,
      max: 100,
    },
  },
  monthly('SO_KY_SO', 'Sổ điểm, học bạ số ký số (%)', 71, 97.2),
  monthly('TRUONG_SO', 'Trường dùng nền tảng số (%)', 98.4, 100),
  monthly('HP_KDTM', 'Học phí không dùng tiền mặt (%)', 66, 91.8),
  {
    // 489 of 2,234 preschool classes.
    ...YEAR,
    code: 'LOP_GHEP',
    name: 'Lớp ghép mầm non (%)',
    decimals: 1,
    curve: { known: { '2025': 21.9 }, estimated: { '2022': 25.8 }, perYear: -1.2, min: 0 },
  },
];
