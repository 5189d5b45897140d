/** Counts of the last 24 hours: how much, in what tone, about what, where and of whom. Volumes are own estimates. */
import type { View } from '../../service.ts';
import { COMMUNES } from '../../sim/communes.ts';
import { hash01, smooth, swell } from '../../sim/noise.ts';
import { DAY_MS, dayNumber, HOUR_MS, hourOfDay, isWeekend, round } from '../../sim/rhythm.ts';
import { leanOf, wholeShares } from '../../sim/share-out.ts';
import { SOURCES } from './posts.ts';

const TOPICS: readonly (readonly [code: string, part: number])[] = [
  ['CD01', 0.19],
  ['CD02', 0.09],
  ['CD03', 0.13],
  ['CD04', 0.11],
  ['CD05', 0.08],
  ['CD06', 0.08],
  ['CD07', 0.07],
  ['CD08', 0.16],
  ['CD09', 0.09],
];
const AGENCIES = Array.from({ length: 16 }, (_, index) => `H37.MP${String(index + 1).padStart(2, '0')}`);

/** A day's part of a working day's posts. */
const dayPart = (day: number) => (isWeekend(day) ? 0.82 : 1);

/** Posts of the last 24 hours: as many of today's as the day is old, the rest of yesterday's. */
function totalModel(seed: number, simMs: number): number {
  const today = dayNumber(simMs);
  const gone = hourOfDay(simMs) / 24;
  const part = gone * dayPart(today) + (1 - gone) * dayPart(today - 1);
  return Math.round(1_150 * part * (1 + 0.18 * swell(seed, 'tin', simMs, 18 * HOUR_MS)));
}

function total(view: View): number {
  return view.inForce('toan-tinh.tongTin', totalModel(view.seed, view.simMs));
}

/** Negative posts among them: on calm days well below a fifth. */
function negativeOf(seed: number, simMs: number, all: number): number {
  return Math.round((all * (12.5 + 4.5 * swell(seed, 'tieu-cuc', simMs, 20 * HOUR_MS))) / 100);
}

/** How the tones add up: whole posts first, percentages of them after. */
function tones(view: View) {
  const all = total(view);
  const negative = negativeOf(view.seed, view.simMs, all);
  const positive = Math.round(all * (0.37 + 0.05 * smooth(view.seed, 'tich-cuc', view.simMs, DAY_MS)));
  return { all, negative, positive, neutral: all - negative - positive };
}

/** Negative posts against the mean of the seven days before at the same hour. */
function growth(view: View): number {
  const past = Array.from({ length: 7 }, (_, index) => {
    const simMs = view.simMs - (index + 1) * DAY_MS;
    return negativeOf(view.seed, simMs, totalModel(view.seed, simMs));
  });
  const mean = past.reduce((sum, count) => sum + count, 0) / past.length;
  return round(tones(view).negative / Math.max(1, mean), 2);
}

function split(view: View, key: string, count: number, parts: readonly (readonly [string, number])[]) {
  const weights = parts.map(
    ([code, part]) => part * (1 + 0.35 * smooth(view.seed, `${key}.${code}`, view.simMs, 8 * HOUR_MS)),
  );
  const shares = wholeShares(count, weights);
  return parts.map(([code], index) => ({ code, count: shares[index] ?? 0 }));
}

export function overview(view: View) {
  const { all, negative, positive, neutral } = tones(view);
  const percent = (count: number) => round((100 * count) / Math.max(1, all), 1);
  const hour = hourOfDay(view.simMs);
  return {
    tongTin: view.served('toan-tinh.tongTin', all),
    tyLeTichCuc: view.served('toan-tinh.tyLeTichCuc', percent(positive)),
    tyLeTrungTinh: view.served('toan-tinh.tyLeTrungTinh', percent(neutral)),
    tyLeTieuCuc: view.served('toan-tinh.tyLeTieuCuc', percent(negative)),
    tangTieuCuc: view.served('toan-tinh.tangTieuCuc', growth(view)),
    tuongTac: view.served(
      'toan-tinh.tuongTac',
      Math.round(all * (34 + 8 * smooth(view.seed, 'tuong-tac', view.simMs, 9 * HOUR_MS))),
    ),
    thoiGianPhanHoiGio: view.served(
      'toan-tinh.thoiGianPhanHoiGio',
      round(3.1 + 0.9 * smooth(view.seed, 'phan-hoi', view.simMs, DAY_MS) + (hour < 7 ? 0.6 : 0), 1),
    ),
  };
}

/** By topic and by source the same posts, so both add up to all of them. */
export function byTopic(view: View) {
  return split(view, 'chu-de', total(view), TOPICS).map(({ code, count }) => ({
    ma: code,
    soTin: view.served(`${code}.soTin`, count),
  }));
}

export function bySource(view: View) {
  return split(view, 'nguon', total(view), SOURCES).map(({ code, count }) => ({
    ma: code,
    soTin: view.served(`${code}.soTin`, count),
  }));
}

/** Not every post names a place; two fifths do. */
export function byCommune(view: View) {
  const named = COMMUNES.map((commune): readonly [string, number] => [
    commune.code,
    commune.population * leanOf(view.seed, 'nhac-xa', commune, 0.7),
  ]);
  return split(view, 'xa', Math.round(total(view) * 0.4), named).map(({ code, count }) => ({
    ma: code,
    luotNhac: view.served(`${code}.luotNhac`, count),
  }));
}

export function byAgency(view: View) {
  const named = AGENCIES.map((code): readonly [string, number] => [
    code,
    0.2 + hash01(view.seed, `nhac-cq#${code}`),
  ]);
  return split(view, 'cq', Math.round(total(view) * 0.15), named).map(({ code, count }) => ({
    ma: code,
    luotNhac: view.served(`${code}.luotNhac`, count),
  }));
}

/** Posts whose truth somebody must look into: few, rising when nobody works. */
export function toVerify(view: View): number {
  const base = 3 + 2.4 * swell(view.seed, 'xac-minh', view.simMs, 7 * HOUR_MS);
  return Math.max(0, Math.round(base + (isWeekend(dayNumber(view.simMs)) ? 1 : 0)));
}
