/**
 * The gates and crossings that work, with the figures of the bulletin of 23/1/2024 (as of 20:00) as means:
 * Hữu Nghị 146 out / 511 in, 148 new from inland; Tân Thanh 314/168, 417 new, backlog 549; Chi Ma 82; Cốc Nam 11;
 * backlog of all 591. The dedicated road opened later; its figures, passengers, hours other than Chi Ma's, and
 * the splits of Chi Ma, Cốc Nam and Na Hình are estimates of our own.
 */
export interface Yard {
  /** Place id of the yard, used as the name of its series. */
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly capacity: number;
}

export interface Crossing {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  /** Code of the gate it belongs to; absent for a gate. */
  readonly gateCode?: string;
  /** Vehicles left over at 20:00, on average. */
  readonly stock: number;
  /** Vehicles new from inland in a day. */
  readonly arrivals: number;
  readonly imports: number;
  readonly passengers: number;
  readonly opens: number;
  readonly closes: number;
  /** Part of the waiting vehicles that carries fruit or farm produce. */
  readonly farmShare: number;
  /** Part of the days on which it works with limits. */
  readonly limitedShare: number;
  readonly yards: readonly Yard[];
}

export const CROSSINGS: readonly Crossing[] = [
  {
    id: 'huu-nghi',
    code: 'HN',
    name: 'Hữu Nghị',
    stock: 32,
    arrivals: 148,
    imports: 511,
    passengers: 5_200,
    opens: 7,
    closes: 19,
    farmShare: 0.3,
    limitedShare: 0.01,
    yards: [
      { id: 'bai-huu-nghi-1', code: 'HN-B1', name: 'Bãi Hữu Nghị 1', capacity: 260 },
      { id: 'bai-huu-nghi-2', code: 'HN-B2', name: 'Bãi Hữu Nghị 2', capacity: 180 },
    ],
  },
  {
    id: 'tan-thanh',
    code: 'TT',
    name: 'Tân Thanh',
    gateCode: 'HN',
    stock: 549,
    arrivals: 417,
    imports: 168,
    passengers: 1_900,
    opens: 7,
    closes: 19,
    farmShare: 0.52,
    limitedShare: 0.02,
    yards: [
      { id: 'bai-tan-thanh-1', code: 'TT-B1', name: 'Bãi Tân Thanh 1', capacity: 420 },
      { id: 'bai-tan-thanh-2', code: 'TT-B2', name: 'Bãi Tân Thanh 2', capacity: 300 },
      { id: 'bai-tan-thanh-3', code: 'TT-B3', name: 'Bãi Tân Thanh 3', capacity: 175 },
    ],
  },
  {
    id: 'huu-nghi-1088-1089',
    code: 'DCD',
    name: 'Đường chuyên dụng 1088/2–1089',
    gateCode: 'HN',
    stock: 24,
    arrivals: 110,
    imports: 320,
    passengers: 0,
    opens: 7,
    closes: 19,
    farmShare: 0.2,
    limitedShare: 0.01,
    yards: [{ id: 'bai-duong-chuyen-dung', code: 'DCD-B1', name: 'Bãi đường chuyên dụng', capacity: 200 }],
  },
  {
    id: 'coc-nam',
    code: 'CN',
    name: 'Cốc Nam',
    gateCode: 'HN',
    stock: 6,
    arrivals: 5,
    imports: 6,
    passengers: 240,
    opens: 7,
    closes: 17,
    farmShare: 0.4,
    limitedShare: 0.03,
    yards: [{ id: 'bai-coc-nam', code: 'CN-B1', name: 'Bãi Cốc Nam', capacity: 60 }],
  },
  {
    id: 'chi-ma',
    code: 'CM',
    name: 'Chi Ma',
    stock: 12,
    arrivals: 38,
    imports: 44,
    passengers: 310,
    opens: 7,
    closes: 17,
    farmShare: 0.35,
    limitedShare: 0.02,
    yards: [{ id: 'bai-chi-ma', code: 'CM-B1', name: 'Bãi Chi Ma', capacity: 150 }],
  },
  {
    id: 'na-hinh',
    code: 'NH',
    name: 'Na Hình',
    stock: 8,
    arrivals: 3,
    imports: 3,
    passengers: 90,
    opens: 8,
    closes: 16,
    farmShare: 0.5,
    limitedShare: 0.4,
    yards: [{ id: 'bai-na-hinh', code: 'NH-B1', name: 'Bãi Na Hình', capacity: 40 }],
  },
];

/** Đồng Đăng station: wagons, counted apart. */
export const RAIL = {
  id: 'ga-dong-dang',
  code: 'GDD',
  name: 'Ga Đồng Đăng',
  stock: 14,
  arrivals: 24,
  imports: 21,
};
