/** Days of customs by gate, of the business registry and of tourism. */
import type { PeriodFigure } from '../../sim/period-figure.ts';
import { round } from '../../sim/rhythm.ts';
import type { PlaceValue } from '../../sim/share-out.ts';
import { yearToDate, type YearShape } from '../../sim/year-to-date.ts';
import { DAILY } from './revenue.ts';

/** 86.14 billion USD until 30/11/2025 is real; the year's total follows from it. Parts by gate are own estimates. */
const TURNOVER: YearShape = { year: { estimated: { '2025': 94.2 }, perYear: 7 }, weekend: 0.75 };
const GATES: readonly (readonly [name: string, part: number])[] = [
  ['Hữu Nghị', 0.79],
  ['Ga Đồng Đăng', 0.09],
  ['Chi Ma', 0.11],
  ['Na Hình', 0.01],
];

export function turnoverByGate(seed: number, day: string): PlaceValue[] {
  const { sum } = yearToDate(TURNOVER, seed, 'kim-ngach', day);
  return GATES.map(([code, part]) => ({ code, value: round(sum * part, 3) }));
}

export const CUSTOMS: readonly PeriodFigure[] = [
  {
    ...DAILY,
    code: 'KIM_NGACH_LK',
    name: 'Kim ngạch XNK lũy kế (tỷ USD)',
    decimals: 3,
    members: turnoverByGate,
    model: (seed, day) =>
      round(
        turnoverByGate(seed, day).reduce((sum, { value }) => sum + value, 0),
        3,
      ),
  },
];

const ENTERPRISES: YearShape = { year: { known: { '2024': 1_200 }, perYear: 110 }, weekend: 0.02 };
const VISITORS: YearShape = { year: { estimated: { '2025': 4_310_000 }, perYear: 330_000 }, weekend: 2.2 };

export const REGISTRY: readonly PeriodFigure[] = [
  {
    ...DAILY,
    code: 'DN_MOI_LK',
    name: 'Doanh nghiệp thành lập mới, lũy kế',
    model: (seed, day) => Math.floor(yearToDate(ENTERPRISES, seed, 'dn-moi', day).sum),
  },
];

export const TOURISM: readonly PeriodFigure[] = [
  {
    ...DAILY,
    code: 'KHACH_LK',
    name: 'Khách du lịch, lũy kế',
    model: (seed, day) => Math.round(yearToDate(VISITORS, seed, 'khach', day).sum),
  },
  {
    ...DAILY,
    code: 'KHACH_NGAY',
    name: 'Khách du lịch trong ngày',
    model: (seed, day) => Math.round(yearToDate(VISITORS, seed, 'khach', day).day),
  },
];
