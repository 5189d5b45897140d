/** The limits of a trend: dashed lines, neutral until crossed. */
import { PALETTE } from '../../marks/palette.ts';
import type { TrendFrame, TrendLine } from './trend-line.ts';

export interface ShownLimit {
  readonly value: number;
  readonly level: 'warning' | 'critical';
  readonly crossed: boolean;
}

/** The limits of lines that share one indicator; lines of several have none in common. */
export function sharedLimits(lines: readonly TrendLine[]): ShownLimit[] {
  const first = lines[0]?.figure.indicator;
  if (first === undefined || lines.some((line) => line.figure.indicator.id !== first.id)) return [];
  return first.limits.map(({ value, level }) => ({
    value,
    level,
    crossed: lines.some((line) => line.figure.limit.limit?.value === value),
  }));
}

export function limitLine(limit: ShownLimit, frame: TrendFrame) {
  const colour = limit.crossed ? PALETTE[limit.level] : PALETTE.ink3;
  return {
    yAxis: limit.value,
    lineStyle: { color: colour, type: 'dashed' as const, width: frame.textPx * 0.07 },
    label: { show: false },
  };
}
