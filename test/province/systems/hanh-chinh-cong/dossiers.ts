/**
 * The provincial one-stop system's dossiers, in the fields of the national sync. A dossier is a fact of its day; only
 * whether it has ended moves with time. No applicant's name is in them.
 */
import type { View } from '../../service.ts';
import { hash01, hashInt, pick } from '../../sim/noise.ts';
import { DAY_MS, dayNumber, HOUR_MS, isWeekend, ZONE_OFFSET_MS } from '../../sim/rhythm.ts';
import { compactText } from '../../sim/time-text.ts';
import { UNITS, usualLatePercent, type Unit } from './units.ts';

const PROCEDURES: readonly (readonly [name: string, days: number])[] = [
  ['Chứng thực bản sao từ bản chính', 0],
  ['Đăng ký khai sinh', 0],
  ['Cấp phiếu lý lịch tư pháp', 10],
  ['Thông báo thực hiện khuyến mại', 0],
  ['Đăng ký hộ kinh doanh', 3],
  ['Cấp đổi giấy phép lái xe', 5],
  ['Đăng ký biến động đất đai', 10],
  ['Hưởng chế độ bảo trợ xã hội', 15],
  ['Cấp giấy phép xây dựng nhà ở', 15],
  ['Xác nhận thông tin hộ tịch', 3],
];

/** Most dossiers the feed shows; a busy day has some 900. */
const FEED_LENGTH = 40;
/** Dossiers of a day that the feed takes as its sample. */
const SAMPLE = { working: 160, weekend: 14 } as const;

/** Dossiers of a working day that the sync list holds: a whole month of all would be megabytes for a demonstration. */
const SYNCED_PER_DAY = 48;

interface Dossier {
  readonly number: string;
  readonly unit: Unit;
  readonly procedure: string;
  readonly receivedMs: number;
  readonly dueMs: number;
  /** Trường KenhThucHien: 1 in person, 2 online, 3 by post. */
  readonly channel: number;
  /** When it ends, or will. */
  readonly finishedMs: number;
}

function dossiersOf(seed: number, day: number): Dossier[] {
  const count = isWeekend(day) ? SAMPLE.weekend : SAMPLE.working;
  return Array.from({ length: count }, (_, index) => {
    const key = `hs-${index}`;
    const unit = pick(seed, `${key}.dv`, day, UNITS);
    const [procedure, days] = pick(seed, `${key}.tt`, day, PROCEDURES);
    const receivedMs =
      day * DAY_MS - ZONE_OFFSET_MS + Math.floor((7.3 + 9.4 * hash01(seed, `${key}.gio`, day)) * 3600) * 1000;
    const dueMs = days === 0 ? receivedMs + 4 * HOUR_MS : receivedMs + days * DAY_MS;
    const isLate = hash01(seed, `${key}.tre`, day) * 100 < usualLatePercent(seed, unit);
    const inTimeMs =
      days === 0
        ? receivedMs + hashInt(seed, `${key}.xong`, day, 15, 110) * 60_000
        : receivedMs + Math.floor((0.2 + 0.75 * hash01(seed, `${key}.xong`, day)) * days * 86_400) * 1000;
    return {
      number: `${unit.code}-${compactText(receivedMs).slice(2, 8)}-${String(index + 1).padStart(4, '0')}`,
      unit,
      procedure,
      receivedMs,
      dueMs,
      finishedMs: isLate ? dueMs + hashInt(seed, `${key}.cham`, day, 1, 40) * HOUR_MS : inTimeMs,
      channel: hash01(seed, `${key}.kenh`, day) < 0.976 ? 2 : pick(seed, `${key}.nop`, day, [1, 3]),
    };
  });
}

/** The newest dossiers, newest first. */
export function recentDossiers(view: View) {
  const today = dayNumber(view.atMs);
  return [today, today - 1]
    .flatMap((day) => dossiersOf(view.seed, day))
    .filter(({ receivedMs }) => receivedMs <= view.atMs)
    .sort((a, b) => b.receivedMs - a.receivedMs)
    .slice(0, FEED_LENGTH)
    .map((dossier) => syncRecord(view, dossier));
}

/** Part of the dossiers taken in since an instant, as the national portal is sent them. */
export function syncedDossiers(view: View, sinceMs: number) {
  const last = dayNumber(view.atMs);
  const first = dayNumber(sinceMs);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
    .flatMap((day) => dossiersOf(view.seed, day).slice(0, SYNCED_PER_DAY))
    .filter(({ receivedMs }) => receivedMs > sinceMs && receivedMs <= view.atMs)
    .map((dossier) => syncRecord(view, dossier));
}

function syncRecord(view: View, dossier: Dossier) {
  const { number, unit, procedure, receivedMs, dueMs, channel, finishedMs } = dossier;
  const hasEnded = finishedMs <= view.atMs;
  const chance = (what: string, part: number) => hash01(view.seed, `${number}.${what}`) < part;
  const hasResult = hasEnded && chance('kq', 0.93);
  return {
    SoHoSo: number,
    MaDonVi: unit.code,
    TenTTHC: procedure,
    NgayTiepNhan: compactText(view.stamp(receivedMs)),
    NgayHenTra: compactText(dueMs),
    NgayKetThucXuLy: hasEnded ? compactText(view.stamp(finishedMs)) : null,
    KenhThucHien: String(channel),
    // 1 on the national portal, 2 on the province's own gateway, 0 not online.
    DuocThanhToanTrucTuyen: chance('tt', 0.3) ? '1' : chance('tt2', 0.28) ? '2' : '0',
    MaKetQua: hasResult ? `KQ-${number}` : '',
    DuongDanTepTinKetQua: hasResult ? `/ket-qua/${number}.pdf` : '',
    DuocSoHoa: chance('sh', 0.93) ? '1' : '0',
    DuocLayTuKhoDMQG: chance('kho', 0.38) ? '1' : '0',
    HoSoCoThanhPhanSoHoa: chance('tai', 0.52) ? '1' : '0',
    TaiKhoanDuocXacThucVoiVNeID: chance('vneid', 0.9) ? '1' : '0',
  };
}
