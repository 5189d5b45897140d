/**
 * Documents on the axis, in the shape of the province's own LGSP interface. A document is a fact of its ten
 * minutes; only its status moves with its age. Status codes of QĐ 28/2018: 02–06 are known by name.
 */
import { hash01, hashInt, pick } from '../../sim/noise.ts';
import {
  DAY_MS,
  dayNumber,
  HOUR_MS,
  hourOfDay,
  isWeekend,
  MINUTE_MS,
  ZONE_OFFSET_MS,
} from '../../sim/rhythm.ts';
import { dashDate, slashDate, sqlText } from '../../sim/time-text.ts';
import { HISTORY_MS, type UpstreamAnswer, type UpstreamRequest, type View } from '../../service.ts';
import { AGENCIES } from './agencies.ts';

const SLOT_MS = 10 * MINUTE_MS;
/** Documents of a busy ten minutes: about 600 a day through the axis. */
const BUSY = 11;

interface Edoc {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly createdMs: number;
  readonly refused: boolean;
  /** How fast its agency works, 1 = usual. */
  readonly pace: number;
}

/** Part of the busiest pace. Automatic reports come through the night, so there is always a first one. */
function pace(simMs: number): number {
  const hour = hourOfDay(simMs);
  if (hour < 7 || hour >= 18) return 0.04;
  if (isWeekend(dayNumber(simMs))) return 0.12;
  return hour >= 11.5 && hour < 13.5 ? 0.35 : 1;
}

function edocsOfSlot(view: View, slot: number): readonly Edoc[] {
  const { seed } = view;
  const mean = BUSY * pace(view.at(slot * SLOT_MS).simMs);
  const count = 1 + Math.floor(mean * (0.6 + 0.8 * hash01(seed, 'edoc.count', slot)));
  return Array.from({ length: count }, (_, index) => {
    const key = slot * 100 + index;
    const sender = hashInt(seed, 'edoc.from', key, 0, AGENCIES.length - 1);
    const step = hashInt(seed, 'edoc.to', key, 1, AGENCIES.length - 1);
    const offsetMs = Math.floor(((index + hash01(seed, 'edoc.at', key)) / count) * SLOT_MS);
    return {
      id: `edoc-${key}`,
      from: AGENCIES[sender]!.code,
      to: AGENCIES[(sender + step) % AGENCIES.length]!.code,
      createdMs: Math.floor((slot * SLOT_MS + offsetMs) / 1_000) * 1_000,
      refused: hash01(seed, 'edoc.refused', key) < 0.012,
      pace: pick(seed, 'edoc.pace', key, [0.5, 0.8, 1, 1, 1.4, 3]),
    };
  });
}

/** Status by age: arrived, received, assigned, in process, completed; or refused. */
const STEPS = [
  { code: '01', text: 'Đã đến', afterMs: 0 },
  { code: '03', text: 'Đã tiếp nhận', afterMs: 3 * MINUTE_MS },
  { code: '04', text: 'Phân công', afterMs: 40 * MINUTE_MS },
  { code: '05', text: 'Đang xử lý', afterMs: 2 * HOUR_MS },
  { code: '06', text: 'Hoàn thành', afterMs: 9 * HOUR_MS },
] as const;

function statusAt(edoc: Edoc, atMs: number): { code: string; text: string; sinceMs: number } {
  const ageMs = atMs - edoc.createdMs;
  const refusedMs = edoc.createdMs + 20 * MINUTE_MS;
  if (edoc.refused && atMs >= refusedMs) return { code: '02', text: 'Từ chối tiếp nhận', sinceMs: refusedMs };
  const step = STEPS.findLast(({ afterMs }) => afterMs * edoc.pace <= ageMs) ?? STEPS[0];
  return { code: step.code, text: step.text, sinceMs: Math.floor(edoc.createdMs + step.afterMs * edoc.pace) };
}

/** `2026/11/22`, as the interface wants it, or an ISO time whose local date is meant. */
function dateMs(text: string | null): number | undefined {
  const match = /^(\d{4})\/(\d{2})\/(\d{2})$/.exec(text ?? '');
  if (match !== null)
    return Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) - ZONE_OFFSET_MS;
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : Date.parse(`${dashDate(ms)}T00:00:00+07:00`);
}

export function receivedEdocs(request: UpstreamRequest): UpstreamAnswer {
  const { headers, credentials, query } = request;
  if (headers['x-systemid'] !== credentials.systemId || headers['x-secretkey'] !== credentials.secretKey) {
    return { status: 401, json: { success: false, message: 'X-SystemId hoặc X-SecretKey không hợp lệ' } };
  }
  if (query.get('messageType') !== 'edoc') {
    return { status: 400, json: { success: false, message: 'messageType phải là edoc' } };
  }
  const view = request.live({ stepMs: 10_000 });
  const todayMs = dateMs(slashDate(view.atMs)) ?? 0;
  const fromMs = Math.max(dateMs(query.get('fromDate')) ?? todayMs, todayMs - HISTORY_MS);
  const endMs = Math.min((dateMs(query.get('toDate')) ?? todayMs) + DAY_MS, view.atMs + 1);
  const rows = edocsBetween(view, fromMs, endMs).map((edoc) => row(view, edoc));
  return { json: { success: true, message: 'Thành công', count: rows.length, data: rows } };
}

/** Documents created in [fromMs, endMs). */
export function edocsBetween(view: View, fromMs: number, endMs: number): readonly Edoc[] {
  const first = Math.floor(fromMs / SLOT_MS);
  const slots = Array.from(
    { length: Math.max(0, Math.ceil(endMs / SLOT_MS) - first) },
    (_, index) => first + index,
  );
  return slots
    .flatMap((slot) => edocsOfSlot(view, slot))
    .filter(({ createdMs }) => createdMs >= fromMs && createdMs < endMs);
}

function row(view: View, edoc: Edoc) {
  const status = statusAt(edoc, view.atMs);
  return {
    docId: edoc.id,
    from: edoc.from,
    to: edoc.to,
    status: status.code,
    statusDesc: status.text,
    createdTime: sqlText(view.stamp(edoc.createdMs)),
    updatedTime: sqlText(view.stamp(status.sinceMs)),
    serviceType: 'eDoc',
    messageType: 'edoc',
  };
}
