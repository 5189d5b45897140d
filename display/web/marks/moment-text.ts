/** `09:30:00 22/11/2026` in the province. Pure. */
import { localFields } from '../../../shared/period.ts';
import { clockText } from '../wall/date-text.ts';

export function momentText(atMs: number, timeZone: string): string {
  const { day, month, year } = localFields(atMs, timeZone);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${clockText(atMs, timeZone)} ${two(day)}/${two(month + 1)}/${year}`;
}
