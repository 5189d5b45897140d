/** The names of the lines of a trend, written at their ends. Pure. */
import { FONT_TEXT, PALETTE } from '../../marks/palette.ts';
import type { Datum, QuietLine, TrendFrame, TrendLine } from './trend-line.ts';

/** A line's name at its end, moved so that no two touch. */
export interface EndLabel {
  readonly id: string;
  readonly type: 'text';
  readonly silent: true;
  readonly x: number;
  readonly y: number;
  readonly style: {
    readonly text: string;
    readonly fill: string;
    readonly font: string;
    readonly verticalAlign: 'middle';
    readonly width: number;
    readonly overflow: 'truncate';
  };
}

/** Height of a line's name in heights of its text. */
const LABEL_LINES = 1.25;

export function endLabels(
  drawn: readonly {
    readonly line: TrendLine;
    readonly beside?: QuietLine;
    readonly data: readonly Datum[];
  }[],
  yOf: (value: number) => number,
  frame: TrendFrame,
  plot: { readonly top: number; readonly bottom: number; readonly right: number },
): EndLabel[] {
  const ends = drawn.flatMap(({ line, beside, data }) => {
    const value = data.at(-1)?.[1];
    return typeof value === 'number' ? [{ line, beside, y: yOf(value) }] : [];
  });
  const ys = spreadApart(
    ends.map(({ y }) => y),
    frame.textPx * LABEL_LINES,
    plot.top,
    // The last hour of the axis stands below the plot's corner: no name reaches down to it.
    plot.bottom - (frame.textPx * LABEL_LINES) / 2,
  );
  return ends.map(({ line: { figure, name }, beside }, index) => {
    const grave = beside === undefined && figure.limit.level !== 'normal';
    const stale = figure.freshness === 'stale';
    return {
      id: `end ${figure.indicator.id}|${figure.place.id}${beside === undefined ? '' : `|${beside.kind}`}`,
      type: 'text',
      silent: true,
      x: plot.right + frame.textPx * 0.5,
      y: ys[index] as number,
      style: {
        text: beside?.name ?? name,
        fill: stale || beside !== undefined ? PALETTE.ink3 : grave ? PALETTE.ink : PALETTE.ink2,
        font: `${grave ? 600 : 400} ${frame.textPx}px ${FONT_TEXT}`,
        verticalAlign: 'middle',
        width: frame.widthPx - plot.right - frame.textPx,
        overflow: 'truncate',
      },
    };
  });
}

/** Moves heights as little as needed until neighbours stand `gap` apart, inside the given bounds where they fit. */
export function spreadApart(heights: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = heights.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y);
  order.forEach((one, at) => {
    const before = order[at - 1];
    if (before !== undefined) one.y = Math.max(one.y, before.y + gap);
  });
  let floor = Math.max(bottom, top + gap * (order.length - 1));
  for (const one of order.toReversed()) {
    one.y = Math.min(one.y, floor);
    floor = one.y - gap;
  }
  const moved = [...heights];
  for (const { y, index } of order) moved[index] = y;
  return moved;
}
