/**
 * Bộ chỉ số 766 as the national portal recomputes it every night: sub-indices in percent, points by group, the total.
 * Groups give 18, 20, 12, 10, 18 and 22 points. Full points from 80, 50 or 90 % where the formulas say so; how a
 * group's points divide over its sub-indices is known for 1.2, 2.1 and 5.4 only, the rest are own estimates.
 */
import { periodBounds } from '../../../../shared/period.ts';
import { TIME_ZONE } from '../../sim/curve.ts';
import { hash01, smooth } from '../../sim/noise.ts';
import type { PeriodFigure } from '../../sim/period-figure.ts';
import { DAY_MS, HOUR_MS, round } from '../../sim/rhythm.ts';
import { UNITS, usualLatePercent } from './units.ts';

const DAILY = { kind: 'day', lagMs: 6 * HOUR_MS } as const;

interface SubIndex {
  readonly code: string;
  readonly name: string;
  readonly group: string;
  readonly points: number;
  /** From this percentage on it gives full points. */
  readonly fullAt: number;
  /** Usual percentage and its swing. */
  readonly usual: number;
  readonly swing: number;
}

const ROWS: readonly (readonly [string, string, string, number, number, number, number])[] = [
  ['1.1', 'TTHC công bố đúng hạn', 'CKMB', 4, 100, 94.5, 1.2],
  ['1.2', 'TTHC cập nhật, công khai đúng hạn', 'CKMB', 4, 100, 95.8, 1.2],
  ['1.3', 'TTHC công khai đủ nội dung', 'CKMB', 4, 100, 97.6, 0.6],
  ['1.4', 'Hồ sơ đồng bộ lên Cổng DVCQG', 'CKMB', 6, 100, 96.9, 1.1],
  ['2.1', 'Hồ sơ giải quyết trước hạn, đúng hạn', 'TDGQ', 20, 100, 98.1, 0.5],
  ['3.1', 'TTHC có dịch vụ công trực tuyến', 'DVCTT', 3, 80, 86.2, 0.4],
  ['3.2', 'DVCTT có phát sinh hồ sơ', 'DVCTT', 3, 100, 71.4, 1.5],
  ['3.3', 'Hồ sơ nộp trực tuyến', 'DVCTT', 6, 50, 97.6, 0.5],
  ['3.5', 'TTHC có phí tích hợp thanh toán trực tuyến', 'TTTT', 4, 80, 88.3, 0.4],
  ['3.6', 'Hồ sơ thanh toán trực tuyến', 'TTTT', 6, 100, 49.5, 2],
  ['5.2', 'PAKN xử lý đúng hạn', 'MDHL', 6, 100, 97.2, 0.9],
  ['5.3', 'Hài lòng về xử lý PAKN', 'MDHL', 6, 100, 90.6, 1.2],
  ['5.4', 'Hài lòng về giải quyết TTHC', 'MDHL', 6, 90, 96.9, 0.6],
  ['4.1', 'Hồ sơ cấp kết quả điện tử', 'SHHS', 5, 100, 92.4, 0.8],
  ['4.2', 'Hồ sơ được số hóa', 'SHHS', 5, 80, 93.2, 0.6],
  ['4.3', 'Khai thác, sử dụng lại dữ liệu số hóa', 'SHHS', 5, 80, 52.7, 2.2],
  ['4.4', 'Chia sẻ, tái sử dụng kết quả số hóa', 'SHHS', 3, 100, 38.5, 2],
  ['4.5', 'Khai thác cơ sở dữ liệu dân cư', 'SHHS', 4, 100, 61.3, 2.2],
];

const SUB_INDICES: readonly SubIndex[] = ROWS.map(([code, name, group, points, fullAt, usual, swing]) => ({
  code,
  name,
  group,
  points,
  fullAt,
  usual,
  swing,
}));

const GROUPS: readonly (readonly [code: string, name: string])[] = [
  ['CKMB', 'Công khai, minh bạch'],
  ['TDGQ', 'Tiến độ giải quyết'],
  ['DVCTT', 'Dịch vụ công trực tuyến'],
  ['TTTT', 'Thanh toán trực tuyến'],
  ['MDHL', 'Mức độ hài lòng'],
  ['SHHS', 'Số hóa hồ sơ'],
];

const startOf = (day: string) => periodBounds(day, TIME_ZONE).startMs;

/** Two weeks make a swing: the portal's figures are of the year to date and move slowly. */
function percentOf(seed: number, sub: SubIndex, day: string): number {
  const value = sub.usual + sub.swing * smooth(seed, `766#${sub.code}`, startOf(day), 14 * DAY_MS);
  return round(Math.min(100, value), 2);
}

export function groupPoints(seed: number, group: string, day: string): number {
  const subs = SUB_INDICES.filter((sub) => sub.group === group);
  return round(
    subs.reduce((sum, sub) => sum + sub.points * Math.min(1, percentOf(seed, sub, day) / sub.fullAt), 0),
    2,
  );
}

export function totalPoints(seed: number, day: string): number {
  return round(
    GROUPS.reduce((sum, [code]) => sum + groupPoints(seed, code, day), 0),
    2,
  );
}

/** A unit's score falls with its late dossiers. */
function unitPoints(seed: number, day: string): { code: string; value: number }[] {
  return UNITS.map((unit) => {
    const base = 93.5 - 6 * hash01(seed, `766#${unit.code}`) - 1.6 * usualLatePercent(seed, unit);
    return {
      code: unit.code,
      value: base + 0.6 * smooth(seed, `766~${unit.code}`, startOf(day), 14 * DAY_MS),
    };
  });
}

function unitInTime(seed: number, day: string): { code: string; value: number }[] {
  return UNITS.map((unit) => ({
    code: unit.code,
    value: Math.min(
      100,
      100 -
        usualLatePercent(seed, unit) *
          (1 + 0.3 * smooth(seed, `2.1#${unit.code}`, startOf(day), 14 * DAY_MS)),
    ),
  }));
}

/** Sub-indices that the portal also shows by unit. */
const BY_UNIT: Readonly<Record<string, NonNullable<PeriodFigure['members']>>> = { '2.1': unitInTime };

export const INDEX_766: readonly PeriodFigure[] = [
  { ...DAILY, code: 'TONG', name: 'Bộ chỉ số 766', decimals: 2, model: totalPoints, members: unitPoints },
  ...GROUPS.map(([code, name]): PeriodFigure => ({
    ...DAILY,
    code,
    name,
    decimals: 2,
    model: (seed, day) => groupPoints(seed, code, day),
  })),
  ...SUB_INDICES.map((sub): PeriodFigure => {
    const members = BY_UNIT[sub.code];
    return {
      ...DAILY,
      code: sub.code,
      name: sub.name,
      decimals: 2,
      model: (seed, day) => percentOf(seed, sub, day),
      ...(members === undefined ? {} : { members }),
    };
  }),
  {
    ...DAILY,
    code: '2.2',
    name: 'Thời gian giải quyết trung bình (ngày làm việc)',
    decimals: 2,
    model: (seed, day) => round(5.6 + 0.5 * smooth(seed, '766#2.2', startOf(day), 14 * DAY_MS), 2),
  },
  {
    ...DAILY,
    code: '5.1',
    name: 'PAKN về thủ tục hành chính trong ngày',
    model: (seed, day) => Math.floor(9 * hash01(seed, '766#5.1', Math.floor(startOf(day) / DAY_MS))),
  },
];
