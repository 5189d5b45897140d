/**
 * The hero gauge: a flat arc. The value is an arc, the target a tick, limits are neutral ticks until crossed; then
 * only the excess takes the colour of its state. No needle, no rainbow.
 */
import type { GaugeSeriesOption } from 'echarts/charts';
import type { Figure } from '../../../../shared/figure.ts';
import { bulletShape, type BulletShape } from '../../marks/bullet-shape.ts';
import { FONT_TEXT, PALETTE } from '../../marks/palette.ts';

export interface GaugeOption {
  readonly animation: false;
  readonly series: readonly GaugeSeriesOption[];
  readonly graphic: { readonly elements: readonly GraphicMark[] };
}

/** The two kinds of marks that stand on the arc; merged by `id`. */
export type GraphicMark = { readonly id: string; readonly silent: true; readonly z?: number } & (
  | {
      readonly type: 'line';
      readonly shape: { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number };
      readonly style: { readonly stroke: string; readonly lineWidth: number };
    }
  | {
      readonly type: 'text';
      readonly x: number;
      readonly y: number;
      readonly style: {
        readonly text: string;
        readonly fill: string;
        readonly font: string;
        readonly align: 'left' | 'center' | 'right';
        readonly verticalAlign: 'top' | 'middle' | 'bottom';
      };
    }
);

/** Where the arc stands in its box, px. */
export interface GaugeBox {
  readonly radiusPx: number;
  readonly xPx: number;
  readonly yPx: number;
  /** Smallest text of the page, px. */
  readonly textPx: number;
}

/** The arc opens downwards, so that the figure and its words stand in it. Degrees, anticlockwise from the right. */
const START_ANGLE = 205;
const END_ANGLE = -25;
/** Shares of the radius. */
const ARC_WIDTH = 0.15;
const TICK_OVERHANG = 0.04;
/** Of the room inside the arc, across; and of the radius, in height. */
const FIGURE_SHARE = 0.86;
const FIGURE_HEIGHT = 0.52;

/** The largest arc that leaves room for labels on three sides of a box. */
export function gaugeBox(widthPx: number, heightPx: number, textPx: number): GaugeBox {
  const sidePx = textPx * 4.2;
  const topPx = textPx * 2.6;
  const footShare = Math.sin((-END_ANGLE * Math.PI) / 180);
  const radiusPx = Math.max(
    0,
    Math.min(widthPx / 2 - sidePx, (heightPx - topPx - textPx * 1.6) / (1 + footShare)),
  );
  return { radiusPx, xPx: widthPx / 2, yPx: topPx + radiusPx, textPx };
}

/** The largest size of a figure so many em wide that stays within the arc, and no smaller than the page's text. */
export function gaugeFontPx(radiusPx: number, widthEm: number, textPx: number): number {
  const insidePx = 2 * radiusPx * (1 - ARC_WIDTH) * FIGURE_SHARE;
  return Math.max(textPx, Math.min(insidePx / widthEm, radiusPx * FIGURE_HEIGHT));
}

/** `number`: a value of the scale as the reader writes it. */
export function gaugeOption(figure: Figure, box: GaugeBox, number: (value: number) => string): GaugeOption {
  const shape = bulletShape(figure);
  return {
    animation: false,
    series: [
      {
        id: 'arc',
        type: 'gauge',
        silent: true,
        min: 0,
        max: 1,
        startAngle: START_ANGLE,
        endAngle: END_ANGLE,
        radius: box.radiusPx,
        center: [box.xPx, box.yPx],
        axisLine: {
          show: true,
          roundCap: false,
          lineStyle: { width: box.radiusPx * ARC_WIDTH, color: bands(shape) },
        },
        pointer: { show: false },
        anchor: { show: false },
        title: { show: false },
        detail: { show: false },
        progress: { show: false },
        axisTick: { show: false },
        splitLine: { show: false },
        axisLabel: { show: false },
        data: [],
      },
    ],
    graphic: {
      elements: [
        ...ticksOf(shape).flatMap((tick) => tickMarks(tick, box, number)),
        ...scaleEnds(shape, box, number),
      ],
    },
  };
}

/** Consecutive stretches of the arc: `[share at which it ends, colour]`, as ECharts wants them. */
export function bands(shape: BulletShape): [number, string][] {
  const ground = PALETTE.surface2;
  if (shape.to === undefined) return [[1, ground]];
  const bar = shape.stale ? PALETTE.dataSoft : PALETTE.bar;
  const start = Math.min(shape.from, shape.to);
  const end = Math.max(shape.from, shape.to);
  const { excess } = shape;
  const grave = excess?.level === 'critical' ? PALETTE.critical : PALETTE.warning;
  const colourAt = (share: number) => {
    if (excess !== undefined && share > excess.from && share < excess.to) return grave;
    return share > start && share < end ? bar : ground;
  };
  const edges = [...new Set([0, start, end, excess?.from ?? 0, excess?.to ?? 1, 1])].sort((a, b) => a - b);
  return edges.slice(1).map((edge, index) => [edge, colourAt(((edges[index] as number) + edge) / 2)]);
}

export interface GaugeTick {
  readonly at: number;
  readonly value: number;
  readonly kind: 'target' | 'neutral' | 'warning' | 'critical';
  readonly labelled: boolean;
}

/** Least distance of two labels as a share of the arc; nearer ones would run into each other. */
const LABEL_DISTANCE = 0.075;
const END_SHARE = 0.015;

/** Labels of crossed limits and the target come first; a neutral limit that would touch one goes without. */
export function ticksOf(shape: BulletShape): GaugeTick[] {
  const { min, max } = shape.scale;
  const limits = shape.limits.map((limit) => ({
    at: limit.at,
    value: limit.value,
    kind: limit.crossed ? limit.level : ('neutral' as const),
  }));
  const target =
    shape.target === undefined
      ? []
      : [{ at: shape.target, value: min + shape.target * (max - min), kind: 'target' as const }];
  const order = ['critical', 'warning', 'target', 'neutral'];
  const taken: number[] = [];
  return (
    [...limits, ...target]
      .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || a.at - b.at)
      .map((tick) => {
        // The ends of the scale are written below the feet.
        const atEnd = tick.at <= END_SHARE || tick.at >= 1 - END_SHARE;
        const labelled = !atEnd && taken.every((at) => Math.abs(at - tick.at) >= LABEL_DISTANCE);
        if (labelled) taken.push(tick.at);
        return { ...tick, labelled };
      })
      // A steady order keeps the ids of the marks steady.
      .sort((a, b) => a.at - b.at)
  );
}

function tickMarks(tick: GaugeTick, box: GaugeBox, number: (value: number) => string): GraphicMark[] {
  const isTarget = tick.kind === 'target';
  const inner = pointAt(tick.at, box, box.radiusPx * (1 - ARC_WIDTH - (isTarget ? TICK_OVERHANG : 0)));
  const outer = pointAt(tick.at, box, box.radiusPx * (1 + TICK_OVERHANG));
  const color = tickColour(tick.kind);
  const id = `${isTarget ? 'target' : 'limit'}-${tick.value}`;
  return [
    {
      id,
      type: 'line',
      silent: true,
      z: 10,
      shape: { x1: inner.x, y1: inner.y, x2: outer.x, y2: outer.y },
      style: { stroke: color, lineWidth: box.radiusPx * (isTarget ? 0.022 : 0.012) },
    },
    labelAt(
      `${id}-label`,
      tick.labelled ? number(tick.value) : '',
      tick.at,
      box,
      isTarget || tick.kind !== 'neutral',
    ),
  ];
}

function tickColour(kind: GaugeTick['kind']): string {
  if (kind === 'critical' || kind === 'warning') return PALETTE[kind];
  return kind === 'target' ? PALETTE.target : PALETTE.ink3;
}

function labelAt(id: string, text: string, at: number, box: GaugeBox, strong: boolean): GraphicMark {
  const { x, y } = pointAt(at, box, box.radiusPx * (1 + TICK_OVERHANG) + box.textPx * 0.45);
  const side = x - box.xPx;
  return {
    id,
    type: 'text',
    silent: true,
    x,
    y,
    style: {
      text,
      fill: strong ? PALETTE.ink : PALETTE.ink2,
      font: `${strong ? 600 : 400} ${box.textPx}px ${FONT_TEXT}`,
      align: Math.abs(side) < box.radiusPx * 0.12 ? 'center' : side > 0 ? 'left' : 'right',
      verticalAlign: y < box.yPx - box.radiusPx * 0.9 ? 'bottom' : 'middle',
    },
  };
}

/** The ends of the scale below the feet of the arc. */
function scaleEnds(shape: BulletShape, box: GaugeBox, number: (value: number) => string): GraphicMark[] {
  return ([0, 1] as const).map((at) => {
    const foot = pointAt(at, box, box.radiusPx * (1 - ARC_WIDTH / 2));
    return {
      id: `end-${at}`,
      type: 'text',
      silent: true,
      x: foot.x,
      y: foot.y + box.textPx * 0.6,
      style: {
        text: number(at === 0 ? shape.scale.min : shape.scale.max),
        fill: PALETTE.ink3,
        font: `400 ${box.textPx}px ${FONT_TEXT}`,
        align: 'center',
        verticalAlign: 'top',
      },
    };
  });
}

export function pointAt(
  share: number,
  box: Pick<GaugeBox, 'xPx' | 'yPx'>,
  radiusPx: number,
): { x: number; y: number } {
  const angle = ((START_ANGLE - share * (START_ANGLE - END_ANGLE)) * Math.PI) / 180;
  return { x: box.xPx + radiusPx * Math.cos(angle), y: box.yPx - radiusPx * Math.sin(angle) };
}
