/** Times as a spreadsheet of the province reads them: `2026-11-22 09:30:00`. Pure. */
import { zoneOffsetMs } from '../../../shared/period.ts';

/** A date whose UTC fields are the local ones: spreadsheets know no zones. */
export function localDate(atMs: number, timeZone: string): Date {
  return new Date(Math.trunc(atMs / 1_000) * 1_000 + zoneOffsetMs(atMs, timeZone));
}

export function localTimeText(atMs: number, timeZone: string): string {
  return localDate(atMs, timeZone).toISOString().slice(0, 19).replace('T', ' ');
}
