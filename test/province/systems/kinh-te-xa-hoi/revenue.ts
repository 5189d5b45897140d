/** Days of the treasury and the tax office, and weeks of public investment by project owner. */
import { periodBounds } from '../../../../shared/period.ts';
import { TIME_ZONE } from '../../sim/curve.ts';
import { hash01 } from '../../sim/noise.ts';
import type { PeriodFigure } from '../../sim/period-figure.ts';
import { HOUR_MS, round, DAY_MS } from '../../sim/rhythm.ts';
import type { PlaceValue } from '../../sim/share-out.ts';
import { yearToDate, type YearShape } from '../../sim/year-to-date.ts';

export const DAILY = { kind: 'day', lagMs: 6 * HOUR_MS, since: '2025-12-01' } as const;

/** Customs also clears on weekends. 13,300 of 2025 is real; 18,063.8 in all leaves 4,763.8 to inland revenue. */
const TRADE: YearShape = { year: { known: { '2025': 13_300 }, perYear: 1_050 }, weekend: 0.7 };
const INLAND: YearShape = {
  year: { estimated: { '2024': 3_900, '2025': 4_763.8 }, perYear: 290 },
  weekend: 0.05,
};
const INVOICES: YearShape = { year: { estimated: { '2025': 21_400_000 }, perYear: 2_600_000 }, weekend: 0.8 };
/** The estimate of the year in billion VND, an own figure. */
const ESTIMATE = 16_800;

const trade = (seed: number, day: string) => round(yearToDate(TRADE, seed, 'thu-xnk', day).sum, 1);
const inland = (seed: number, day: string) => round(yearToDate(INLAND, seed, 'thu-noi-dia', day).sum, 1);
const revenue = (seed: number, day: string) => round(trade(seed, day) + inland(seed, day), 1);

export const REVENUE: readonly PeriodFigure[] = [
  { ...DAILY, code: 'THU_NSNN_LK', name: 'Thu NSNN trên địa bàn, lũy kế', model: revenue },
  {
    ...DAILY,
    code: 'THU_NSNN_TL',
    name: 'Thu NSNN so với dự toán',
    model: (seed, day) => round((100 * revenue(seed, day)) / ESTIMATE, 1),
  },
  { ...DAILY, code: 'THU_NOI_DIA_LK', name: 'Thu nội địa, lũy kế', model: inland },
  { ...DAILY, code: 'THU_XNK_LK', name: 'Thu từ hoạt động XNK, lũy kế', model: trade },
  {
    ...DAILY,
    code: 'HDDT',
    name: 'Hóa đơn điện tử trong ngày',
    model: (seed, day) => Math.round(yearToDate(INVOICES, seed, 'hoa-don', day).day),
  },
];

/** What customs says it collected: the same money that the treasury books, told by another office. */
export const CUSTOMS_REVENUE: PeriodFigure = {
  ...DAILY,
  code: 'THU_HQ_LK',
  name: 'Số thu thuế của Hải quan, lũy kế',
  model: trade,
};

/** Owners of projects with their parts of the plan, in billion VND; own estimates within the plan's real sum of 2025. */
const OWNERS: readonly (readonly [code: string, plan: number])[] = [
  ['H37.MP07', 2_310],
  ['H37.MP06', 1_140],
  ['H37.MP15', 1_060],
  ['H37.MP11', 520],
  ['H37.MP10', 480],
  ['H37.MP16', 390],
  ['H37.MP09', 260],
  ['H37.MP08', 156],
];
/** No owner ever spends all of its plan. */
const MOST_SPENT = 98;
const PLAN = OWNERS.reduce((sum, [, plan]) => sum + plan, 0);

/** Percent of the plan spent by the end of a week: slow in spring, quick towards the end. */
export function spentByOwner(seed: number, week: string): PlaceValue[] {
  const { endMs } = periodBounds(week, TIME_ZONE);
  // The Thursday of an ISO week says which year it belongs to.
  const year = new Date(endMs - 4 * DAY_MS + 7 * HOUR_MS).getUTCFullYear();
  const bounds = periodBounds(String(year), TIME_ZONE);
  const part = Math.min(1, (endMs - bounds.startMs) / (bounds.endMs - bounds.startMs));
  return OWNERS.map(([code]) => {
    const lean = 0.86 + 0.24 * hash01(seed, `giai-ngan#${code}`, year);
    return { code, value: round(Math.min(MOST_SPENT, 100 * lean * part ** 1.35), 1) };
  });
}

function spent(seed: number, week: string): number {
  const byOwner = spentByOwner(seed, week);
  return OWNERS.reduce((sum, [, plan], index) => sum + (plan * (byOwner[index]?.value ?? 0)) / 100, 0);
}

const WEEKLY = { kind: 'week', lagMs: 60 * HOUR_MS, since: '2025-W40' } as const;

export const INVESTMENT: readonly PeriodFigure[] = [
  {
    ...WEEKLY,
    code: 'TY_LE_GN',
    name: 'Tỷ lệ giải ngân',
    decimals: 1,
    members: spentByOwner,
    model: (seed, week) => round((100 * spent(seed, week)) / PLAN, 1),
  },
  {
    ...WEEKLY,
    code: 'SO_VON_GN',
    name: 'Số vốn đã giải ngân',
    model: (seed, week) => Math.round(spent(seed, week)),
  },
];
