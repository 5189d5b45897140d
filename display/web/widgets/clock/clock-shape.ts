/** The server's time in the province, in words. A screen that lost its server says so beside it. */
import { localFields } from '../../../../shared/period.ts';

export interface ClockShape {
  readonly time: string;
  readonly date: string;
  /** 0 is Sunday. */
  readonly weekday: number;
}

export function clockShape(nowMs: number, timeZone: string): ClockShape {
  const { year, month, day, hour, minute, weekday } = localFields(nowMs, timeZone);
  const two = (value: number) => String(value).padStart(2, '0');
  const second = Math.floor(nowMs / 1000) % 60;
  return {
    time: `${two(hour)}:${two(minute)}:${two(second)}`,
    date: `${two(day)}/${two(month + 1)}/${year}`,
    weekday,
  };
}
