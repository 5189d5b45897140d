/** The official bulletin of 20:00, one for each day that has ended its count. */
import { DAY_MS, HOUR_MS, ZONE_OFFSET_MS } from '../../sim/rhythm.ts';
import { dashDate, viText } from '../../sim/time-text.ts';
import { officerMessage } from '../../officer.ts';
import type { ToldMessage, UpstreamRequest, View } from '../../service.ts';
import { CROSSINGS } from './gates.ts';
import { bulletinDay, dayTotals } from './queue.ts';
import { unlisted } from './bulletin.ts';

/** How many bulletins are kept for those who ask for the past. */
const KEPT_DAYS = 60;

/** The last evenings at 20:00 up to an instant, oldest first. */
function evenings(toMs: number, count: number): readonly number[] {
  const shiftMs = ZONE_OFFSET_MS - 20 * HOUR_MS;
  const last = Math.floor((toMs + shiftMs) / DAY_MS) * DAY_MS - shiftMs;
  return Array.from({ length: count }, (_, index) => last - (count - 1 - index) * DAY_MS);
}

/** What the duty officer of the border zone enters after 20:00. */
export function eveningEntry(view: View): ToldMessage {
  const [eveningMs = view.atMs] = evenings(view.atMs, 1);
  const { ngay, ton, thongQuan, cuaKhau } = dailyBulletin(view.at(eveningMs), eveningMs);
  return officerMessage({
    source: 'ban-tin-20h',
    by: 'Trực ban Ban QL KKTCK',
    when: ngay,
    seed: view.seed,
    figures: [
      ['xe-ton-20h', 'lang-son', ton],
      ['xe-thong-quan-ngay', 'lang-son', thongQuan],
      ...cuaKhau.flatMap(({ id, xuatKhau, nhapKhau, ton: left }) => [
        ['xe-ton-20h', id, left] as const,
        ['xe-thong-quan-ngay', id, xuatKhau + nhapKhau] as const,
      ]),
    ],
  });
}

export function dailyBulletins(request: UpstreamRequest) {
  const live = request.live({ stepMs: 60_000 });
  const fromMs = Date.parse(request.query.get('tuNgay') ?? '');
  const toMs = Math.min(Date.parse(request.query.get('denNgay') ?? '') || Infinity, live.atMs);
  const wanted = Number.isNaN(fromMs)
    ? evenings(live.atMs, 2)
    : evenings(toMs, KEPT_DAYS).filter((eveningMs) => eveningMs >= fromMs);
  return {
    banTin: wanted.map((eveningMs) => published(dailyBulletin(live.at(eveningMs), live.stamp(eveningMs)))),
  };
}

/** Place ids are ours; the archive knows its own codes only. */
function published({ cuaKhau, ...bulletin }: ReturnType<typeof dailyBulletin>) {
  return { ...bulletin, cuaKhau: cuaKhau.map(({ id: _id, ...row }) => row) };
}

function dailyBulletin(view: View, stampMs: number) {
  // One millisecond before 20:00 still belongs to the day that ends.
  const day = bulletinDay(view.simMs - 1);
  const rows = CROSSINGS.map((crossing) => {
    const totals = dayTotals(view.seed, crossing, day);
    const ton = view.inForce(`${crossing.id}.ton`, totals.after);
    return {
      id: crossing.id,
      ma: crossing.code,
      ten: crossing.name,
      xuatKhau: totals.exported,
      nhapKhau: totals.imported,
      xeMoiLen: totals.arrived,
      tonTruoc: totals.before,
      ton,
    };
  });
  const sum = (field: 'xuatKhau' | 'nhapKhau' | 'xeMoiLen' | 'tonTruoc' | 'ton') =>
    rows.reduce((total, row) => total + row[field], 0);
  const extra = unlisted(view.at(view.atMs - 1), sum('xuatKhau') + sum('nhapKhau'));
  return {
    ngay: dashDate(view.atMs),
    thoiDiem: viText(stampMs),
    thongQuan: sum('xuatKhau') + sum('nhapKhau') + extra,
    xuatKhau: sum('xuatKhau'),
    nhapKhau: sum('nhapKhau') + extra,
    xeMoiLen: sum('xeMoiLen'),
    ton: sum('ton'),
    chenhLech: sum('ton') - sum('tonTruoc'),
    cuaKhau: rows,
  };
}
