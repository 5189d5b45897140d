/** Where the words of a trend's limits stand: beside their own line, clear of the data and of each other. Pure. */
import { overlap, runsThrough, type Box, type Point } from '../../marks/boxes.ts';
import { FONT_TEXT, PALETTE } from '../../marks/palette.ts';
import type { ShownLimit } from './limit-line.ts';
import type { TrendFrame } from './trend-line.ts';

/** The words of a limit, drawn over the chart. */
export interface LimitWords {
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
    /** Where a line runs behind the words after all, it must not run through the letters. */
    readonly stroke: string;
    readonly lineWidth: number;
  };
}

/** In a narrow chart the words would run into the lines' names. */
const WORDS_FROM_TEXTS = 26;
/** Mean width of a letter, height of a text and its distance from its line, in heights of the text. */
const LETTER = 0.58;
const HEIGHT = 1.2;
const OFF_LINE = 0.15;
/** Places that are tried along the line, from its start to its end. */
const STEPS = 8;

/**
 * @param courses the lines of data in px; a gap is a new course.
 * @param plot the words stay inside of it, with `headroom` px above.
 */
export function limitWords(
  limits: readonly ShownLimit[],
  courses: readonly (readonly Point[])[],
  yOf: (value: number) => number,
  frame: TrendFrame,
  plot: Box & { readonly headroom: number },
): LimitWords[] {
  const taken: Box[] = [];
  const heights = limits.map(({ value }) => yOf(value));
  return limits.map((limit, index): LimitWords => {
    const text = wordsOf(limit, frame);
    const candidates = placesFor(text.length * LETTER * frame.textPx, yOf(limit.value), frame.textPx, plot);
    const others = heights.filter((_, at) => at !== index);
    const cost = (box: Box) =>
      taken.filter((one) => overlap(one, box)).length * 100 +
      courses.filter((course) => crosses(course, box)).length * 10 +
      others.filter((y) => y > box.top && y < box.bottom).length * 10;
    const [first, ...rest] = candidates as [Box, ...Box[]];
    const best = rest.reduce((least, box) => (cost(box) < cost(least) ? box : least), first);
    taken.push(best);
    return element(limit, text, best, frame);
  });
}

function wordsOf(limit: ShownLimit, frame: TrendFrame): string {
  const value = frame.number(limit.value);
  return frame.widthPx < frame.textPx * WORDS_FROM_TEXTS ? value : `${frame.limitWord(limit.level)} ${value}`;
}

/** Above the line before below it, its start before its end; at least one. */
function placesFor(widthPx: number, y: number, textPx: number, plot: Box & { headroom: number }): Box[] {
  const heightPx = textPx * HEIGHT;
  const gap = textPx * OFF_LINE;
  const rows = [
    { top: y - gap - heightPx, bottom: y - gap },
    { top: y + gap, bottom: y + gap + heightPx },
  ].filter(({ top, bottom }) => top >= plot.top - plot.headroom && bottom <= plot.bottom);
  const slack = Math.max(0, plot.right - plot.left - widthPx);
  return (rows.length === 0 ? [{ top: y - gap - heightPx, bottom: y - gap }] : rows).flatMap((row) =>
    Array.from({ length: STEPS + 1 }, (_, step): Box => {
      const left = plot.left + (slack * step) / STEPS;
      return { ...row, left, right: left + widthPx };
    }),
  );
}

/** Whether a course of straight pieces touches a box. */
function crosses(course: readonly Point[], box: Box): boolean {
  return course.some((to, index) => runsThrough(course[index - 1] ?? to, to, box));
}

function element(limit: ShownLimit, text: string, box: Box, { textPx }: TrendFrame): LimitWords {
  const crossedInk = limit.level === 'critical' ? PALETTE.criticalInk : PALETTE.warningInk;
  return {
    id: `limit ${limit.level} ${limit.value}`,
    type: 'text',
    silent: true,
    x: box.left,
    y: (box.top + box.bottom) / 2,
    style: {
      text,
      fill: limit.crossed ? crossedInk : PALETTE.ink2,
      font: `400 ${textPx}px ${FONT_TEXT}`,
      verticalAlign: 'middle',
      stroke: PALETTE.ground,
      lineWidth: textPx * 0.2,
    },
  };
}
