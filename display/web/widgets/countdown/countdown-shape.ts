/** The days of a campaign, in the province's own calendar. Both named days are part of it. */
import { localMidnightMs, zoneOffsetMs } from '../../../../shared/period.ts';

export type CountdownShape =
  | { readonly phase: 'before'; readonly daysUntil: number; readonly totalDays: number }
  | {
      readonly phase: 'running';
      readonly day: number;
      readonly daysLeft: number;
      readonly totalDays: number;
      readonly share: number;
    }
  | { readonly phase: 'over'; readonly daysSince: number; readonly totalDays: number };

const DAY_MS = 86_400_000;

export function countdownShape(
  startsOn: string,
  endsOn: string,
  nowMs: number,
  timeZone: string,
): CountdownShape {
  const today = civilDay(nowMs, timeZone);
  const start = civilDay(midnightOf(startsOn, timeZone), timeZone);
  const end = civilDay(midnightOf(endsOn, timeZone), timeZone);
  const totalDays = Math.max(1, end - start + 1);
  if (today < start) return { phase: 'before', daysUntil: start - today, totalDays };
  if (today > end) return { phase: 'over', daysSince: today - end, totalDays };
  const day = today - start + 1;
  return { phase: 'running', day, daysLeft: end - today, totalDays, share: day / totalDays };
}

export function midnightOf(date: string, timeZone: string): number {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return localMidnightMs(year, month - 1, day, timeZone);
}

/** Number of the local day: days are counted, so that a change of offset never makes half a day. */
export function civilDay(atMs: number, timeZone: string): number {
  return Math.floor((atMs + zoneOffsetMs(atMs, timeZone)) / DAY_MS);
}
