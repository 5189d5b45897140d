/**
 * The Vietnamese lunar calendar: months begin on the day of the new moon, the winter solstice lies in month 11, and a
 * year of thirteen months repeats the first month without a major solar term. Formulae: Meeus, "Astronomical
 * Algorithms", as arranged for Vietnam by Hồ Ngọc Đức ("Thuật toán tính âm lịch"). Pure.
 */

export interface LunarDate {
  readonly day: number;
  /** From 1 (Giêng) to 12 (Chạp). */
  readonly month: number;
  readonly leap: boolean;
  readonly year: number;
}

/** Vietnam has kept UTC+7 as the meridian of its calendar since 1968. */
const MERIDIAN_DAYS = 7 / 24;
const RADIANS = Math.PI / 180;
/** Mean length of a lunation in days, and the Julian date of the new moon that is counted as number 0. */
const LUNATION_DAYS = 29.530588853;
const FIRST_NEW_MOON = 2415021.076998695;

const sin = (degrees: number) => Math.sin(degrees * RADIANS);

/** Julian day number of a Gregorian date; `month` from 1. */
function julianDay(year: number, month: number, day: number): number {
  const UNIX_EPOCH = 2_440_588;
  return UNIX_EPOCH + Math.floor(Date.UTC(year, month - 1, day) / 86_400_000);
}

/** Day, at the meridian, on which the `k`-th new moon since 1900 falls. */
function newMoonDay(k: number): number {
  const t = k / 1236.85;
  const t2 = t * t;
  const t3 = t2 * t;
  const mean = 2415020.75933 + 29.53058868 * k + 0.0001178 * t2 - 0.000000155 * t3;
  const shifted = mean + 0.00033 * sin(166.56 + 132.87 * t - 0.009173 * t2);
  const sun = 359.2242 + 29.10535608 * k - 0.0000333 * t2 - 0.00000347 * t3;
  const moon = 306.0253 + 385.81691806 * k + 0.0107306 * t2 + 0.00001236 * t3;
  const node = 21.2964 + 390.67050646 * k - 0.0016528 * t2 - 0.00000239 * t3;
  const corrections =
    (0.1734 - 0.000393 * t) * sin(sun) +
    0.0021 * sin(2 * sun) -
    0.4068 * sin(moon) +
    0.0161 * sin(2 * moon) -
    0.0004 * sin(3 * moon) +
    0.0104 * sin(2 * node) -
    0.0051 * sin(sun + moon) -
    0.0074 * sin(sun - moon) +
    0.0004 * sin(2 * node + sun) -
    0.0004 * sin(2 * node - sun) -
    0.0006 * sin(2 * node + moon) +
    0.001 * sin(2 * node - moon) +
    0.0005 * sin(2 * moon + sun);
  // Terrestrial time runs ahead of the earth's turning.
  const ahead = -0.000278 + 0.000265 * t + 0.000262 * t2;
  return Math.floor(shifted + corrections - ahead + 0.5 + MERIDIAN_DAYS);
}

/** In which twelfth of its year, from the spring equinox, the sun stands as the day begins: 9 is the winter solstice. */
function sunTwelfth(day: number): number {
  const t = (day - 2451545.5 - MERIDIAN_DAYS) / 36_525;
  const t2 = t * t;
  const anomaly = 357.5291 + 35999.0503 * t - 0.0001559 * t2 - 0.00000048 * t * t2;
  const mean = 280.46645 + 36000.76983 * t + 0.0003032 * t2;
  const centre =
    (1.9146 - 0.004817 * t - 0.000014 * t2) * sin(anomaly) +
    (0.019993 - 0.000101 * t) * sin(2 * anomaly) +
    0.00029 * sin(3 * anomaly);
  const longitude = (((mean + centre) % 360) + 360) % 360;
  return Math.floor(longitude / 30);
}

/** First day of month 11, the one that holds the winter solstice of a Gregorian year. */
function month11(year: number): number {
  const k = Math.floor((julianDay(year, 12, 31) - 2415021) / LUNATION_DAYS);
  const start = newMoonDay(k);
  return sunTwelfth(start) >= 9 ? newMoonDay(k - 1) : start;
}

/** How many months after month 11 the leap month comes, in a year that has one. */
function leapOffset(start11: number): number {
  const k = Math.floor((start11 - FIRST_NEW_MOON) / LUNATION_DAYS + 0.5);
  let offset = 1;
  let twelfth = sunTwelfth(newMoonDay(k + offset));
  for (;;) {
    const before = twelfth;
    offset += 1;
    twelfth = sunTwelfth(newMoonDay(k + offset));
    if (twelfth === before || offset >= 14) return offset - 1;
  }
}

/** The lunar date of a Gregorian date; `month` from 1. */
export function lunarDate(year: number, month: number, day: number): LunarDate {
  const today = julianDay(year, month, day);
  const k = Math.floor((today - FIRST_NEW_MOON) / LUNATION_DAYS);
  // The true new moon lies up to 14 hours from the mean one, so it may be the one after or the one before.
  const start = [k + 1, k, k - 1].map(newMoonDay).find((moon) => moon <= today) ?? today;
  const thisYears11 = month11(year);
  const afterSolstice = thisYears11 <= start;
  const from11 = afterSolstice ? thisYears11 : month11(year - 1);
  const to11 = afterSolstice ? month11(year + 1) : thisYears11;

  const passed = Math.floor((start - from11) / 29);
  const leapAt = to11 - from11 > 365 ? leapOffset(from11) : Infinity;
  const counted = passed >= leapAt ? passed - 1 : passed;
  const lunarMonth = ((counted + 10) % 12) + 1;
  // Months 11 and 12 still belong to the year in which their solstice fell.
  const solsticeYear = afterSolstice ? year : year - 1;
  return {
    day: today - start + 1,
    month: lunarMonth,
    leap: passed === leapAt,
    year: lunarMonth >= 11 && passed < 4 ? solsticeYear : solsticeYear + 1,
  };
}

const STEMS = ['Giáp', 'Ất', 'Bính', 'Đinh', 'Mậu', 'Kỷ', 'Canh', 'Tân', 'Nhâm', 'Quý'];
const BRANCHES = ['Tý', 'Sửu', 'Dần', 'Mão', 'Thìn', 'Tỵ', 'Ngọ', 'Mùi', 'Thân', 'Dậu', 'Tuất', 'Hợi'];

/** The year's name in the cycle of sixty: 2026 is Bính Ngọ. */
export function lunarYearName(year: number): string {
  return `${STEMS[(year + 6) % 10]} ${BRANCHES[(year + 8) % 12]}`;
}
