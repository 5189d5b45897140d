/** One bar a place on one common scale, highest first; what is not known stands below, apart. */
import type { Figure } from '../../../../shared/figure.ts';
import { bulletShape, type BulletShape } from '../../marks/bullet-shape.ts';
import { roundUp, shareOn, type Scale } from '../../marks/scale.ts';

export interface BarRow {
  readonly figure: Figure;
  readonly bullet: BulletShape;
}

export interface RulerLimit {
  readonly at: number;
  readonly value: number;
  readonly level: 'warning' | 'critical';
  readonly labelled: boolean;
}

export interface BarsShape {
  readonly scale: Scale;
  readonly rows: readonly BarRow[];
  /** Places with a value for which there was no row. */
  readonly more: number;
  /** Places that never gave a value. */
  readonly silent: number;
  readonly limits: readonly RulerLimit[];
}

export function barsShape(figures: readonly Figure[], rowCount: number): BarsShape {
  const valued = figures.filter((figure) => typeof figure.value === 'number' && figure.freshness !== 'never');
  const sorted = [...valued].sort(
    (a, b) => number(b) - number(a) || a.place.name.vi.localeCompare(b.place.name.vi, 'vi'),
  );
  const indicator = figures[0]?.indicator;
  const scale = indicator === undefined ? { min: 0, max: 1 } : commonScale(indicator, sorted);
  const shown = sorted.slice(0, Math.max(0, rowCount));
  return {
    scale,
    rows: shown.map((figure) => ({
      figure,
      bullet: bulletShape({ ...figure, indicator: { ...figure.indicator, scale } }),
    })),
    more: sorted.length - shown.length,
    silent: figures.length - valued.length,
    limits: labelled(
      (indicator?.limits ?? [])
        .filter(({ value }) => value >= scale.min && value <= scale.max)
        .map(({ value, level }) => ({ at: shareOn(scale, value), value, level })),
    ),
  };
}

/**
 * From zero to the next limit above the highest value: lengths must be comparable, and a limit that nobody is near
 * would press them all flat. A configured scale bounds it.
 */
function commonScale({ limits, scale }: Figure['indicator'], figures: readonly Figure[]): Scale {
  const values = figures.map(number);
  const highest = Math.max(0, ...values);
  const next = Math.min(...limits.map(({ value }) => value).filter((value) => value >= highest));
  const top = roundUp(Number.isFinite(next) ? next * LIMIT_HEADROOM : highest) || 1;
  return {
    min: Math.min(scale?.min ?? 0, 0, ...values),
    max: scale === undefined ? top : Math.max(highest, Math.min(scale.max, top)),
  };
}

/** So that the tick of a limit never sits on the edge. */
const LIMIT_HEADROOM = 1.02;

/** Least distance of two labels on the ruler, as a share of it. */
const LABEL_DISTANCE = 0.13;

/** The gravest limits keep their label where two would touch. */
function labelled(limits: readonly Omit<RulerLimit, 'labelled'>[]): RulerLimit[] {
  const taken: number[] = [];
  const order = [...limits].sort(
    (a, b) => Number(b.level === 'critical') - Number(a.level === 'critical') || a.at - b.at,
  );
  const named = new Set(
    order.filter(({ at }) => {
      const free = taken.every((other) => Math.abs(other - at) >= LABEL_DISTANCE);
      if (free) taken.push(at);
      return free;
    }),
  );
  return limits.map((limit) => ({ ...limit, labelled: named.has(limit) }));
}

function number(figure: Figure): number {
  return figure.value as number;
}
