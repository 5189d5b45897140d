/** The bulletin of the border zone authority: the shape of that of 20:00, but live. */
import { hash01, swell } from '../../sim/noise.ts';
import { dailyCounter, hourOfDay, HOUR_MS, level, MINUTE_MS, round } from '../../sim/rhythm.ts';
import { viText } from '../../sim/time-text.ts';
import type { View } from '../../service.ts';
import { declarations } from './declarations.ts';
import { CROSSINGS, RAIL, type Crossing } from './gates.ts';
import { bulletinDay, queueAt, type Queue } from './queue.ts';

type State = 'MO' | 'HAN_CHE' | 'DONG' | 'TAM_DUNG';

export function openingState(view: View, crossing: Crossing): State {
  const hour = hourOfDay(view.simMs);
  if (hour < crossing.opens || hour >= crossing.closes) return 'DONG';
  const limited =
    hash01(view.seed, `${crossing.id}.limited`, bulletinDay(view.simMs)) < crossing.limitedShare;
  return limited ? 'HAN_CHE' : 'MO';
}

/** Part of the capacity up to which a yard is filled before vehicles wait outside. */
const FULL = 0.94;

/** Vehicles per yard: the first yards fill first, the rest waits outside. */
export function yardLoads(view: View, crossing: Crossing, stock: number): readonly number[] {
  const loose = Math.round(
    stock * (0.06 + 0.03 * swell(view.seed, `${crossing.id}.loose`, view.simMs, 4 * HOUR_MS)),
  );
  const total = crossing.yards.reduce((sum, yard) => sum + yard.capacity, 0);
  const inside = Math.max(0, Math.min(stock - Math.max(0, loose), Math.floor(total * FULL)));
  let left = inside;
  return crossing.yards.map((yard, index) => {
    const last = index === crossing.yards.length - 1;
    const share = Math.round((inside * yard.capacity * (1.12 - 0.12 * index)) / total);
    const load = Math.min(last ? left : share, left, Math.floor(yard.capacity * (last ? 1 : FULL)));
    left -= load;
    return load;
  });
}

function crossingRow(view: View, crossing: Crossing, queue: Queue) {
  const { id } = crossing;
  const loads = yardLoads(view, crossing, queue.stock).map((load, index) =>
    view.inForce(`${crossing.yards[index]!.id}.so-xe`, load),
  );
  const inside = loads.reduce((sum, load) => sum + load, 0);
  const wait = view.slower(15 * MINUTE_MS);
  const opening = `${String(crossing.opens).padStart(2, '0')}:00-${String(crossing.closes).padStart(2, '0')}:00`;
  return {
    ma: crossing.code,
    ten: crossing.name,
    thuocCuaKhau: crossing.gateCode ?? null,
    trangThai: view.served(`${id}.trang-thai`, openingState(view, crossing) as string),
    gioMoCua: opening,
    xuatKhau: view.served(`${id}.xuat`, queue.exported),
    nhapKhau: view.served(`${id}.nhap`, queue.imported),
    thongQuan: view.served(`${id}.thong-quan`, queue.exported + queue.imported),
    xeMoiLen: view.served(`${id}.moi-len`, queue.arrived),
    tonTruoc: view.served(`${id}.ton-truoc`, queue.before),
    ton: view.served(`${id}.ton`, queue.stock),
    trongBai: view.served(`${id}.trong-bai`, inside),
    choNgoaiBai: view.served(`${id}.cho-ngoai-bai`, Math.max(0, queue.stock - inside)),
    tonNongSan: view.served(`${id}.ton-nong-san`, farmStock(view, crossing, queue.stock)),
    choBinhQuanGio: wait.served(`${id}.cho-gio`, round(queueAt(wait, crossing).waitHours, 1)),
    thoiDiemTinhCho: viText(wait.stampMs),
    hanhKhach:
      crossing.passengers > 0 ? view.served(`${id}.hanh-khach`, passengers(view, crossing)) : undefined,
    bai: crossing.yards.map((yard, index) => ({
      ma: yard.code,
      ten: yard.name,
      sucChua: yard.capacity,
      soXe: view.served(`${yard.id}.so-xe`, loads[index] ?? 0),
      tyLeLapDay: view.served(`${yard.id}.lap-day`, round(((loads[index] ?? 0) / yard.capacity) * 100, 1)),
    })),
  };
}

function passengers(view: View, { id, passengers: mean, opens, closes }: Crossing): number {
  return dailyCounter(view.seed, `${id}.passengers`, view.simMs, {
    mean,
    from: opens,
    to: closes,
    weekend: 1.2,
  });
}

function farmStock(view: View, { id, farmShare }: Crossing, stock: number): number {
  const share = farmShare * (1 + 0.08 * swell(view.seed, `${id}.farm`, view.simMs, 12 * HOUR_MS));
  return Math.round(stock * share);
}

/** Groups of goods of the whole stock; the parts add up to it. Fruit and other produce are the farm stock. */
function goodsGroups(view: View, stock: number, farm: number) {
  const part = (key: string, mean: number) =>
    mean * (1 + 0.05 * swell(view.seed, key, view.simMs, 12 * HOUR_MS));
  const fruit = Math.round(farm * part('fruit', 0.585));
  const rest = stock - farm;
  const electronics = Math.round(rest * part('electronics', 0.45));
  const consumer = Math.round(rest * part('consumer', 0.33));
  const groups = [
    ['TC', 'Trái cây', fruit],
    ['NS', 'Nông sản khác', farm - fruit],
    ['DT', 'Điện tử, linh kiện', electronics],
    ['TD', 'Tiêu dùng, dệt may', consumer],
    ['KH', 'Hàng khác', rest - electronics - consumer],
  ] as const;
  return groups.map(([ma, ten, count]) => ({ ma, ten, soXe: view.served(`nhom-hang.${ma}`, count) }));
}

/** The bulletin's own total has always been a few more than its rows (1,238 against 1,232 on 23/1/2024). */
export function unlisted(view: View, cleared: number): number {
  const most = Math.floor(hash01(view.seed, 'unlisted', bulletinDay(view.simMs)) * 7);
  return Math.min(most, Math.floor(cleared / 100));
}

/** What the counting sensors of the yards say, a message for each yard: the same figures as the bulletin's. */
export function yardMessages(view: View) {
  return CROSSINGS.flatMap((crossing) =>
    crossingRow(view, crossing, queueAt(view, crossing)).bai.map(({ ma, soXe, tyLeLapDay }) => ({
      topic: `bai-xe/${ma}/so-xe`,
      json: { thoiDiem: viText(view.stampMs), soXe, tyLeLapDay },
    })),
  );
}

export function bulletin(view: View) {
  const queues = CROSSINGS.map((crossing) => queueAt(view, crossing));
  const total = (field: (queue: Queue) => number) => queues.reduce((sum, queue) => sum + field(queue), 0);
  const stock = total((queue) => queue.stock);
  const before = total((queue) => queue.before);
  const exported = total((queue) => queue.exported);
  const imported = total((queue) => queue.imported);
  const extra = unlisted(view, exported + imported);
  const farm = CROSSINGS.reduce(
    (sum, crossing, index) => sum + farmStock(view, crossing, queues[index]!.stock),
    0,
  );
  const rail = queueAt(view, { ...RAIL, opens: 0, closes: 24 });
  const people = CROSSINGS.reduce((sum, crossing) => sum + passengers(view, crossing), 0);
  const loads = CROSSINGS.flatMap((crossing, index) => yardLoads(view, crossing, queues[index]!.stock));
  const capacity = CROSSINGS.flatMap(({ yards }) => yards).reduce((sum, yard) => sum + yard.capacity, 0);
  const inside = loads.reduce((sum, load) => sum + load, 0);
  const wait = view.slower(15 * MINUTE_MS);
  return {
    donVi: 'Ban Quản lý Khu kinh tế cửa khẩu Đồng Đăng - Lạng Sơn',
    thoiDiem: viText(view.stampMs),
    tongHop: {
      thongQuan: view.served('toan-tuyen.thong-quan', exported + imported + extra),
      xuatKhau: view.served('toan-tuyen.xuat', exported),
      nhapKhau: view.served('toan-tuyen.nhap', imported + extra),
      xeMoiLen: view.served(
        'toan-tuyen.moi-len',
        total((queue) => queue.arrived),
      ),
      tonTruoc: view.served('toan-tuyen.ton-truoc', before),
      ton: view.served('toan-tuyen.ton', stock),
      chenhLech: view.served('toan-tuyen.chenh-lech', stock - before),
      trongBai: view.served('toan-tuyen.trong-bai', inside),
      choNgoaiBai: view.served('toan-tuyen.cho-ngoai-bai', Math.max(0, stock - inside)),
      tonNongSan: view.served('toan-tuyen.ton-nong-san', farm),
      lapDayBai: view.served('toan-tuyen.lap-day', round((inside / capacity) * 100, 1)),
      choBinhQuanGio: wait.served('toan-tuyen.cho-gio', meanWait(wait)),
      thoiDiemTinhCho: viText(wait.stampMs),
      hanhKhach: view.served('toan-tuyen.hanh-khach', people),
    },
    cuaKhau: CROSSINGS.map((crossing, index) => crossingRow(view, crossing, queues[index]!)),
    nhomHang: goodsGroups(view, stock, farm),
    duongSat: {
      ma: RAIL.code,
      ten: RAIL.name,
      toaCho: view.served(`${RAIL.id}.ton`, rail.stock),
      toaXuat: view.served(`${RAIL.id}.xuat`, rail.exported),
      toaNhap: view.served(`${RAIL.id}.nhap`, rail.imported),
      trangThai: view.served(`${RAIL.id}.trang-thai`, 'MO'),
      hanhKhach: view.served(
        `${RAIL.id}.hanh-khach`,
        Math.round(level(view.seed, 'rail', view.simMs, 110, 30)),
      ),
    },
    khaiBao: declarations(view.slower(HOUR_MS)),
  };
}

/** Mean over the vehicles that wait, not over the gates. */
function meanWait(view: View): number {
  const queues = CROSSINGS.map((crossing) => queueAt(view, crossing));
  const stock = queues.reduce((sum, queue) => sum + queue.stock, 0);
  return stock === 0
    ? 0
    : round(queues.reduce((sum, queue) => sum + queue.waitHours * queue.stock, 0) / stock, 1);
}
