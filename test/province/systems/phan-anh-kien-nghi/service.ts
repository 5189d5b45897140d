/** Hệ thống phản ánh, kiến nghị (QĐ 826/QĐ-UBND 12/5/2022): the tickets and their statistics. */
import { MINUTE_MS } from '../../sim/rhythm.ts';
import { sqlText } from '../../sim/time-text.ts';
import type { UpstreamRequest, UpstreamSystem } from '../../service.ts';
import { pastStatistics, statistics } from './statistics.ts';
import { recentTickets, stateAt } from './tickets.ts';

const RHYTHM = { stepMs: 10_000, historyStepMs: 15 * MINUTE_MS };
const MAX_PAGE = 100;

/** The newest tickets first, `soLuong` of them from page `trang`. */
function ticketList({ live, query }: Pick<UpstreamRequest, 'live' | 'query'>) {
  const view = live({ stepMs: 10_000 });
  const size = Math.min(MAX_PAGE, Math.max(1, Number(query.get('soLuong') ?? 40) || 40));
  const page = Math.max(1, Number(query.get('trang') ?? 1) || 1);
  const tickets = recentTickets(view).toReversed();
  const time = (atMs: number) => (atMs <= view.atMs ? sqlText(view.stamp(atMs)) : null);
  return {
    tong: tickets.length,
    trang: page,
    danhSach: tickets.slice((page - 1) * size, page * size).map((ticket) => ({
      maPhanAnh: ticket.id,
      tieuDe: ticket.title,
      linhVuc: ticket.topic,
      xaPhuong: ticket.commune,
      kenh: ticket.channel,
      donViXuLy: ticket.agency,
      trangThai: stateAt(ticket, view.atMs),
      thoiGianGui: sqlText(view.stamp(ticket.createdMs)),
      thoiGianTiepNhan: time(ticket.receivedMs),
      hanXuLy: sqlText(ticket.dueMs),
      thoiGianHoanThanh: time(ticket.closedMs),
      thoiGianCongKhai: time(ticket.publishedMs),
    })),
  };
}

export const system: UpstreamSystem = {
  id: 'phan-anh-kien-nghi',
  tellings: [
    {
      by: 'webhook',
      source: 'pakn-danh-sach',
      messages: ({ live }) => [{ topic: '', json: ticketList({ live, query: new URLSearchParams() }) }],
    },
  ],
  routes: [
    { method: 'GET', path: '/api/phan-anh', answer: (request) => ({ json: ticketList(request) }) },
    {
      method: 'GET',
      path: '/api/thong-ke',
      answer: (request) => ({ json: statistics(request.live(RHYTHM)) }),
    },
    {
      method: 'GET',
      path: '/api/thong-ke/lich-su',
      answer: (request) => ({ json: { lichSu: pastStatistics(request.views(RHYTHM)) } }),
    },
  ],
};
