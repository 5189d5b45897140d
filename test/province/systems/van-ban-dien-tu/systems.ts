/**
 * The watch over the province's 27 systems. The source names the number and a few of them; the others are
 * "Hệ thống n (mô phỏng)". States change by the two hours; maintenance is at night.
 */
import { hash01 } from '../../sim/noise.ts';
import { DAY_MS, HOUR_MS, hourOfDay, MINUTE_MS, round } from '../../sim/rhythm.ts';
import { viText } from '../../sim/time-text.ts';
import type { UpstreamRequest, View } from '../../service.ts';

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

function status(view: View, withSecurity: boolean) {
  const rows = SYSTEMS.map(({ code, name }) => ({
    code,
    name,
    state: view.inForce(`${code}.trang-thai`, stateOf(view, code)),
  }));
  const approvedOf = (slow: View) => SYSTEMS.map(({ code }) => hash01(slow.seed, `${code}.level`) < 0.82);
  const slow = view.slower(DAY_MS);
  const approved = approvedOf(slow);
  return {
    thoiDiem: viText(view.stampMs),
    hoatDong: view.served('he-thong.hoat-dong', rows.filter(({ state }) => state === 'HOAT_DONG').length),
    heThong: rows.map(({ code, name, state }) => ({
      ma: code,
      ten: name,
      trangThai: view.served(`${code}.trang-thai`, state),
    })),
    anToanThongTin: withSecurity
      ? {
          thoiDiem: viText(slow.stampMs),
          tyLePheDuyetCapDo: slow.served(
            'he-thong.attt',
            round((approved.filter(Boolean).length / COUNT) * 100, 1),
          ),
          heThong: SYSTEMS.map(({ code }, index) => ({
            ma: code,
            pheDuyetCapDo: slow.served(`${code}.attt`, approved[index] === true ? 'DA_DUYET' : 'CHUA_DUYET'),
          })),
        }
      : undefined,
  };
}

const RHYTHM = { stepMs: MINUTE_MS, historyStepMs: 15 * MINUTE_MS };

export function currentStatus(request: UpstreamRequest) {
  return status(request.live(RHYTHM), true);
}

export function pastStatus(request: UpstreamRequest) {
  const views = request.views(RHYTHM);
  return { lichSu: views.map((view) => status(view, view.slower(DAY_MS).atMs === view.atMs)) };
}
