/**
 * Reporting units of education: school clusters per former district and level. 648 schools and 211,143 pupils (2025)
 * are real; how they spread over the units is an own estimate.
 */
import { wholeShares } from '../../sim/share-out.ts';

export interface Cluster {
  readonly code: string;
  readonly name: string;
  readonly schools: number;
  /** Part of the province's pupils, in ten-thousandths. */
  readonly pupilWeight: number;
}

const DISTRICTS: readonly (readonly [name: string, weight: number])[] = [
  ['Tràng Định', 88],
  ['Bình Gia', 78],
  ['Văn Lãng', 70],
  ['Cao Lộc', 104],
  ['Văn Quan', 76],
  ['Bắc Sơn', 96],
  ['Hữu Lũng', 156],
  ['Chi Lăng', 106],
  ['Lộc Bình', 112],
  ['Đình Lập', 44],
  ['TP Lạng Sơn', 70],
];
const LEVELS: readonly (readonly [name: string, schools: number, pupils: number])[] = [
  ['Mầm non', 222, 52],
  ['Tiểu học', 196, 78],
  ['THCS', 194, 54],
  ['THPT, GDTX', 36, 27],
];

export const SCHOOLS = LEVELS.reduce((sum, [, schools]) => sum + schools, 0);
export const PUPILS = 211_143;

function makeClusters(): Cluster[] {
  const weights = DISTRICTS.map(([, weight]) => weight);
  const byLevel = LEVELS.map(([, schools]) => wholeShares(schools, weights));
  return DISTRICTS.flatMap(([district, weight], row) =>
    LEVELS.map(([level, , pupils], column) => ({
      code: `GD${String(row + 1).padStart(2, '0')}${column + 1}`,
      name: `Cụm trường ${level} ${district}`,
      schools: byLevel[column]?.[row] ?? 0,
      pupilWeight: weight * pupils,
    })),
  );
}

export const CLUSTERS: readonly Cluster[] = makeClusters();
