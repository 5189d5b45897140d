import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProvince, type RunningProvince } from './province.ts';

type Ticket = Record<string, string | null>;

const NOW_MS = Date.parse('2026-11-20T15:00:00+07:00');
let province: RunningProvince;
beforeAll(
  async () => void (province = await startProvince({ only: ['phan-anh-kien-nghi'], nowMs: () => NOW_MS })),
);
afterAll(() => province.close());

async function get<T>(path: string): Promise<T> {
  return (await (await fetch(`${province.env['PHAN_ANH_KIEN_NGHI_URL']}${path}`)).json()) as T;
}

async function allTickets(): Promise<Ticket[]> {
  const tickets: Ticket[] = [];
  for (let page = 1; ; page += 1) {
    const { tong, danhSach } = await get<{ tong: number; danhSach: Ticket[] }>(
      `/api/phan-anh?trang=${page}&soLuong=100`,
    );
    tickets.push(...danhSach);
    if (tickets.length >= tong || danhSach.length === 0) return tickets;
  }
}

describe('the petition system', () => {
  it('lists the newest tickets first, each once, with times in the order of their life', async () => {
    const tickets = await allTickets();
    const sent = tickets.map((ticket) => ticket['thoiGianGui']!);
    expect(sent).toEqual(sent.toSorted().toReversed());
    expect(new Set(tickets.map((ticket) => ticket['maPhanAnh'])).size).toBe(tickets.length);
    for (const ticket of tickets) {
      const life = ['thoiGianGui', 'thoiGianTiepNhan', 'thoiGianHoanThanh', 'thoiGianCongKhai'].map(
        (name) => ticket[name],
      );
      const come = life.filter((time) => time !== null).map(String);
      expect(come).toEqual(come.toSorted());
      // Nothing is known of a step before the one before it.
      expect(life.slice(0, come.length)).toEqual(come);
      expect(ticket['trangThai'] === 'DA_XU_LY' || ticket['trangThai'] === 'TU_CHOI').toBe(
        ticket['thoiGianHoanThanh'] !== null,
      );
    }
  });

  it('counts in its statistics what its list holds', async () => {
    const tickets = await allTickets();
    const { tong, donVi, theoGio } = await get<{
      tong: Record<string, number>;
      donVi: { ma: string; dangXuLy: number; quaHan: number }[];
      theoGio: { xaPhuong: { ten: string; tiepNhan7Ngay: number }[] };
    }>('/api/thong-ke');
    const open = tickets.filter((ticket) => ['MOI', 'DANG_XU_LY'].includes(ticket['trangThai']!));
    const overdue = open.filter((ticket) => ticket['hanXuLy']! < '2026-11-20 15:00:00');
    expect(tong['dangXuLy']).toBe(open.length);
    expect(tong['quaHan']).toBe(overdue.length);
    expect(overdue.length).toBeGreaterThan(0);
    expect(tong['tiepNhanHomNay']).toBe(
      tickets.filter((ticket) => ticket['thoiGianGui']! >= '2026-11-20').length,
    );
    for (const row of donVi) {
      expect(row.dangXuLy).toBe(open.filter((ticket) => ticket['donViXuLy'] === row.ma).length);
    }
    const week = tickets.filter((ticket) => ticket['thoiGianGui']! > '2026-11-13 15:00:00');
    expect(theoGio.xaPhuong.length).toBe(65);
    for (const { ten, tiepNhan7Ngay } of theoGio.xaPhuong) {
      expect(tiepNhan7Ngay).toBe(week.filter((ticket) => ticket['xaPhuong'] === ten).length);
    }
  });
});
