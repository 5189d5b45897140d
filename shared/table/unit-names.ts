/** The units that offices write, as data: what they measure, how large they are, and their spellings. */

interface UnitName {
  /** Only units of one quantity convert into each other. */
  readonly quantity: string;
  /** In the quantity's own smallest unit. */
  readonly factor: number;
  /** Lower case, composed; the first is the usual one. */
  readonly spellings: readonly string[];
}

export const UNIT_NAMES: readonly UnitName[] = [
  { quantity: 'đồng', factor: 1, spellings: ['đồng', 'đ', 'vnđ', 'vnd'] },
  { quantity: 'USD', factor: 1, spellings: ['usd', 'đô la mỹ', 'đô-la mỹ', '$'] },
  { quantity: 'ratio', factor: 100, spellings: ['tỷ lệ', 'tỷ lệ 0–1', 'tỷ lệ 0-1'] },
  { quantity: 'ratio', factor: 1, spellings: ['%', 'phần trăm'] },
  { quantity: 'ratio', factor: 0.1, spellings: ['‰', 'phần nghìn'] },
  { quantity: 'percentage points', factor: 1, spellings: ['điểm %', 'điểm phần trăm'] },
  { quantity: 'time', factor: 1, spellings: ['giây'] },
  { quantity: 'time', factor: 60, spellings: ['phút'] },
  { quantity: 'time', factor: 3_600, spellings: ['giờ', 'tiếng'] },
  { quantity: 'time', factor: 86_400, spellings: ['ngày'] },
  // A working day is no number of hours: it converts to nothing.
  { quantity: 'working days', factor: 1, spellings: ['ngày làm việc'] },
  { quantity: 'mass', factor: 1, spellings: ['kg', 'ki-lô-gam'] },
  { quantity: 'mass', factor: 100, spellings: ['tạ'] },
  { quantity: 'mass', factor: 1_000, spellings: ['tấn'] },
  { quantity: 'length', factor: 1, spellings: ['m', 'mét'] },
  { quantity: 'length', factor: 1_000, spellings: ['km'] },
  { quantity: 'area', factor: 1, spellings: ['m²', 'm2'] },
  { quantity: 'area', factor: 10_000, spellings: ['ha', 'héc ta'] },
  { quantity: 'area', factor: 1_000_000, spellings: ['km²', 'km2'] },
  { quantity: 'energy', factor: 1, spellings: ['kwh'] },
  { quantity: 'energy', factor: 1_000, spellings: ['mwh'] },
];

/**
 * Things that are counted. Each is a quantity of its own: vehicles are no people, and an unknown word is refused
 * rather than taken for one of them.
 */
export const COUNTED: readonly string[] = [
  'lượt, người, xe, hồ sơ, học sinh, giáo viên, trường, lớp, giường, ca, bác sĩ, vụ, điểm, lần',
  'phản ánh, văn bản, tin bài, tài khoản, toa, camera, dịch vụ, nhiệm vụ, doanh nghiệp, cửa hàng',
  'sản phẩm, giao dịch, hóa đơn, tổ, thôn, xã, hộ, tiêu chí, chỉ tiêu, mục tiêu, hệ thống, cảnh báo',
  'ổ dịch, lượt nhắc, người bệnh, bộ, cái, chiếc, con, cơ sở, dự án, đơn vị, hạng',
].flatMap((line) => line.split(', '));

/** Words before a unit that make it larger. */
export const MULTIPLES: Readonly<Record<string, number>> = {
  nghìn: 1e3,
  triệu: 1e6,
  tỷ: 1e9,
  'nghìn tỷ': 1e12,
};
