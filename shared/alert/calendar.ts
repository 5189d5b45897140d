/** Working time of a province: its days, its hours, its holidays, the lunar ones among them. Pure. */
import { WEEKDAYS, type CalendarConfig, type Holiday } from '../config/calendar.ts';
import { lunarDate } from '../lunar-date.ts';
import { localFields, localMidnightMs } from '../period.ts';

const DAY_MS = 86_400_000;
/** No run of days off is longer, so a working day is always found within. */
const MOST_DAYS_OFF = 60;

/** A civil day as its number since 1970-01-01. */
type DayNumber = number;

/** Answers from the configuration alone. Days off are computed once per year and kept. */
export class WorkingCalendar {
  private readonly offByYear = new Map<number, ReadonlySet<DayNumber>>();

  constructor(
    private readonly config: CalendarConfig,
    private readonly timeZone: string,
  ) {}

  isWorkingTime(atMs: number): boolean {
    const { year, month, day, hour, minute } = localFields(atMs, this.timeZone);
    if (!this.isWorkingDay(dayNumber(year, month, day))) return false;
    const now = hour * 60 + minute;
    return this.config.hours.some(({ from, until }) => minuteOf(from) <= now && now < minuteOf(until));
  }

  /** The next instant at which working time begins or ends; undefined: none is near. */
  nextEdgeMs(atMs: number): number | undefined {
    const { year, month, day } = localFields(atMs, this.timeZone);
    for (let ahead = 0; ahead <= MOST_DAYS_OFF; ahead += 1) {
      if (!this.isWorkingDay(dayNumber(year, month, day + ahead))) continue;
      const midnightMs = localMidnightMs(year, month, day + ahead, this.timeZone);
      const edges = this.config.hours.flatMap(({ from, until }) => [minuteOf(from), minuteOf(until)]);
      const next = edges.map((minute) => midnightMs + minute * 60_000).find((edgeMs) => edgeMs > atMs);
      if (next !== undefined) return next;
    }
    return undefined;
  }

  /** @param month from 0, and may overflow as `day` may. */
  isDayOff(year: number, month: number, day: number): boolean {
    return !this.isWorkingDay(dayNumber(year, month, day));
  }

  private isWorkingDay(day: DayNumber): boolean {
    if (this.config.workedInstead.some((date) => dayOfDate(date) === day)) return true;
    return this.isUsuallyWorked(day) && !this.daysOff(yearOf(day)).has(day);
  }

  private isUsuallyWorked(day: DayNumber): boolean {
    const weekday = WEEKDAYS[new Date(day * DAY_MS).getUTCDay()];
    return weekday !== undefined && this.config.workingDays.includes(weekday);
  }

  /** The holidays that touch a year. Those of its neighbours may reach into it, as Tết's eve may into December. */
  private daysOff(year: number): ReadonlySet<DayNumber> {
    let off = this.offByYear.get(year);
    if (off === undefined) {
      off = this.computeDaysOff(year);
      this.offByYear.set(year, off);
    }
    return off;
  }

  private computeDaysOff(year: number): ReadonlySet<DayNumber> {
    const off = new Set<DayNumber>();
    const owed: DayNumber[] = [];
    for (const holiday of this.config.holidays) {
      for (const start of [year - 1, year, year + 1].flatMap((one) => startsIn(holiday, one))) {
        for (let n = 0; n < holiday.days; n += 1) {
          const day = start - holiday.startsDaysBefore + n;
          // Two holidays on one day, or one on a weekend, are made up for where the province does so.
          if (off.has(day) || !this.isUsuallyWorked(day)) owed.push(day);
          off.add(day);
        }
      }
    }
    if (this.config.compensateWeekends)
      for (const day of owed.toSorted((a, b) => a - b)) off.add(this.nextFree(day, off));
    return off;
  }

  private nextFree(after: DayNumber, off: ReadonlySet<DayNumber>): DayNumber {
    let day = after + 1;
    while (day - after < MOST_DAYS_OFF && (off.has(day) || !this.isUsuallyWorked(day))) day += 1;
    return day;
  }
}

/** First day of a holiday in a year: of a solar or lunar date, or the one of its only year. */
function startsIn({ solar, lunar, date }: Holiday, year: number): DayNumber[] {
  if (date !== undefined) return yearOf(dayOfDate(date)) === year ? [dayOfDate(date)] : [];
  if (solar !== undefined) return [dayOfDate(`${year}-${solar}`)];
  const [month = 0, day = 0] = (lunar ?? '').split('-').map(Number);
  return dayOfLunar(year, month, day);
}

/** Days between a lunar year's first and that of the solar year: Tết lies between 21 January and 20 February. */
const LUNAR_YEAR_DAYS = 420;

/** The day of a lunar date in a lunar year; none where a month of 29 days has no 30th. */
function dayOfLunar(year: number, month: number, day: number): DayNumber[] {
  const first = dayNumber(year, 0, 1);
  for (let at = first; at < first + LUNAR_YEAR_DAYS; at += 1) {
    const civil = new Date(at * DAY_MS);
    const found = lunarDate(civil.getUTCFullYear(), civil.getUTCMonth() + 1, civil.getUTCDate());
    if (found.year === year && found.month === month && found.day === day && !found.leap) return [at];
  }
  return [];
}

function dayNumber(year: number, month: number, day: number): DayNumber {
  return Math.floor(Date.UTC(year, month, day) / DAY_MS);
}

function dayOfDate(date: string): DayNumber {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return dayNumber(year, month - 1, day);
}

function yearOf(day: DayNumber): number {
  return new Date(day * DAY_MS).getUTCFullYear();
}

function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
}
