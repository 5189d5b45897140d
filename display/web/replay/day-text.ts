/** `27/11/2026` in the province. Pure. */
import { localFields } from '../../../shared/period.ts';

export function dayText(atMs: number, timeZone: string): string {
  const { year, month, day } = localFields(atMs, timeZone);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(day)}/${two(month + 1)}/${year}`;
}
