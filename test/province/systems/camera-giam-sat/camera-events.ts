/** Events of the video analysis. One is pending for some minutes, then confirmed or dismissed by an officer. */
import { hash01, pick } from '../../sim/noise.ts';
import { MINUTE_MS } from '../../sim/rhythm.ts';
import { isoText } from '../../sim/time-text.ts';
import { HISTORY_MS, type UpstreamRequest, type View } from '../../service.ts';
import { traffic } from './analytics.ts';
import { CAMERAS } from './cameras.ts';

const SLOT_MS = 4 * MINUTE_MS;
const LIVE_SLOTS = 45;

const KINDS = [
  ['RED_LIGHT', 'Vượt đèn đỏ'],
  ['WRONG_WAY', 'Đi ngược chiều'],
  ['NO_HELMET', 'Không đội mũ bảo hiểm'],
  ['PARKING', 'Dừng, đỗ sai quy định'],
  ['CONGESTION', 'Ùn tắc'],
  ['CROWD', 'Tụ tập đông người'],
] as const;

/** Of 158,500 alerts elsewhere (Vinh) 13,009 were false: one in twelve. */
const FALSE_SHARE = 0.082;

export function cameraEvents(request: UpstreamRequest) {
  const view = request.live({ stepMs: 10_000 });
  const last = Math.floor(view.atMs / SLOT_MS);
  const asked = Date.parse(request.query.get('from') ?? '');
  const first = Number.isNaN(asked)
    ? last - LIVE_SLOTS
    : Math.ceil(Math.max(asked, view.atMs - HISTORY_MS) / SLOT_MS);
  const slots = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  return { events: slots.flatMap((slot) => cameraEvent(view, slot)) };
}

function cameraEvent(view: View, slot: number) {
  const { seed } = view;
  const atMs = Math.floor((slot + hash01(seed, 'event.at', slot)) * SLOT_MS);
  if (atMs > view.atMs || hash01(seed, 'event', slot) > 0.25 + traffic(view.at(atMs).simMs)) return [];
  const camera = pick(seed, 'event.camera', slot, CAMERAS);
  const [type, text] = pick(seed, 'event.kind', slot, KINDS);
  const reviewedMs = atMs + (4 + 14 * hash01(seed, 'event.review', slot)) * MINUTE_MS;
  const verdict = hash01(seed, 'event.false', slot) < FALSE_SHARE ? 'DISMISSED' : 'CONFIRMED';
  return [
    {
      eventId: `VMS-${slot}`,
      type,
      camera: camera.code,
      ward: camera.ward.code,
      time: isoText(view.stamp(atMs)),
      description: `${text}, phường ${camera.ward.name}`,
      review: view.atMs >= reviewedMs ? verdict : 'PENDING',
    },
  ];
}
