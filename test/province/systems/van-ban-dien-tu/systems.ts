/**
 * The watch over the province's 27 systems. The source names the number and a few of them; the others are
 * "Hệ thống n (mô phỏng)". States change by the two hours; maintenance is at night.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { hash01 } from '../../sim/noise.ts';
import { DAY_MS, HOUR_MS, hourOfDay, MINUTE_MS, round } from '../../sim/rhythm.ts';
import { figureDay, pastDays } from '../../sim/past-days.ts';
import { viText } from '../../sim/time-text.ts';
import type { Rhythm, UpstreamAnswer, UpstreamRequest, View } from '../../service.ts';

const NAMED = [
  'VNPT-iOffice',
  'Trục liên thông văn bản (LGSP)',
  'Nền tảng cửa khẩu số',
  'Công dân số Xứ Lạng',
  'Công chức số Xứ Lạng',
  'vnEdu',
  'IOC tỉnh',
  'IOC Hữu Lũng',
  'Hệ thống thông tin báo cáo',
  'Trợ lý ảo',
  'Cổng dịch vụ công',
  'HIS khám chữa bệnh',
  'VMS camera giám sát',
];
const COUNT = 27;

const SYSTEMS = Array.from({ length: COUNT }, (_, index) => ({
  code: `HT${String(index + 1).padStart(2, '0')}`,
  name: NAMED[index] ?? `Hệ thống ${index + 1} (mô phỏng)`,
}));

function stateOf({ seed, simMs }: View, code: string): string {
  const slot = Math.floor(simMs / (2 * HOUR_MS));
  const luck = hash01(seed, `${code}.state`, slot);
  const hour = hourOfDay(simMs);
  if (hour >= 1 && hour < 3 && luck > 0.93) return 'BAO_TRI';
  if (luck < 0.004) return 'MAT_KET_NOI';
  return luck < 0.03 ? 'CHAM' : 'HOAT_DONG';
}

function status(view: View) {
  const rows = SYSTEMS.map(({ code, name }) => ({
    code,
    name,
    state: view.inForce(`${code}.trang-thai`, stateOf(view, code)),
  }));
  return {
    thoiDiem: viText(view.stampMs),
    hoatDong: view.served('he-thong.hoat-dong', rows.filter(({ state }) => state === 'HOAT_DONG').length),
    heThong: rows.map(({ code, name, state }) => ({
      ma: code,
      ten: name,
      trangThai: view.served(`${code}.trang-thai`, state),
    })),
  };
}

/** Which systems have their security level approved, and their part: all but one, as the goals' monitor says too. */
function security(day: View) {
  const waiting = Math.floor(hash01(day.seed, 'level') * COUNT);
  const approved = SYSTEMS.map((_system, index) => index !== waiting);
  return {
    thoiDiem: viText(day.stampMs),
    ngay: figureDay(day),
    tyLePheDuyetCapDo: day.served('he-thong.attt', round((approved.filter(Boolean).length / COUNT) * 100, 1)),
    heThong: SYSTEMS.map(({ code }, index) => ({
      ma: code,
      pheDuyetCapDo: day.served(`${code}.attt`, approved[index] === true ? 'DA_DUYET' : 'CHUA_DUYET'),
    })),
  };
}

/** What a system's own front page takes while it is slow; the watch calls it slow from 1,500 ms on. */
export const SLOW_MS = 2_000;

export function stateInForce(live: (rhythm: Rhythm) => View, code: string): string {
  const view = live(RHYTHM);
  return view.inForce(`${code}.trang-thai`, stateOf(view, code));
}

/** The front page of a system, as the watch from outside meets it. */
export async function frontPage(request: UpstreamRequest): Promise<UpstreamAnswer> {
  const system = SYSTEMS.find(({ code }) => code === request.params['ma']);
  if (system === undefined) return { status: 404, json: { loi: 'không có hệ thống này' } };
  const { code, name } = system;
  const state = stateInForce((rhythm) => request.live(rhythm), code);
  if (state === 'CHAM') await sleep(SLOW_MS);
  const status = { BAO_TRI: 503, MAT_KET_NOI: 502 }[state] ?? 200;
  return {
    status,
    bytes: Buffer.from(`<!doctype html><title>${name}</title>`),
    type: 'text/html; charset=utf-8',
  };
}

const RHYTHM = { stepMs: MINUTE_MS, historyStepMs: 15 * MINUTE_MS };

export function currentStatus(request: UpstreamRequest) {
  const view = request.live(RHYTHM);
  return { ...status(view), anToanThongTin: security(view.slower(DAY_MS)) };
}

export function pastStatus(request: UpstreamRequest) {
  const views = request.views(RHYTHM);
  const days = pastDays(views).map((day) => ({ anToanThongTin: security(day) }));
  return { lichSu: [...days, ...views.map(status)] };
}
