/** The limits of a trend: dashed lines, neutral until crossed, with their words where the line of values is not. */
import { FONT_TEXT, PALETTE } from '../../marks/palette.ts';
import type { Datum, TrendFrame, TrendLine } from './trend-line.ts';

/** Height of a limit's words with the space to their line, in heights of the text. */
export const LABEL_HEIGHT = 1.8;

/** `roomBelow`: its words find room between it and the axis. */
export interface PlacedLimit extends ShownLimit {
  readonly roomBelow: boolean;
}

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

/** In a narrow chart the words would run into the lines' names. */
const WORDS_FROM_TEXTS = 26;

function limitLabel(limit: ShownLimit, frame: TrendFrame): string {
  const value = frame.number(limit.value);
  return frame.widthPx < frame.textPx * WORDS_FROM_TEXTS ? value : `${frame.limitWord(limit.level)} ${value}`;
}

type LabelPlace = `inside${'Start' | 'End'}${'Top' | 'Bottom'}`;

/** The words of a limit stand where the line is not: at the end further from it, on its other side. */
export function clearerEnd(
  { value: limit, roomBelow }: Pick<PlacedLimit, 'value' | 'roomBelow'>,
  data: readonly Datum[],
): LabelPlace {
  const values = data.flatMap(([, value]) => (value === null ? [] : [value]));
  const wordsShare = Math.max(1, Math.floor(values.length / 4));
  const nearest = (some: readonly number[]) =>
    some.reduce(
      (least, value) => (Math.abs(value - limit) < Math.abs(least) ? value - limit : least),
      Infinity,
    );
  const start = nearest(values.slice(0, wordsShare));
  const end = nearest(values.slice(-wordsShare));
  const [place, off] =
    Math.abs(start) >= Math.abs(end) ? (['Start', start] as const) : (['End', end] as const);
  return `inside${place}${off > 0 && off < Infinity && roomBelow ? 'Bottom' : 'Top'}`;
}

export function limitLine(limit: ShownLimit, frame: TrendFrame, position: LabelPlace) {
  const colour = limit.crossed ? PALETTE[limit.level] : PALETTE.ink3;
  return {
    yAxis: limit.value,
    lineStyle: { color: colour, type: 'dashed' as const, width: frame.textPx * 0.07 },
    label: {
      position,
      formatter: limitLabel(limit, frame),
      color: limit.crossed
        ? limit.level === 'critical'
          ? PALETTE.criticalInk
          : PALETTE.warningInk
        : PALETTE.ink2,
      fontSize: frame.textPx,
      fontFamily: FONT_TEXT,
    },
  };
}
