/**
 * Petitions as tickets. A ticket is a fact of its quarter of an hour; its state follows from its times.
 * Volumes are an estimate of our own; the terms are those of the system: received within 2, solved within 15 and
 * published within 2 working days. Texts name a matter and a place, never a person.
 */
import { hash01, pick } from '../../sim/noise.ts';
import { DAY_MS, dayNumber, HOUR_MS, hourOfDay, isWeekend, MINUTE_MS } from '../../sim/rhythm.ts';
import { COMMUNES } from '../../sim/communes.ts';
import type { View } from '../../service.ts';

const SLOT_MS = 15 * MINUTE_MS;
/** Tickets in a busy quarter of an hour; about 45 a day. */
const BUSY = 0.85;
/** Fifteen working days are three weeks. */
export const TERM_MS = 21 * DAY_MS;
/** The slowest ticket is closed by then; nothing older can be open. */
const LONGEST_MS = 29 * DAY_MS;

export interface Ticket {
  readonly id: string;
  readonly topic: string;
  readonly title: string;
  /** GSO code and name of the commune. */
  readonly communeCode: string;
  readonly commune: string;
  readonly channel: string;
  readonly agency: string;
  readonly createdMs: number;
  readonly receivedMs: number;
  readonly dueMs: number;
  readonly closedMs: number;
  readonly publishedMs: number;
  readonly refused: boolean;
}

interface Topic {
  readonly code: string;
  readonly weight: number;
  readonly agencies: readonly string[];
  readonly titles: readonly string[];
}

/** Topics of the application, with the agencies that answer for them. */
export const TOPICS: readonly Topic[] = [
  {
    code: 'VSMT',
    weight: 26,
    agencies: ['H37.MP06'],
    titles: ['Rác thải tồn đọng ven đường', 'Nước thải gây mùi tại khu dân cư', 'Đốt rác gây khói'],
  },
  {
    code: 'TTDT',
    weight: 20,
    agencies: ['H37.MP07', 'H37.MP06'],
    titles: ['Lấn chiếm vỉa hè', 'Đèn chiếu sáng công cộng bị hỏng', 'Biển quảng cáo che khuất tầm nhìn'],
  },
  {
    code: 'ATGT',
    weight: 18,
    agencies: ['H37.MP16', 'H37.MP07'],
    titles: ['Ổ gà trên mặt đường', 'Xe đỗ sai quy định', 'Đề nghị lắp gương cầu tại nút giao'],
  },
  {
    code: 'ANTT',
    weight: 11,
    agencies: ['H37.MP16'],
    titles: ['Gây ồn ào ban đêm', 'Tụ tập gây mất trật tự'],
  },
  {
    code: 'VT',
    weight: 9,
    agencies: ['H37.MP08'],
    titles: ['Vùng lõm sóng di động', 'Cáp viễn thông chùng võng'],
  },
  {
    code: 'YT',
    weight: 6,
    agencies: ['H37.MP10'],
    titles: ['Thời gian chờ khám lâu', 'Đề nghị tiêm chủng lưu động'],
  },
  {
    code: 'KHAC',
    weight: 10,
    agencies: ['H37.MP01', 'H37.MP02', 'H37.MP04', 'H37.MP11', 'H37.MP15', 'H37.MP09', 'H37.MP05'],
    titles: ['Đề nghị hướng dẫn thủ tục', 'Góp ý về chất lượng phục vụ', 'Đề nghị cung cấp thông tin'],
  },
];

export const CHANNELS = ['APP', 'APP', 'APP', 'APP', 'WEB', '1022', '1022', 'ZALO'] as const;

function pace(simMs: number): number {
  const hour = hourOfDay(simMs);
  if (hour < 6 || hour >= 22) return 0.08;
  return (hour < 18 ? 1 : 0.6) * (isWeekend(dayNumber(simMs)) ? 0.6 : 1);
}

/** Wards and border communes have more people, or more to say. */
const WEIGHTED = COMMUNES.flatMap((commune) =>
  Array.from(
    { length: commune.ward ? 9 : ['06184', '06529', '06385', '06463'].includes(commune.code) ? 3 : 1 },
    () => commune,
  ),
);
const WEIGHTED_TOPICS = TOPICS.flatMap((topic) => Array.from({ length: topic.weight }, () => topic));

/** How long a ticket takes, as a part of its term: mostly short; one in twenty-eight beyond it. */
function termPart(seed: number, key: number): number {
  const luck = hash01(seed, 'ticket.term', key);
  if (luck > 0.964) return 1.02 + 8 * (luck - 0.964);
  return 0.02 + 0.9 * hash01(seed, 'ticket.part', key) ** 2.2;
}

function makeTicket(seed: number, slot: number, index: number): Ticket {
  const key = slot * 10 + index;
  const topic = pick(seed, 'ticket.topic', key, WEIGHTED_TOPICS);
  const commune = pick(seed, 'ticket.commune', key, WEIGHTED);
  const createdMs = Math.floor((slot + hash01(seed, 'ticket.at', key)) * SLOT_MS);
  const refused = hash01(seed, 'ticket.refused', key) < 0.035;
  const receivedMs = createdMs + Math.round((0.2 + 30 * hash01(seed, 'ticket.received', key) ** 3) * HOUR_MS);
  const closedMs = refused
    ? receivedMs
    : Math.max(receivedMs + HOUR_MS, createdMs + termPart(seed, key) * TERM_MS);
  return {
    id: `PA-${key}`,
    topic: topic.code,
    title: `${pick(seed, 'ticket.title', key, topic.titles)}, ${commune.name}`,
    communeCode: commune.code,
    commune: commune.name,
    channel: pick(seed, 'ticket.channel', key, CHANNELS),
    agency: pick(seed, 'ticket.agency', key, topic.agencies),
    createdMs,
    receivedMs,
    dueMs: createdMs + TERM_MS,
    closedMs: Math.round(closedMs),
    publishedMs: Math.round(closedMs + (0.1 + 1.6 * hash01(seed, 'ticket.published', key)) * DAY_MS),
    refused,
  };
}

/** Tickets of a slot never change, and every view asks for two months of them. 20,000 slots are 208 days. */
const MAX_REMEMBERED = 20_000;
const remembered = new Map<string, Map<number, readonly Ticket[]>>();

function rememberedFor({ seed, speed }: View): Map<number, readonly Ticket[]> {
  const key = `${seed}|${speed}`;
  const known = remembered.get(key);
  if (known !== undefined && known.size < MAX_REMEMBERED) return known;
  // Tests run provinces of many seeds in one process: only the last one is worth the memory.
  remembered.clear();
  const fresh = new Map<number, readonly Ticket[]>();
  remembered.set(key, fresh);
  return fresh;
}

function ticketsOfSlot(view: View, slot: number): readonly Ticket[] {
  const { simMs } = view.at(slot * SLOT_MS);
  const count = Math.floor(BUSY * pace(simMs) + hash01(view.seed, 'ticket.count', slot));
  return Array.from({ length: count }, (_, index) => makeTicket(view.seed, slot, index));
}

/** Every ticket of the last two months, oldest first: those of a month that closed, and their longest life. */
export function recentTickets(view: View): readonly Ticket[] {
  const last = Math.floor(view.atMs / SLOT_MS);
  const first = last - Math.ceil((LONGEST_MS + 30 * DAY_MS) / SLOT_MS);
  const tickets: Ticket[] = [];
  const known = rememberedFor(view);
  for (let slot = first; slot <= last; slot += 1) {
    const made = known.get(slot) ?? ticketsOfSlot(view, slot);
    known.set(slot, made);
    for (const ticket of made) if (ticket.createdMs <= view.atMs) tickets.push(ticket);
  }
  return tickets;
}

export type TicketState = 'MOI' | 'DANG_XU_LY' | 'DA_XU_LY' | 'TU_CHOI';

export function stateAt(ticket: Ticket, atMs: number): TicketState {
  if (atMs < ticket.receivedMs) return 'MOI';
  if (atMs < ticket.closedMs) return 'DANG_XU_LY';
  return ticket.refused ? 'TU_CHOI' : 'DA_XU_LY';
}

/** When the ticket last changed, as seen at an instant. */
export function updatedAtMs(ticket: Ticket, atMs: number): number {
  const { createdMs, receivedMs, closedMs, publishedMs } = ticket;
  return Math.max(createdMs, ...[receivedMs, closedMs, publishedMs].filter((changeMs) => changeMs <= atMs));
}
