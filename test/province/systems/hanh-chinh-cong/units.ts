/** Units that take dossiers: departments by their code on the national axis, communes by GSO code. */
import { COMMUNES } from '../../sim/communes.ts';
import { hash01 } from '../../sim/noise.ts';

export interface Unit {
  readonly code: string;
  readonly name: string;
  /** Dossiers of a working day, own estimate. */
  readonly perDay: number;
}

const AGENCIES: readonly (readonly [code: string, name: string, perDay: number])[] = [
  ['H37.MP02', 'Sở Nội vụ', 14],
  ['H37.MP03', 'Sở Tư pháp', 62],
  ['H37.MP04', 'Sở Tài chính', 31],
  ['H37.MP05', 'Sở Công Thương', 58],
  ['H37.MP06', 'Sở Nông nghiệp và Môi trường', 47],
  ['H37.MP07', 'Sở Xây dựng', 52],
  ['H37.MP08', 'Sở Khoa học và Công nghệ', 5],
  ['H37.MP09', 'Sở Văn hóa, Thể thao và Du lịch', 6],
  ['H37.MP10', 'Sở Y tế', 13],
  ['H37.MP11', 'Sở Giáo dục và Đào tạo', 9],
  ['H37.MP12', 'Sở Dân tộc và Tôn giáo', 2],
  ['H37.MP13', 'Sở Ngoại vụ', 3],
  ['H37.MP15', 'Ban Quản lý Khu kinh tế cửa khẩu Đồng Đăng – Lạng Sơn', 11],
  ['H37.MP16', 'Công an tỉnh', 74],
];

export const UNITS: readonly Unit[] = [
  ...AGENCIES.map(([code, name, perDay]) => ({ code, name, perDay })),
  ...COMMUNES.map(({ code, name, population }) => ({ code, name, perDay: 2 + population / 1_400 })),
];

/** Usual part of a unit's dossiers that are late, in percent: most units near none, a few far above. */
export function usualLatePercent(seed: number, unit: Unit): number {
  return 0.3 + 6.5 * hash01(seed, `tre#${unit.code}`) ** 3;
}
