/** Tables of the statistics office: months, quarters and years, some by commune. Real figures first. */
import { COMMUNES } from '../../sim/communes.ts';
import { curveAt, type Curve } from '../../sim/curve.ts';
import { hash01 } from '../../sim/noise.ts';
import type { PeriodFigure } from '../../sim/period-figure.ts';
import { DAY_MS, round } from '../../sim/rhythm.ts';
import { percentByCommune, type PlaceValue } from '../../sim/share-out.ts';
import { previousPeriod } from '../../../../shared/period.ts';

const MONTH = { kind: 'month', lagMs: 6 * DAY_MS, since: '2024-01' } as const;
const QUARTER = { kind: 'quarter', lagMs: 6 * DAY_MS, since: '2023-Q1' } as const;
const YEAR = { kind: 'year', lagMs: 45 * DAY_MS } as const;
/** What is counted over the whole economy takes the office longer. */
const YEAR_OF_ECONOMY = { kind: 'year', lagMs: 90 * DAY_MS } as const;

/** Exports of local goods by year: 183 million USD in 2025, the other years own estimates. */
const LOCAL_EXPORTS: Curve = { known: { '2025': 183 }, estimated: { '2023': 148, '2024': 165 }, perYear: 16 };

function localExportsToDate(seed: number, period: string): number {
  const [year = '', month = ''] = period.split('-');
  const share = Array.from({ length: 12 }, (_, index) => 0.85 + 0.3 * hash01(seed, `xk-${year}`, index));
  const all = share.reduce((sum, part) => sum + part, 0);
  const past = share.slice(0, Number(month)).reduce((sum, part) => sum + part, 0);
  return round((curveAt(LOCAL_EXPORTS, seed, 'xk', year) * past) / all, 1);
}

/** KH 23 asks for 2–3 points less each year; the level of 2022 is an own estimate. */
const POVERTY: Curve = {
  estimated: { '2022': 12.4, '2023': 9.8, '2024': 7.4, '2025': 5.1 },
  perYear: -1.4,
  min: 0.8,
};
const poverty = (seed: number, year: string) => curveAt({ ...POVERTY, decimals: 2 }, seed, 'ngheo', year);

const RURAL = COMMUNES.filter((commune) => !commune.ward);
const CRITERIA = 19;

/** Criteria of the new-rural programme that each commune has met: never fewer than the quarter before. */
export function criteriaMet(seed: number, period: string): PlaceValue[] {
  const mean = curveAt(
    { estimated: { '2023-Q1': 14.2, '2026-Q3': 16.9 }, perYear: 0.8, decimals: 4 },
    seed,
    'ntm',
    period,
  );
  return RURAL.map((commune) => {
    const lean = 9 * (hash01(seed, `ntm#${commune.code}`) - 0.5);
    return { code: commune.code, value: Math.max(6, Math.min(CRITERIA, Math.floor(mean + lean + 0.5))) };
  });
}

function newRuralShare(seed: number, period: string): number {
  const met = criteriaMet(seed, period).filter(({ value }) => value === CRITERIA).length;
  return round((100 * met) / RURAL.length, 1);
}

export const STATISTICS: readonly PeriodFigure[] = [
  {
    ...QUARTER,
    code: 'T0101',
    name: 'Tốc độ tăng GRDP so cùng kỳ (%)',
    decimals: 2,
    curve: {
      known: { '2025-Q4': 8.06 },
      estimated: { '2023-Q1': 6.6, '2024-Q4': 6.8, '2026-Q3': 8.4 },
      wobble: 0.25,
    },
  },
  {
    ...YEAR,
    code: 'T0102',
    name: 'GRDP bình quân đầu người (triệu đồng)',
    decimals: 1,
    since: '2021',
    curve: { known: { '2025': 71 }, estimated: { '2021': 47.1 }, perYear: 8.2 },
  },
  {
    ...MONTH,
    code: 'T0201',
    name: 'Xuất khẩu hàng địa phương, lũy kế (triệu USD)',
    decimals: 1,
    model: localExportsToDate,
  },
  {
    ...MONTH,
    code: 'T0202',
    name: 'Chỉ số sản xuất công nghiệp so cùng kỳ (%)',
    decimals: 2,
    curve: {
      known: { '2025-12': 6.15 },
      estimated: { '2024-01': 4.4, '2026-10': 7.1 },
      wobble: 0.9,
      season: 0.5,
    },
  },
  {
    ...MONTH,
    code: 'T0203',
    name: 'Tổng mức bán lẻ và doanh thu dịch vụ (tỷ đồng)',
    decimals: 1,
    curve: {
      estimated: { '2024-01': 2840, '2026-10': 3520 },
      perYear: 250,
      wobble: 45,
      season: 110,
      decimals: 1,
    },
  },
  {
    ...YEAR,
    code: 'T0204',
    name: 'Tỷ trọng thương mại điện tử (%)',
    decimals: 1,
    since: '2022',
    curve: { estimated: { '2022': 4.1, '2025': 7.2 }, perYear: 1.1 },
  },
  {
    ...YEAR,
    code: 'T0301',
    name: 'Tỷ lệ hộ nghèo đa chiều (%)',
    decimals: 2,
    since: '2022',
    model: poverty,
    members: (seed, _period, province) => percentByCommune(seed, 'T0301', province),
  },
  {
    ...YEAR,
    code: 'T0302',
    name: 'Mức giảm hộ nghèo trong năm (điểm %)',
    since: '2023',
    model: (seed, year) =>
      round(poverty(seed, previousPeriod(year, 'Asia/Ho_Chi_Minh')) - poverty(seed, year), 2),
  },
  { ...QUARTER, code: 'T0303', name: 'Tỷ lệ xã đạt chuẩn nông thôn mới (%)', model: newRuralShare },
  {
    ...QUARTER,
    code: 'T0304',
    name: 'Số tiêu chí nông thôn mới đạt',
    whole: false,
    model: () => null,
    members: criteriaMet,
  },
  {
    ...YEAR_OF_ECONOMY,
    code: 'T0401',
    name: 'Tỷ trọng kinh tế số trong GRDP (%)',
    decimals: 2,
    since: '2021',
    curve: { known: { '2023': 12.52 }, estimated: { '2021': 8.3, '2025': 19.4 }, perYear: 2.1, max: 45 },
  },
  {
    ...YEAR_OF_ECONOMY,
    code: 'T0402',
    name: 'Tỷ trọng kinh tế số của ngành thấp nhất (%)',
    decimals: 1,
    since: '2023',
    curve: { estimated: { '2023': 7.8, '2025': 10.6 }, perYear: 1.5, max: 45 },
  },
  {
    ...YEAR_OF_ECONOMY,
    code: 'T0403',
    name: 'Tốc độ tăng năng suất lao động (%)',
    decimals: 1,
    since: '2021',
    curve: { estimated: { '2021': 5.4, '2025': 7.3 }, perYear: 0.2, wobble: 0.3, max: 10 },
  },
];
