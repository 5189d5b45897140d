/**
 * What figures were an hour of two weeks at a time, for `last-week`: the last value of each hour. Redis keeps moments
 * for two days only, so the evaluator remembers these few itself.
 */
import type { SeriesKey } from '../../shared/observation.ts';

const HOUR_MS = 3_600_000;
const WEEK_HOURS = 168;
/** This week is written while the last is read. */
const SLOTS = 2 * WEEK_HOURS;

export class WeekHours {
  private readonly written = new Map<string, string>();

  /** @param kept field → `hour value`, as stored. */
  constructor(private readonly kept: Map<string, string>) {}

  note(series: SeriesKey, atMs: number, value: number): void {
    const hour = Math.floor(atMs / HOUR_MS);
    const field = fieldOf(series, hour);
    const entry = `${hour} ${value}`;
    if (this.kept.get(field) === entry) return;
    this.kept.set(field, entry);
    this.written.set(field, entry);
  }

  /**
   * The value a week before, between those at the ends of the hours around it; undefined where either is not known.
   * @param resets the figure counts within a day and begins again, so that a fall is a new begin.
   */
  weekBefore(series: SeriesKey, atMs: number, resets: boolean): number | undefined {
    const thenHours = atMs / HOUR_MS - WEEK_HOURS;
    const hour = Math.floor(thenHours);
    const end = this.at(series, hour);
    const before = this.at(series, hour - 1);
    if (end === undefined || before === undefined) return undefined;
    const start = resets && end < before ? 0 : before;
    return start + (end - start) * (thenHours - hour);
  }

  /** What was written since the last time this was asked. */
  takeWritten(): [string, string][] {
    const written = [...this.written];
    this.written.clear();
    return written;
  }

  private at(series: SeriesKey, hour: number): number | undefined {
    const [ofHour, value] = (this.kept.get(fieldOf(series, hour)) ?? '').split(' ');
    return ofHour === String(hour) ? Number(value) : undefined;
  }
}

function fieldOf(series: SeriesKey, hour: number): string {
  return `${series} ${hour % SLOTS}`;
}
