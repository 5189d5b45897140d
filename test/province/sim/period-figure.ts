/** A figure of periods as an office publishes it: which periods are out by now, and their rows. */
import { periodBounds, periodOf, previousPeriod, type PeriodKind } from '../../../shared/period.ts';
import type { ServedValue, View } from '../service.ts';
import { curveAt, TIME_ZONE, type Curve } from './curve.ts';
import { round } from './rhythm.ts';
import type { PlaceValue } from './share-out.ts';

export interface PeriodFigure {
  /** The office's own code of the figure. */
  readonly code: string;
  readonly name: string;
  readonly kind: PeriodKind;
  /** From the end of a period to its publication; below zero when the figure is out before the period ends. */
  readonly lagMs: number;
  /** Periods for which there is a figure at all; no lessons on Sundays. Absent: every one. */
  readonly exists?: (period: string) => boolean;
  readonly decimals?: number;
  /** First period the office has; nothing is invented before it. */
  readonly since?: string;
  /** Exactly one of `curve` and `model` gives the figure of the whole province. */
  readonly curve?: Curve;
  readonly model?: (seed: number, period: string) => ServedValue;
  /** Figures of places; null where the office says there is none. */
  readonly members?: (seed: number, period: string, province: number) => readonly MemberValue[];
  /** False: the office publishes places only. */
  readonly whole?: boolean;
}

export type MemberValue = PlaceValue | { readonly code: string; readonly value: null };

export interface PublishedPeriod {
  readonly period: string;
  readonly publishedMs: number;
}

export interface PeriodRow extends PublishedPeriod {
  /** Absent: the whole province. */
  readonly place?: string;
  /** Undefined: the fault missing-series hides it. */
  readonly value: ServedValue | undefined;
}

/** Most periods one table carries: two months of days, five years of months. */
const MAX_PERIODS = 60;

/** The latest `count` periods that are out at `nowMs`, newest first. */
export function publishedPeriods(
  { kind, lagMs, since, exists }: Pick<PeriodFigure, 'kind' | 'lagMs' | 'since' | 'exists'>,
  nowMs: number,
  count: number,
): PublishedPeriod[] {
  const result: PublishedPeriod[] = [];
  let period = periodOf(nowMs - lagMs, kind, TIME_ZONE);
  while (result.length < Math.min(count, MAX_PERIODS)) {
    period = previousPeriod(period, TIME_ZONE);
    if (since !== undefined && period < since) break;
    if (exists?.(period) === false) continue;
    result.push({ period, publishedMs: periodBounds(period, TIME_ZONE).endMs + lagMs });
  }
  return result;
}

/** The province's figure of a period. */
export function provinceFigure(figure: PeriodFigure, seed: number, period: string): ServedValue {
  if (figure.model !== undefined) return figure.model(seed, period);
  return curveAt({ decimals: figure.decimals ?? 0, ...figure.curve }, seed, figure.code, period);
}

/**
 * Rows of the latest periods, newest first. Only the newest goes through `served`: a value set by hand is the
 * office's word on its latest publication, not on the years before.
 */
export function rowsOf(figure: PeriodFigure, view: View, count: number): PeriodRow[] {
  return publishedPeriods(figure, view.atMs, count).flatMap(({ period, publishedMs }, index) => {
    const say = (place: string | undefined, model: ServedValue): PeriodRow => ({
      period,
      publishedMs: view.stamp(publishedMs),
      value: index === 0 ? view.served(`${place ?? 'toan-tinh'}.${figure.code}`, model) : model,
      ...(place === undefined ? {} : { place }),
    });
    const whole = provinceFigure(figure, view.seed, period);
    const members = figure.members?.(view.seed, period, Number(whole)) ?? [];
    return [
      ...(figure.whole === false ? [] : [say(undefined, whole)]),
      ...members.map(({ code, value }) =>
        say(code, value === null ? null : round(value, figure.decimals ?? 0)),
      ),
    ];
  });
}

/** How many periods a request asks for: 2 unless it says otherwise. */
export function wantedPeriods(query: URLSearchParams, name: string): number {
  const asked = Number(query.get(name) ?? 2);
  return Number.isInteger(asked) ? Math.min(MAX_PERIODS, Math.max(1, asked)) : 2;
}
