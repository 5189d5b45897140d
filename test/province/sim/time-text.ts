/** Times as the upstream systems write them, all in UTC+7. */
import { ZONE_OFFSET_MS } from './rhythm.ts';

function fields(atMs: number) {
  const iso = new Date(atMs + ZONE_OFFSET_MS).toISOString();
  return { year: iso.slice(0, 4), month: iso.slice(5, 7), day: iso.slice(8, 10), time: iso.slice(11, 19) };
}

/** `2026-11-22T09:12:36+07:00` */
export function isoText(atMs: number): string {
  const { year, month, day, time } = fields(atMs);
  return `${year}-${month}-${day}T${time}+07:00`;
}

/** `22/11/2026 09:12:36` */
export function viText(atMs: number): string {
  const { year, month, day, time } = fields(atMs);
  return `${day}/${month}/${year} ${time}`;
}

/** `2026-11-22 09:12:36` */
export function sqlText(atMs: number): string {
  const { year, month, day, time } = fields(atMs);
  return `${year}-${month}-${day} ${time}`;
}

/** `Sun, 22 Nov 2026 09:12:36 +0700` */
export function rfc822Text(atMs: number): string {
  return new Date(atMs + ZONE_OFFSET_MS).toUTCString().replace('GMT', '+0700');
}

/** `20261122091236` */
export function compactText(atMs: number): string {
  const { year, month, day, time } = fields(atMs);
  return `${year}${month}${day}${time.replaceAll(':', '')}`;
}

/** `2026/11/22` */
export function slashDate(atMs: number): string {
  const { year, month, day } = fields(atMs);
  return `${year}/${month}/${day}`;
}

/** `2026-11-22` */
export function dashDate(atMs: number): string {
  return slashDate(atMs).replaceAll('/', '-');
}

const QUARTERS = ['I', 'II', 'III', 'IV'];

/** `2026-10` → `Tháng 10/2026`, `2026-Q3` → `Quý III/2026`, `2025` → `Năm 2025`, as reports print periods. */
export function periodWords(period: string): string {
  const [year = '', part] = period.split('-');
  if (part === undefined) return `Năm ${year}`;
  return part.startsWith('Q')
    ? `Quý ${QUARTERS[Number(part.slice(1)) - 1]}/${year}`
    : `Tháng ${Number(part)}/${year}`;
}
