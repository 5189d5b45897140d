/** Statistics of the petition system: all counted from the tickets, so the list and the sums agree. */
import { DAY_MS, dayNumber, HOUR_MS, level, round, ZONE_OFFSET_MS } from '../../sim/rhythm.ts';
import { COMMUNES } from '../../sim/communes.ts';
import { figureDay, pastDays } from '../../sim/past-days.ts';
import { sqlText } from '../../sim/time-text.ts';
import type { View } from '../../service.ts';
import { CHANNELS, recentTickets, stateAt, TOPICS, type Ticket } from './tickets.ts';

const AGENCIES = Array.from({ length: 16 }, (_, index) => `H37.MP${String(index + 1).padStart(2, '0')}`);
const CHANNEL_CODES = [...new Set(CHANNELS)];

function startOfDayMs(atMs: number): number {
  return dayNumber(atMs) * DAY_MS - ZONE_OFFSET_MS;
}

function workNow(view: View, tickets: readonly Ticket[]) {
  const { atMs } = view;
  const open = tickets.filter((ticket) => ['MOI', 'DANG_XU_LY'].includes(stateAt(ticket, atMs)));
  return { open: open.length, overdue: open.filter(({ dueMs }) => dueMs < atMs).length };
}

/** Part of the tickets closed in thirty days that met their term; null when none was closed. */
function onTime(view: View, tickets: readonly Ticket[]): number | null {
  const { atMs } = view;
  const closed = tickets.filter(
    (ticket) => !ticket.refused && ticket.closedMs <= atMs && ticket.closedMs > atMs - 30 * DAY_MS,
  );
  if (closed.length === 0) return null;
  return round((closed.filter((ticket) => ticket.closedMs <= ticket.dueMs).length / closed.length) * 100, 1);
}

function live(view: View) {
  const { atMs } = view;
  const tickets = recentTickets(view);
  const all = workNow(view, tickets);
  const today = tickets.filter(({ createdMs }) => createdMs >= startOfDayMs(atMs)).length;
  return {
    thoiDiem: sqlText(view.stampMs),
    tong: {
      tiepNhanHomNay: view.served('tong.tiep-nhan', today),
      dangXuLy: view.served('tong.dang-xu-ly', all.open),
      quaHan: view.served('tong.qua-han', all.overdue),
    },
    donVi: AGENCIES.map((code) => {
      const work = workNow(
        view,
        tickets.filter(({ agency }) => agency === code),
      );
      return {
        ma: code,
        dangXuLy: view.served(`${code}.dang-xu-ly`, work.open),
        quaHan: view.served(`${code}.qua-han`, work.overdue),
      };
    }),
  };
}

/** Mean working days of what happened in the last thirty days; five of seven days are worked. */
function meanWorkingDays(tickets: readonly Ticket[], spanMs: (ticket: Ticket) => number | undefined): number {
  const spans = tickets.map(spanMs).filter((span) => span !== undefined);
  if (spans.length === 0) return 0;
  return round(((spans.reduce((sum, span) => sum + span, 0) / spans.length / DAY_MS) * 5) / 7, 1);
}

function hourly(view: View) {
  const { atMs } = view;
  const tickets = recentTickets(view);
  const month = (eventMs: number) => eventMs <= atMs && eventMs > atMs - 30 * DAY_MS;
  const week = tickets.filter(({ createdMs }) => createdMs > atMs - 7 * DAY_MS);
  const mean = (span: (ticket: Ticket) => number | undefined) => meanWorkingDays(tickets, span);
  return {
    thoiDiem: sqlText(view.stampMs),
    tyLeDungHan: view.served('tong.dung-han', onTime(view, tickets)),
    ngayTiepNhan: view.served(
      'tong.ngay-tiep-nhan',
      mean((t) => (month(t.receivedMs) ? t.receivedMs - t.createdMs : undefined)),
    ),
    ngayXuLy: view.served(
      'tong.ngay-xu-ly',
      mean((t) => (month(t.closedMs) && !t.refused ? t.closedMs - t.createdMs : undefined)),
    ),
    ngayCongKhai: view.served(
      'tong.ngay-cong-khai',
      mean((t) => (month(t.publishedMs) ? t.publishedMs - t.closedMs : undefined)),
    ),
    donVi: AGENCIES.map((code) => ({
      ma: code,
      tyLeDungHan: view.served(
        `${code}.dung-han`,
        onTime(
          view,
          tickets.filter(({ agency }) => agency === code),
        ),
      ),
    })),
    xaPhuong: COMMUNES.map(({ code, name }) => ({
      ten: name,
      tiepNhan7Ngay: view.served(
        `${code}.7-ngay`,
        week.filter(({ communeCode }) => communeCode === code).length,
      ),
    })),
    linhVuc: TOPICS.map(({ code }) => ({
      ma: code,
      tiepNhan7Ngay: view.served(`linh-vuc.${code}`, week.filter(({ topic }) => topic === code).length),
    })),
  };
}

function daily(view: View) {
  const { seed, simMs, atMs } = view;
  const yesterdayMs = startOfDayMs(atMs) - DAY_MS;
  const yesterday = recentTickets(view).filter(
    ({ createdMs }) => createdMs >= yesterdayMs && createdMs < yesterdayMs + DAY_MS,
  );
  return {
    thoiDiem: sqlText(view.stampMs),
    ngay: figureDay(view),
    tyLeHaiLong: view.served(
      'tong.hai-long',
      round(Math.min(100, level(seed, 'satisfied', simMs, 92.4, 1.8, 5 * DAY_MS)), 1),
    ),
    tyLeLapLai: view.served(
      'tong.lap-lai',
      round(Math.max(0, level(seed, 'reopened', simMs, 3.1, 1.2, 5 * DAY_MS)), 1),
    ),
    kenh: CHANNEL_CODES.map((code) => ({
      ma: code,
      homQua: view.served(`kenh.${code}`, yesterday.filter(({ channel }) => channel === code).length),
    })),
  };
}

export function statistics(view: View) {
  return {
    ...live(view),
    theoGio: hourly(view.slower(HOUR_MS)),
    theoNgay: daily(view.slower(DAY_MS)),
  };
}

/** The past: the daily group once per day of a month, the hourly one only where it was new. */
export function pastStatistics(views: readonly View[]) {
  const moments = views.map((view) => {
    const slow = view.slower(HOUR_MS);
    return { ...live(view), theoGio: slow.atMs === view.atMs ? hourly(slow) : undefined };
  });
  return [...pastDays(views).map((day) => ({ theoNgay: daily(day) })), ...moments];
}
