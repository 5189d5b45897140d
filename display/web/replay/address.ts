/** The instant in the address of a page, `?at=2026-11-27T09:12:00+07:00&speed=60`. Pure. */
import { localFields, localMidnightMs, zoneOffsetMs } from '../../../shared/period.ts';

export interface AskedReplay {
  readonly atMs: number;
  readonly speed: number | undefined;
}

const INSTANT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * Without an offset the time of the province is meant, wherever the screen stands.
 * @returns undefined when no instant is asked for, or none that can be read.
 */
export function askedReplay(
  query: Readonly<Record<string, unknown>>,
  timeZone: string,
): AskedReplay | undefined {
  const { at, speed } = query;
  if (typeof at !== 'string') return undefined;
  // A plus sign that somebody typed stands for a blank.
  const text = at.replace(' ', '+');
  const [, time, , , offset] = INSTANT.exec(text) ?? [];
  const isLocal = offset === undefined;
  const atMs = isLocal
    ? instantOfLocal(time === undefined ? `${text}T00:00` : text, timeZone)
    : Date.parse(text);
  if (!INSTANT.test(text) || atMs === undefined || Number.isNaN(atMs)) return undefined;
  return { atMs, speed: typeof speed === 'string' && Number(speed) > 0 ? Number(speed) : undefined };
}

const two = (number: number) => String(number).padStart(2, '0');

/** `2026-11-27T09:12:00`, on the province's clocks. */
export function localText(atMs: number, timeZone: string): string {
  const { year, month, day } = localFields(atMs, timeZone);
  const seconds = Math.floor((atMs - localMidnightMs(year, month, day, timeZone)) / 1_000);
  const time = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  return `${year}-${two(month + 1)}-${two(day)}T${time}`;
}

/** As in an address: to the second, with the offset. */
export function instantText(atMs: number, timeZone: string): string {
  const minutes = Math.round(zoneOffsetMs(atMs, timeZone) / 60_000);
  const offset = `${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return `${localText(atMs, timeZone)}${minutes < 0 ? '-' : '+'}${offset}`;
}

/** What {@link localText} says, read back. Undefined: it is no time. */
export function instantOfLocal(text: string, timeZone: string): number | undefined {
  const asUtcMs = Date.parse(`${text}Z`);
  if (Number.isNaN(asUtcMs)) return undefined;
  return asUtcMs - zoneOffsetMs(asUtcMs - zoneOffsetMs(asUtcMs, timeZone), timeZone);
}
