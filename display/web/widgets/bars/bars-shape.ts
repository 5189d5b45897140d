/** One bar a place on one common scale, highest first; what is not known stands below, apart. */
import type { Figure } from '../../../../shared/figure.ts';
import { bulletShape, type BulletShape } from '../../marks/bullet-shape.ts';
import { scaleOf, shareOn, type Scale } from '../../marks/scale.ts';

export interface BarRow {
  readonly figure: Figure;
  readonly bullet: BulletShape;
}

export interface BarsShape {
  readonly scale: Scale;
  readonly rows: readonly BarRow[];
  /** Places with a value for which there was no row. */
  readonly more: number;
  /** Places that never gave a value. */
  readonly silent: number;
  readonly limits: readonly {
    readonly at: number;
    readonly value: number;
    readonly level: 'warning' | 'critical';
  }[];
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
    limits: (indicator?.limits ?? [])
      .filter((limit) => limit.value >= scale.min && limit.value <= scale.max)
      .map((limit) => ({ at: shareOn(scale, limit.value), value: limit.value, level: limit.level })),
  };
}

function commonScale(indicator: Figure['indicator'], figures: readonly Figure[]): Scale {
  const scales = figures.map((figure) => scaleOf(indicator, figure.value));
  return scales.reduce(
    (widest, scale) => ({ min: Math.min(widest.min, scale.min), max: Math.max(widest.max, scale.max) }),
    scaleOf(indicator, null),
  );
}

function number(figure: Figure): number {
  return figure.value as number;
}
