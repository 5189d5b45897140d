/** Messages of the platform's feed. Each tells figures of its own moment; no plate, no driver. */
import { hash01, pick } from '../../sim/noise.ts';
import { MINUTE_MS } from '../../sim/rhythm.ts';
import { viText } from '../../sim/time-text.ts';
import { HISTORY_MS, type UpstreamRequest, type View } from '../../service.ts';
import { openingState, yardLoads } from './bulletin.ts';
import { CROSSINGS, type Crossing } from './gates.ts';
import { queueAt } from './queue.ts';

/** One message in three minutes. */
const SLOT_MS = 3 * MINUTE_MS;
const LIVE_SLOTS = 40;

/** Busy crossings speak more often. */
const SPEAKERS = [
  'tan-thanh',
  'tan-thanh',
  'tan-thanh',
  'huu-nghi',
  'huu-nghi',
  'huu-nghi-1088-1089',
  'chi-ma',
  'coc-nam',
];

export function messages(request: UpstreamRequest) {
  const live = request.live({ stepMs: 10_000 });
  const last = Math.floor(live.atMs / SLOT_MS);
  const asked = Date.parse(request.query.get('from') ?? '');
  const first = Number.isNaN(asked)
    ? last - LIVE_SLOTS
    : Math.ceil(Math.max(asked, live.atMs - HISTORY_MS) / SLOT_MS);
  const slots = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  return { suKien: slots.flatMap((slot) => message(live, slot)) };
}

function message(live: View, slot: number) {
  const atMs = Math.floor((slot * SLOT_MS + hash01(live.seed, 'message', slot) * SLOT_MS) / 1_000) * 1_000;
  if (atMs > live.atMs) return [];
  const view = live.at(atMs);
  const crossing = CROSSINGS.find(({ id }) => id === pick(live.seed, 'speaker', slot, SPEAKERS))!;
  const { kind, text, state } = words(view, crossing, slot);
  return [
    {
      ma: `CKS-${slot}`,
      loai: kind,
      cuaKhau: crossing.code,
      thoiDiem: viText(live.stamp(atMs)),
      noiDung: `${crossing.name}. ${text}`,
      trangThai: state,
    },
  ];
}

function words(view: View, crossing: Crossing, slot: number): { kind: string; text: string; state: string } {
  const queue = queueAt(view, crossing);
  const loads = yardLoads(view, crossing, queue.stock);
  const free = crossing.yards.map((yard, index) => yard.capacity - (loads[index] ?? 0));
  const open = openingState(view, crossing) !== 'DONG';
  const turn = Math.floor(hash01(view.seed, 'words', slot) * 4);
  if (turn === 0 && open) {
    return {
      kind: 'THONG_QUAN',
      text: `Đã xuất ${queue.exported} xe, nhập ${queue.imported} xe từ 20:00.`,
      state: 'DA_XAC_NHAN',
    };
  }
  const yard = crossing.yards[slot % crossing.yards.length]!;
  const left = free[slot % crossing.yards.length] ?? 0;
  if (turn === 1 || left < yard.capacity * 0.1) {
    return {
      kind: 'BAI',
      text: `${yard.name} còn ${left} chỗ trên ${yard.capacity}.`,
      state: left === 0 ? 'DAY' : 'CON_CHO',
    };
  }
  if (turn === 2 && open) {
    return {
      kind: 'DIEU_TIET',
      text: `Điều tiết xe theo lượt; ${queue.stock} xe đang chờ.`,
      state: 'DANG_THUC_HIEN',
    };
  }
  return {
    kind: 'XE_LEN',
    text: `${queue.arrived} xe mới từ nội địa lên từ 20:00; tồn ${queue.stock} xe.`,
    state: 'DA_XAC_NHAN',
  };
}
