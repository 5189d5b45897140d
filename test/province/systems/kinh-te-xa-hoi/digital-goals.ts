/**
 * The monitor of NQ 49-NQ/TU, QĐ 1878/QĐ-UBND and DTI. A figure that was published once comes back exactly for its
 * period; the years after it are simulation.
 */
import { curveAt, type Curve } from '../../sim/curve.ts';
import type { PeriodFigure } from '../../sim/period-figure.ts';
import { DAY_MS, round } from '../../sim/rhythm.ts';
import { countByCommune, percentByCommune, type PlaceValue } from '../../sim/share-out.ts';

const MONTH = { kind: 'month', lagMs: 6 * DAY_MS, since: '2024-06' } as const;
const QUARTER = { kind: 'quarter', lagMs: 6 * DAY_MS, since: '2024-Q1' } as const;
const YEAR = { kind: 'year', lagMs: 45 * DAY_MS } as const;
/** The nation's ranking comes out late in the next year. */
const DTI_YEAR = { kind: 'year', lagMs: 270 * DAY_MS, since: '2020' } as const;

const GOALS_MET: Curve = {
  known: { '2023': 20, '2024': 21 },
  estimated: { '2025': 24 },
  perYear: 2,
  max: 30,
};
const goalsMet = (seed: number, year: string) => curveAt(GOALS_MET, seed, 'nq49', year);

/** Pillars of QĐ 922/QĐ-BTTTT with their full points; shares reached are own estimates. */
const PILLARS: readonly (readonly [code: string, full: number, share: number])[] = [
  ['DTI-1', 100, 0.86],
  ['DTI-2', 100, 0.91],
  ['DTI-3', 100, 0.71],
  ['DTI-4', 100, 0.66],
  ['DTI-5', 100, 0.78],
  ['DTI-6', 200, 0.74],
  ['DTI-7', 150, 0.62],
  ['DTI-8', 150, 0.64],
];

export function dtiPillars(seed: number, year: string): PlaceValue[] {
  return PILLARS.map(([code, full, share]) => ({
    code,
    value: curveAt(
      {
        estimated: { '2024': full * share },
        perYear: full * 0.025,
        wobble: full * 0.015,
        max: full,
        decimals: 1,
      },
      seed,
      code,
      year,
    ),
  }));
}

const yearly = (code: string, name: string, curve: Curve, decimals = 0): PeriodFigure => ({
  ...YEAR,
  code,
  name,
  decimals,
  curve,
  since: Object.keys({ ...curve.known, ...curve.estimated }).sort()[0] ?? '2023',
});
const quarterly = (code: string, name: string, from: number, now: number, decimals = 1): PeriodFigure => ({
  ...QUARTER,
  code,
  name,
  decimals,
  curve: {
    estimated: { '2024-Q1': from, '2026-Q3': now },
    perYear: (now - from) / 2.5 / 2,
    min: 0,
    max: 100,
  },
});
const counted = (figure: PeriodFigure): PeriodFigure => ({
  ...figure,
  members: (seed, _period, province) => countByCommune(seed, figure.code, province),
});
const covered = (figure: PeriodFigure): PeriodFigure => ({
  ...figure,
  members: (seed, _period, province) => percentByCommune(seed, figure.code, province),
});

export const DIGITAL_GOALS: readonly PeriodFigure[] = [
  { ...YEAR, code: 'NQ49-SL', name: 'Chỉ tiêu NQ 49-NQ/TU đã đạt', since: '2023', model: goalsMet },
  {
    ...YEAR,
    code: 'NQ49-TL',
    name: 'Tỷ lệ chỉ tiêu NQ 49-NQ/TU đã đạt (%)',
    since: '2023',
    model: (seed, year) => round((100 * goalsMet(seed, year)) / 30, 1),
  },
  yearly('KH233', 'Mục tiêu KH 233/KH-UBND đã hoàn thành', {
    estimated: { '2024': 3, '2025': 4 },
    max: 5,
    perYear: 1,
  }),
  {
    ...DTI_YEAR,
    code: 'DTI-HANG',
    name: 'Xếp hạng DTI',
    curve: {
      known: { '2020': 16, '2021': 5, '2022': 6, '2023': 4 },
      estimated: { '2024': 5, '2025': 6 },
      min: 1,
      max: 34,
      wobble: 2,
    },
  },
  {
    ...DTI_YEAR,
    code: 'DTI-DIEM',
    name: 'Điểm DTI',
    decimals: 1,
    members: dtiPillars,
    model: (seed, year) =>
      round(
        dtiPillars(seed, year).reduce((sum, { value }) => sum + value, 0),
        1,
      ),
  },
  yearly('TMDT-SP', 'Sản phẩm trên sàn TMĐT', {
    known: { '2023': 20_984 },
    estimated: { '2025': 29_310 },
    perYear: 3_900,
  }),
  yearly('TMDT-GD', 'Giao dịch trên sàn TMĐT', {
    known: { '2023': 48_920 },
    estimated: { '2025': 83_400 },
    perYear: 15_000,
  }),
  yearly(
    'ND-TAPHUAN',
    'Hộ nông nghiệp được tập huấn (%)',
    { known: { '2023': 93 }, estimated: { '2025': 96.2 }, perYear: 0.8, max: 100 },
    1,
  ),
  counted(
    yearly('CHS', 'Cửa hàng số', {
      known: { '2022': 67_055 },
      estimated: { '2021': 51_400, '2025': 84_700 },
      perYear: 4_500,
    }),
  ),
  yearly('CHS-TK', 'Tài khoản của cửa hàng số', {
    known: { '2022': 56_975 },
    estimated: { '2021': 40_100, '2025': 76_800 },
    perYear: 5_000,
  }),
  yearly('CHS-DT', 'Doanh thu cửa hàng số so với lúc đầu (lần)', {
    known: { '2022': 174 },
    estimated: { '2021': 96, '2025': 248 },
    perYear: 20,
  }),
  yearly(
    'CHS-HO',
    'Hộ có cửa hàng số (%)',
    { estimated: { '2021': 31, '2025': 62.4 }, perYear: 5, max: 100 },
    1,
  ),
  counted(
    yearly('TCN-TO', 'Tổ công nghệ số cộng đồng', {
      known: { '2022': 2_312, '2024': 1_658 },
      estimated: { '2025': 1_660 },
    }),
  ),
  counted(
    yearly('TCN-TV', 'Thành viên tổ công nghệ số', {
      known: { '2022': 6_936, '2024': 9_042 },
      estimated: { '2025': 9_260 },
      perYear: 150,
    }),
  ),
  covered(quarterly('HT-QUANG', 'Hộ có cáp quang (%)', 71.5, 83.9)),
  covered(quarterly('HT-4G', 'Dân số phủ sóng 4G (%)', 95.2, 98.4)),
  covered(quarterly('HT-5G', 'Dân số phủ sóng 5G (%)', 4.5, 38.6)),
  // The office counts villages by commune and prints no total.
  { ...counted(quarterly('HT-LOM', 'Thôn trắng sóng, lõm sóng', 96, 41, 0)), whole: false },
  quarterly('TT-SO', 'Xã có truyền thanh số (%)', 74, 93.8),
  quarterly('CC-DD', 'Công chức, viên chức định danh số (%)', 95.5, 99.6),
  {
    ...quarterly('TK-TT', 'Người trưởng thành có tài khoản thanh toán (%)', 69, 78.3),
    curve: {
      known: { '2024-Q4': 72 },
      estimated: { '2024-Q1': 69, '2026-Q3': 78.3 },
      perYear: 2.5,
      max: 100,
    },
  },
  quarterly('QR', 'Cửa hàng cố định nhận QR (%)', 88.6, 94.7),
  quarterly('CKS', 'Người trưởng thành có chữ ký số (%)', 7.2, 24.8),
  quarterly('VNEID', 'Dân số có định danh VNeID (%)', 61.9, 76.1),
  {
    ...MONTH,
    code: 'LGSP',
    name: 'Giao dịch qua LGSP (triệu)',
    decimals: 2,
    curve: { estimated: { '2024-06': 0.42, '2026-10': 1.36 }, perYear: 0.3, wobble: 0.05 },
  },
  yearly(
    'DL-TANG',
    'Mức tăng dịch vụ dữ liệu (%)',
    { estimated: { '2024': 18.5, '2025': 26.3 }, perYear: 3 },
    1,
  ),
  {
    ...MONTH,
    code: 'DL-MO',
    name: 'Bộ dữ liệu mở',
    curve: { estimated: { '2024-06': 38, '2026-10': 121 }, perYear: 30 },
  },
  quarterly('KT-TT', 'Kiểm tra trên môi trường số (%)', 31, 57.5),
  quarterly('ATTT-CD', 'Hệ thống được phê duyệt cấp độ (%)', 77.8, 96.3),
  {
    ...YEAR,
    code: 'ATTT-HANG',
    name: 'Hạng an toàn thông tin',
    since: '2023',
    model: (_seed, year) => (year < '2024' ? 'B' : 'A'),
  },
  {
    ...QUARTER,
    code: 'IOT',
    name: 'Nền tảng IoT',
    model: (_seed, quarter) => (quarter < '2026-Q1' ? 'Đang xây dựng' : 'Thử nghiệm'),
  },
];
