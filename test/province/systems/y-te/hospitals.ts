/** What the hospitals' HIS say every quarter of an hour, and of their beds every hour. Aggregates only. */
import type { View } from '../../service.ts';
import { dailyCounter, hourOfDay, level, round, DAY_MS } from '../../sim/rhythm.ts';
import { hash01 } from '../../sim/noise.ts';
import { compactText } from '../../sim/time-text.ts';

export interface Hospital {
  /** MA_CSKCB; a simulated code, no facility's real one. */
  readonly code: string;
  readonly name: string;
  readonly plannedBeds: number;
  /** Outpatients of a working day. */
  readonly visits: number;
}

const ROWS: readonly (readonly [name: string, plannedBeds: number, visits: number])[] = [
  ['Bệnh viện Đa khoa tỉnh', 750, 820],
  ['Bệnh viện Y học cổ truyền', 150, 130],
  ['Bệnh viện Phổi', 120, 70],
  ['Bệnh viện Phục hồi chức năng', 150, 60],
  ['TTYT Tràng Định', 150, 210],
  ['TTYT Bình Gia', 110, 160],
  ['TTYT Văn Lãng', 110, 150],
  ['TTYT Cao Lộc', 100, 190],
  ['TTYT Văn Quan', 100, 140],
  ['TTYT Bắc Sơn', 140, 200],
  ['TTYT Hữu Lũng', 190, 320],
  ['TTYT Chi Lăng', 160, 240],
  ['TTYT Lộc Bình', 160, 230],
  ['TTYT Đình Lập', 90, 100],
  ['TTYT TP Lạng Sơn', 110, 280],
];

export const HOSPITALS: readonly Hospital[] = ROWS.map(([name, plannedBeds, visits], index) => ({
  code: `MP20${String(index + 1).padStart(2, '0')}`,
  name,
  plannedBeds,
  visits,
}));

/** Beds that really stand there: a few more than planned. */
export function standingBeds(seed: number, { code, plannedBeds }: Hospital): number {
  return Math.round(plannedBeds * (1.02 + 0.08 * hash01(seed, `giuong#${code}`)));
}

/** Inpatients present: swelling over days, lower after the discharges of the late morning. */
export function inpatients(view: View, hospital: Hospital): number {
  const beds = standingBeds(view.seed, hospital);
  const mean = beds * (0.82 + 0.12 * hash01(view.seed, `noi-tru#${hospital.code}`));
  const swell = level(view.seed, `noi-tru.${hospital.code}`, view.simMs, mean, beds * 0.07, 3 * DAY_MS);
  const hour = hourOfDay(view.simMs);
  const discharged = beds * 0.025 * Math.exp(-(((hour - 13) / 3) ** 2));
  return view.inForce(`${hospital.code}.SO_NOI_TRU`, Math.max(0, Math.round(swell - discharged)));
}

export function quarterRow(view: View, hospital: Hospital) {
  const { code, name, visits } = hospital;
  const seen = dailyCounter(view.seed, `kham.${code}`, view.simMs, {
    mean: visits,
    from: 6.5,
    to: 17,
    weekend: 0.3,
  });
  const referred = dailyCounter(view.seed, `chuyen.${code}`, view.simMs, {
    mean: 2 + visits / 60,
    from: 7,
    to: 21,
    weekend: 0.6,
    spread: 0.5,
  });
  return {
    MA_CSKCB: code,
    TEN_CSKCB: name,
    NGAY_GIO: compactText(view.stampMs).slice(0, 12),
    SO_LUOT_KHAM: view.served(`${code}.SO_LUOT_KHAM`, seen),
    SO_NOI_TRU: view.served(`${code}.SO_NOI_TRU`, inpatients(view, hospital)),
    CHUYEN_TUYEN: view.served(`${code}.CHUYEN_TUYEN`, referred),
  };
}

export function bedRow(view: View, hospital: Hospital) {
  const { code, name, plannedBeds } = hospital;
  const beds = standingBeds(view.seed, hospital);
  return {
    MA_CSKCB: code,
    TEN_CSKCB: name,
    NGAY_GIO: compactText(view.stampMs).slice(0, 12),
    GIUONG_KH: view.served(`${code}.GIUONG_KH`, plannedBeds),
    GIUONG_THUC_KE: view.served(`${code}.GIUONG_THUC_KE`, beds),
    CONG_SUAT: view.served(`${code}.CONG_SUAT`, round((100 * inpatients(view, hospital)) / beds, 1)),
  };
}
