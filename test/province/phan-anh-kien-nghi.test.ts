import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProvince, type RunningProvince } from './province.ts';

type Ticket = Record<string, string | null>;

const NOW_MS = Date.parse('2026-11-20T15:00:00+07:00');
let nowMs = NOW_MS;
let province: RunningProvince;
beforeAll(
  async () => void (province = await startProvince({ only: ['phan-anh-kien-nghi'], nowMs: () => nowMs })),
);
afterAll(() => province.close());

const url = (path: string) => `${province.env['PHAN_ANH_KIEN_NGHI_URL']}${path}`;

async function askToken(secret = province.env['PROVINCE_SECRET_KEY']): Promise<Response> {
  const client = Buffer.from(`${province.env['PROVINCE_SYSTEM_ID']}:${secret}`).toString('base64');
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  return fetch(url('/oauth/token'), { method: 'POST', body, headers: { authorization: `Basic ${client}` } });
}

async function get<T>(path: string): Promise<T> {
  const { access_token: token } = (await (await askToken()).json()) as { access_token: string };
  return (await (await fetch(url(path), { headers: { authorization: `Bearer ${token}` } })).json()) as T;
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

  it('answers only those who bring a token that it gave them and that has not ended', async () => {
    const status = async (authorization: string) =>
      (await fetch(url('/api/thong-ke'), { headers: { authorization } })).status;
    const { access_token: token } = (await (await askToken()).json()) as { access_token: string };
    expect(await status(`Bearer ${token}`)).toBe(200);
    expect(await status('')).toBe(401);
    expect(await status(`Bearer ${token}0`)).toBe(401);
    expect((await askToken('wrong')).status).toBe(401);
    nowMs = NOW_MS + 600_000;
    expect(await status(`Bearer ${token}`)).toBe(401);
    nowMs = NOW_MS;
  });

  it('gives the tickets that changed since a time, each with its last change', async () => {
    const all = await allTickets();
    const since = '2026-11-20 09:00:00';
    const { danhSach } = await get<{ danhSach: Ticket[] }>(
      `/api/phan-anh?soLuong=100&capNhatTu=${encodeURIComponent(since)}`,
    );
    expect(danhSach).toEqual(all.filter((ticket) => ticket['capNhatLuc']! >= since));
    expect(danhSach.length).toBeGreaterThan(5);
    expect(danhSach.length).toBeLessThan(100);
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
