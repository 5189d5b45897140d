/** The provincial one-stop system: counts by unit, late dossiers of thirty days, and the dossiers themselves. */
import type { View } from '../../service.ts';
import { hash01, hashInt, pick, smooth } from '../../sim/noise.ts';
import {
  dailyCounter,
  DAY_MS,
  dayNumber,
  HOUR_MS,
  isWeekend,
  level,
  round,
  ZONE_OFFSET_MS,
} from '../../sim/rhythm.ts';
import { compactText, isoText } from '../../sim/time-text.ts';
import { UNITS, usualLatePercent, type Unit } from './units.ts';

/** Working days in thirty. */
const DAYS_OF_MONTH = 21;

function receivedToday(view: View, { code, perDay }: Unit): number {
  const model = dailyCounter(view.seed, `ho-so.${code}`, view.simMs, {
    mean: perDay,
    spread: 0.3,
    from: 7,
    to: 17.2,
    weekend: 0.12,
  });
  return view.inForce(`${code}.TiepNhan`, model);
}

function inProgress(view: View, { code, perDay }: Unit): number {
  const model = Math.round(
    level(view.seed, `xu-ly.${code}`, view.simMs, perDay * 6.5, perDay * 1.2, 2 * DAY_MS),
  );
  return view.inForce(`${code}.DangXuLy`, Math.max(0, model));
}

/** Part of the dossiers that are late now, from 0 to 1. */
function latePart(view: View, unit: Unit): number {
  const sway = 1 + 0.25 * smooth(view.seed, `tre.${unit.code}`, view.simMs, 2 * DAY_MS);
  return (usualLatePercent(view.seed, unit) * sway) / 100;
}

function overdueNow(view: View, unit: Unit): number {
  return view.inForce(`${unit.code}.QuaHan`, Math.round(inProgress(view, unit) * latePart(view, unit)));
}

const COUNTS: readonly (readonly [field: string, count: (view: View, unit: Unit) => number])[] = [
  ['TiepNhan', receivedToday],
  ['DangXuLy', inProgress],
  ['QuaHan', overdueNow],
];

/** Every unit and, as the system prints it, the whole province first. */
export function countRows(view: View) {
  const row = (code: string, name: string, counts: readonly number[]) => ({
    MaDonVi: code,
    TenDonVi: name,
    ThoiDiem: isoText(view.stampMs),
    ...Object.fromEntries(
      COUNTS.map(([field], index) => [field, view.served(`${code}.${field}`, counts[index] ?? 0)]),
    ),
  });
  const byUnit = UNITS.map((unit) => COUNTS.map(([, count]) => count(view, unit)));
  const totals = COUNTS.map((_, index) => byUnit.reduce((sum, counts) => sum + (counts[index] ?? 0), 0));
  return [
    row('toan-tinh', 'Toàn tỉnh', totals),
    ...UNITS.map((unit, index) => row(unit.code, unit.name, byUnit[index] ?? [])),
  ];
}

/** Late dossiers among those of thirty days, by unit and in all. */
export function lateRows(view: View) {
  const counted = UNITS.map((unit) => {
    const handled = Math.round(unit.perDay * DAYS_OF_MONTH);
    return { code: unit.code, handled, late: Math.round(handled * latePart(view, unit)) };
  });
  const whole = counted.reduce(
    (sum, { handled, late }) => ({
      code: 'toan-tinh',
      handled: sum.handled + handled,
      late: sum.late + late,
    }),
    { code: 'toan-tinh', handled: 0, late: 0 },
  );
  return [whole, ...counted].map(({ code, handled, late }) => ({
    maDonVi: code,
    tongHoSo: handled,
    soQuaHan: late,
    tyLeQuaHan: view.served(`${code}.tyLeQuaHan`, round((100 * late) / Math.max(1, handled), 2)),
    thoiDiem: isoText(view.stampMs),
  }));
}

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

interface Dossier {
  readonly number: string;
  readonly unit: Unit;
  readonly procedure: string;
  readonly receivedMs: number;
  readonly dueMs: number;
  readonly channel: number;
  /** Absent while it is being worked on. */
  readonly finishedMs?: number;
}

function dossiersOf(seed: number, day: number): Dossier[] {
  const count = isWeekend(day) ? SAMPLE.weekend : SAMPLE.working;
  return Array.from({ length: count }, (_, index) => {
    const key = `hs-${index}`;
    const unit = pick(seed, `${key}.dv`, day, UNITS);
    const [procedure, days] = pick(seed, `${key}.tt`, day, PROCEDURES);
    const receivedMs =
      day * DAY_MS - ZONE_OFFSET_MS + Math.floor((7.3 + 9.4 * hash01(seed, `${key}.gio`, day)) * 3600) * 1000;
    const sameDay =
      days === 0 ? { finishedMs: receivedMs + hashInt(seed, `${key}.xong`, day, 15, 110) * 60_000 } : {};
    return {
      number: `${unit.code}-${compactText(receivedMs).slice(2, 8)}-${String(index + 1).padStart(4, '0')}`,
      unit,
      procedure,
      receivedMs,
      ...sameDay,
      dueMs: days === 0 ? receivedMs + 4 * HOUR_MS : receivedMs + days * DAY_MS,
      channel: hash01(seed, `${key}.kenh`, day) < 0.976 ? 1 : hashInt(seed, key, day, 2, 3),
    };
  });
}

/** The newest dossiers, in the fields of the national sync. No applicant's name is in them. */
export function recentDossiers(view: View) {
  const today = dayNumber(view.atMs);
  return [today, today - 1]
    .flatMap((day) => dossiersOf(view.seed, day))
    .filter(({ receivedMs }) => receivedMs <= view.atMs)
    .sort((a, b) => b.receivedMs - a.receivedMs)
    .slice(0, FEED_LENGTH)
    .map(({ number, unit, procedure, receivedMs, dueMs, channel, finishedMs }) => ({
      SoHoSo: number,
      MaDonVi: unit.code,
      TenTTHC: procedure,
      NgayTiepNhan: compactText(view.stamp(receivedMs)),
      NgayHenTra: compactText(dueMs),
      NgayKetThucXuLy:
        finishedMs !== undefined && finishedMs <= view.atMs ? compactText(view.stamp(finishedMs)) : null,
      KenhThucHien: String(channel),
      DuocThanhToanTrucTuyen: hash01(view.seed, number) < 0.5 ? '1' : '2',
      TaiKhoanDuocXacThucVoiVNeID: '1',
    }));
}
