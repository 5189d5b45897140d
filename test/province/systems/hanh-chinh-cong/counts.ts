/** The provincial one-stop system's counts: by unit, and the late dossiers of thirty days. */
import type { View } from '../../service.ts';
import { smooth } from '../../sim/noise.ts';
import { dailyCounter, DAY_MS, level, round } from '../../sim/rhythm.ts';
import { isoText } from '../../sim/time-text.ts';
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
