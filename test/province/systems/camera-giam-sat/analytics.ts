/** Counts of the video analysis, by ward. Over 600 violations were seen on the first morning (22/1/2026). */
import { hash01, smooth } from '../../sim/noise.ts';
import { dailyCounter, DAY_MS, HOUR_MS, hourOfDay, level, MINUTE_MS, round } from '../../sim/rhythm.ts';
import { figureDay, pastDays } from '../../sim/past-days.ts';
import { curveAt, type Curve } from '../../sim/curve.ts';
import { publishedMonths } from '../../sim/months.ts';
import { isoText } from '../../sim/time-text.ts';
import type { UpstreamRequest, View } from '../../service.ts';
import { WARDS, type Ward } from './cameras.ts';

/** Part of the busiest traffic: two rush hours and a quiet night. */
export function traffic(simMs: number): number {
  const hour = hourOfDay(simMs);
  const peak = (at: number, width: number) => Math.exp(-(((hour - at) / width) ** 2));
  return Math.min(
    1,
    0.06 + 0.75 * peak(7.2, 1.1) + 0.45 * peak(11.5, 1.6) + 0.85 * peak(17.2, 1.4) + 0.3 * peak(14.5, 2.5),
  );
}

function wardCounts(view: View, ward: Ward) {
  const { seed, simMs } = view;
  const busy = traffic(simMs) * (1 + 0.25 * smooth(seed, `${ward.code}.busy`, simMs, 40 * MINUTE_MS));
  const day = { mean: ward.violations, from: 5.5, to: 23, weekend: 0.9 };
  return {
    violations: view.inForce(
      `${ward.code}.vi-pham`,
      dailyCounter(seed, `${ward.code}.violations`, simMs, day),
    ),
    jams: view.inForce(`${ward.code}.un-tac`, Math.max(0, Math.round(3.2 * busy - 1.9))),
    crowds: view.inForce(
      `${ward.code}.tu-tap`,
      hash01(seed, `${ward.code}.crowd`, Math.floor(simMs / HOUR_MS)) < 0.12 * traffic(simMs) ? 1 : 0,
    ),
  };
}

function flowOf(view: View, ward: Ward): number {
  const wave = 1 + 0.15 * smooth(view.seed, `${ward.code}.flow`, view.simMs, HOUR_MS);
  return view.inForce(`${ward.code}.luu-luong`, Math.round(ward.flow * traffic(view.simMs) * wave));
}

export function analytics(view: View) {
  const counts = WARDS.map((ward) => wardCounts(view, ward));
  const slow = view.slower(15 * MINUTE_MS);
  const flows = WARDS.map((ward) => flowOf(slow, ward));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const busy = traffic(view.simMs);
  return {
    asOf: isoText(view.stampMs),
    total: {
      violationsToday: view.served('all.vi-pham', sum(counts.map(({ violations }) => violations))),
      congestion: view.served('all.un-tac', sum(counts.map(({ jams }) => jams))),
      crowds: view.served('all.tu-tap', sum(counts.map(({ crowds }) => crowds))),
      pendingReview: view.served(
        'all.cho-xac-minh',
        Math.max(0, Math.round(level(view.seed, 'pending', view.simMs, 9 * busy + 2, 3, HOUR_MS))),
      ),
      reviewMinutes: view.served(
        'all.xac-minh-phut',
        round(Math.max(1, level(view.seed, 'review', view.simMs, 7 + 5 * busy, 3, 2 * HOUR_MS)), 1),
      ),
    },
    wards: WARDS.map((ward, index) => ({
      code: ward.code,
      name: ward.name,
      violationsToday: view.served(`${ward.code}.vi-pham`, counts[index]!.violations),
      congestion: view.served(`${ward.code}.un-tac`, counts[index]!.jams),
      crowds: view.served(`${ward.code}.tu-tap`, counts[index]!.crowds),
    })),
    flow15m: {
      asOf: isoText(slow.stampMs),
      total: slow.served('all.luu-luong', sum(flows)),
      wards: WARDS.map((ward, index) => ({
        code: ward.code,
        vehicles: slow.served(`${ward.code}.luu-luong`, flows[index]!),
      })),
    },
  };
}

/** Monthly and daily figures, and storage by the hour. */
export function reports(request: UpstreamRequest) {
  const view = request.live({ stepMs: MINUTE_MS });
  return { storage: storage(view), review: review(view.slower(DAY_MS)), monthly: monthly(view) };
}

export function pastReports(request: UpstreamRequest) {
  const views = request.views({ stepMs: HOUR_MS });
  const days = pastDays(views).map((day) => ({ review: review(day) }));
  return { reports: [...days, ...views.map((view) => ({ storage: storage(view) }))] };
}

function storage(view: View) {
  const hour = view.slower(HOUR_MS);
  return {
    asOf: isoText(hour.stampMs),
    daysLeft: hour.served(
      'all.luu-tru',
      round(level(hour.seed, 'storage', hour.simMs, 31.5, 2.5, 3 * DAY_MS), 1),
    ),
  };
}

function review(day: View) {
  return {
    asOf: isoText(day.stampMs),
    day: figureDay(day),
    confirmedPercent: day.served(
      'all.xac-nhan',
      round(level(day.seed, 'confirmed', day.simMs, 91.6, 2.2, 5 * DAY_MS), 1),
    ),
  };
}

/** Published on the third day of the next month. */
const MONTH_LAG_MS = 2 * DAY_MS;
/** Cameras that meet the standard, which binds since 1 January 2026, %; own estimates. */
const QCVN_135: Curve = {
  estimated: { '2025-11': 71.4, '2026-10': 95.6 },
  perYear: 12,
  wobble: 0.5,
  max: 100,
  decimals: 1,
};

function monthly(view: View) {
  return publishedMonths(view.atMs, MONTH_LAG_MS, 12).map(({ period, publishedAtMs }) => ({
    month: period,
    publishedAt: isoText(view.stamp(publishedAtMs)),
    qcvn135Percent: view.served(`qcvn135.${period}`, curveAt(QCVN_135, view.seed, 'qcvn135', period)),
  }));
}
