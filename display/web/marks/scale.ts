/** The ends of a gauge or bullet: configured, or taken from what the indicator is measured against. */
import type { Indicator } from '../../../shared/config/domain.ts';
import type { Value } from '../../../shared/observation.ts';

export interface Scale {
  readonly min: number;
  readonly max: number;
}

/** Room beyond the furthest target or limit, so that its tick never sits on the edge. */
const HEADROOM = 1.1;
/** Round steps a person reads at a glance. */
const ROUND_STEPS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** A configured scale never moves; another one grows only when the value leaves it. */
export function scaleOf(
  indicator: Pick<Indicator, 'scale' | 'target' | 'limits' | 'references'>,
  value: Value,
): Scale {
  if (indicator.scale !== undefined) return indicator.scale;
  const anchors = [
    ...(indicator.target === undefined ? [] : [indicator.target.value]),
    ...indicator.limits.map((limit) => limit.value),
    ...indicator.references.map((reference) => reference.value),
  ];
  const numeric = typeof value === 'number' ? value : undefined;
  const top = Math.max(0, ...anchors.map((anchor) => anchor * HEADROOM), numeric ?? 0);
  const bottom = Math.min(0, ...anchors.map((anchor) => anchor * HEADROOM), numeric ?? 0);
  return { min: 0 - roundUp(-bottom), max: top === 0 && bottom === 0 ? 1 : roundUp(top) };
}

/** The smallest round number at or above; 0 stays 0. */
export function roundUp(value: number): number {
  if (value <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = ROUND_STEPS.find((candidate) => candidate * power >= value * (1 - 1e-9)) ?? 10;
  // 12 digits cut what the multiplication added behind the decimal point.
  return Number((step * power).toPrecision(12));
}

/** Where a number stands on the scale, 0 to 1; beyond an end it stays at that end. */
export function shareOn(scale: Scale, value: number): number {
  return Math.min(1, Math.max(0, (value - scale.min) / (scale.max - scale.min)));
}
