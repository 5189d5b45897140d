/**
 * Lines over time. One limit set when all lines share an indicator; lines are named at their ends; gaps stay gaps.
 */
import type { LineSeriesOption } from 'echarts/charts';
import type { GridComponentOption } from 'echarts/components';
import type { XAXisOption, YAXisOption } from 'echarts/types/dist/shared';
import type { SeriesPoint } from '../../../../shared/api.ts';
import type { Point } from '../../marks/boxes.ts';
import { FONT_TEXT, PALETTE } from '../../marks/palette.ts';
import { runsOf, thinned } from '../../marks/line-runs.ts';
import { spanOf } from '../../marks/sparkline-shape.ts';
import { endLabels, type EndLabel } from './end-labels.ts';
import { limitLine, sharedLimits, type ShownLimit } from './limit-line.ts';
import { limitWords, type LimitWords } from './limit-words.ts';
import { roundTimes, spread } from './time-marks.ts';
import type { Datum, QuietLine, TrendFrame, TrendLine } from './trend-line.ts';

export interface TrendOption {
  readonly animation: false;
  readonly grid: GridComponentOption;
  readonly xAxis: XAXisOption;
  readonly yAxis: YAXisOption;
  readonly series: readonly LineSeriesOption[];
  readonly graphic: { readonly elements: readonly (EndLabel | LimitWords)[] };
}

/** Columns of pixels beyond which more points cannot be seen. */
const MAX_COLUMNS = 400;

export function trendOption(lines: readonly TrendLine[], frame: TrendFrame): TrendOption | undefined {
  const drawn = lines.map((line) => ({ line, data: linePoints(line, frame) }));
  const quiet = lines.flatMap((line) =>
    (line.beside ?? []).map((beside) => ({ line, beside, data: linePoints({ ...line, ...beside }, frame) })),
  );
  const values = [...drawn, ...quiet].flatMap(({ data }) =>
    data.flatMap(([, value]) => (value === null ? [] : [value])),
  );
  if (values.length === 0) return undefined;
  const { indicator } = (lines[0] as TrendLine).figure;
  const limits = sharedLimits(lines);
  const { low, high } = spanOf(values, indicator.minSpan, undefined);
  // Limits near the lines belong into the picture; far ones would press the lines flat.
  const shown = limits.filter(({ value }) => value <= high + (high - low) && value >= low - (high - low));
  const top = Math.max(high, ...shown.map(({ value }) => value));
  const bottom = Math.min(low, ...shown.map(({ value }) => value));
  const grid = {
    left: frame.textPx * 3.6,
    right: labelRoomPx(lines, frame),
    top: frame.textPx * 1.6,
    bottom: frame.textPx * 1.9,
  };
  const plot = {
    left: grid.left,
    right: frame.widthPx - grid.right,
    top: grid.top,
    bottom: frame.heightPx - grid.bottom,
  };
  const instants = [...drawn, ...quiet].flatMap(({ data }) => data.map(([atMs]) => atMs));
  const bounds = frame.window ?? { fromMs: Math.min(...instants), toMs: Math.max(...instants) };
  const yOf = (value: number) =>
    plot.top + (1 - (value - bottom) / (top - bottom)) * (plot.bottom - plot.top);
  const xOf = (atMs: number) =>
    plot.left + ((atMs - bounds.fromMs) / (bounds.toMs - bounds.fromMs || 1)) * (plot.right - plot.left);
  const courses = [...drawn, ...quiet].flatMap(({ data }) => coursesOf(data, xOf, yOf));
  return {
    animation: false,
    grid,
    xAxis: timeAxis(instants, bounds, frame),
    yAxis: valueAxis(bottom, top, frame),
    series: [
      ...quiet.map(({ line, beside, data }) => quietSeries(line, beside.kind, data, frame)),
      ...drawn.map(({ line, data }, index) =>
        lineSeries(line, data, { isFirst: index === 0, limits: index === 0 ? shown : [] }, frame),
      ),
    ],
    graphic: {
      elements: [
        ...limitWords(shown, courses, yOf, frame, { ...plot, headroom: grid.top }),
        ...endLabels([...drawn, ...quiet], yOf, frame, plot),
      ],
    },
  };
}

/** The unbroken pieces of a line, px. */
function coursesOf(
  data: readonly Datum[],
  xOf: (atMs: number) => number,
  yOf: (value: number) => number,
): Point[][] {
  const courses: Point[][] = [[]];
  for (const [atMs, value] of data) {
    if (value === null) courses.push([]);
    else courses.at(-1)?.push({ x: xOf(atMs), y: yOf(value) });
  }
  return courses;
}

/** Share of the width that the names at the lines' ends may take at most. */
const LABEL_SHARE = 0.34;
/** Mean width of a letter in heights of the text. */
const LETTER = 0.58;

/** As much as the longest name needs: a name is cut from its end, and there stands its value. */
function labelRoomPx(lines: readonly TrendLine[], { widthPx, textPx }: TrendFrame): number {
  const names = lines.flatMap(({ name, beside = [] }) => [name, ...beside.map((quiet) => quiet.name)]);
  const longest = Math.max(...names.map((name) => name.length));
  return Math.min(widthPx * LABEL_SHARE, textPx * (longest * LETTER + 2));
}

/** Points in the window, thinned; a null where the line must break. */
export function linePoints(
  { figure, points }: Pick<TrendLine, 'figure'> & { readonly points: readonly SeriesPoint[] },
  frame: Pick<TrendFrame, 'window' | 'timeZone'>,
): Datum[] {
  const { window, timeZone } = frame;
  const inside = points.filter(
    (point) =>
      window === undefined ||
      point.period !== undefined ||
      (point.observedAtMs >= window.fromMs && point.observedAtMs <= window.toMs),
  );
  const runs = runsOf(inside, figure.indicator.staleAfterMs, timeZone);
  return runs.flatMap((run, at): Datum[] => {
    const drawn = window === undefined ? run : thinned(run, window, MAX_COLUMNS);
    const data = drawn.map(({ atMs, value }): Datum => [atMs, value]);
    const first = data[0];
    return at === 0 || first === undefined ? data : [[first[0] - 1, null], ...data];
  });
}

function timeAxis(
  instants: readonly number[],
  bounds: { readonly fromMs: number; readonly toMs: number },
  frame: TrendFrame,
): XAXisOption {
  const marks = frame.window === undefined ? spread(instants) : roundTimes(frame.window, frame.timeZone);
  return {
    type: 'value',
    min: bounds.fromMs,
    max: bounds.toMs,
    splitLine: { show: false },
    axisLine: { show: true, onZero: false, lineStyle: { color: PALETTE.lineStrong } },
    axisTick: { show: true, customValues: marks, lineStyle: { color: PALETTE.lineStrong } },
    axisLabel: {
      color: PALETTE.ink2,
      fontSize: frame.textPx,
      fontFamily: FONT_TEXT,
      customValues: marks,
      hideOverlap: true,
      formatter: (atMs: number) => frame.tick(atMs),
    },
  };
}

function valueAxis(bottom: number, top: number, frame: TrendFrame): YAXisOption {
  return {
    type: 'value',
    min: bottom,
    max: top,
    splitNumber: 3,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: PALETTE.line, width: 1 } },
    axisLabel: {
      color: PALETTE.ink3,
      fontSize: frame.textPx,
      fontFamily: FONT_TEXT,
      showMinLabel: false,
      showMaxLabel: false,
      formatter: (value: number) => frame.number(value),
    },
  };
}

/** Another time is told by its dashes and its quieter ink, never by a colour. */
const QUIET_DASHES = { previous: 'dashed', 'last-year': 'dotted' } as const;

function quietSeries(
  { figure }: TrendLine,
  kind: QuietLine['kind'],
  data: Datum[],
  frame: TrendFrame,
): LineSeriesOption {
  return {
    id: `${figure.indicator.id}|${figure.place.id}|${kind}`,
    type: 'line',
    silent: true,
    connectNulls: false,
    showSymbol: false,
    data,
    lineStyle: { color: PALETTE.ink3, width: frame.textPx * 0.07, type: QUIET_DASHES[kind] },
  };
}

function lineSeries(
  line: TrendLine,
  data: Datum[],
  { isFirst, limits }: { readonly isFirst: boolean; readonly limits: readonly ShownLimit[] },
  frame: TrendFrame,
): LineSeriesOption {
  const { figure } = line;
  const grave = figure.limit.level !== 'normal';
  const stale = figure.freshness === 'stale';
  // The first line is what the chart is about; so is whatever is beyond its limit.
  const strong = grave || isFirst;
  return {
    id: `${figure.indicator.id}|${figure.place.id}`,
    type: 'line',
    silent: true,
    connectNulls: false,
    showSymbol: false,
    data,
    lineStyle: {
      color: strong ? PALETTE.dataStrong : PALETTE.data,
      width: frame.textPx * (strong ? 0.13 : 0.09),
      type: stale ? 'dashed' : 'solid',
    },
    markLine: {
      silent: true,
      symbol: 'none',
      animation: false,
      data: limits.map((limit) => limitLine(limit, frame)),
    },
  };
}
