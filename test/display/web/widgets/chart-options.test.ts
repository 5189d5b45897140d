import { describe, expect, it } from 'vitest';
import { PALETTE } from '../../../../display/web/marks/palette.ts';
import { bulletShape } from '../../../../display/web/marks/bullet-shape.ts';
import {
  bands,
  gaugeBox,
  gaugeFontPx,
  gaugeOption,
  pointAt,
  ticksOf,
} from '../../../../display/web/widgets/gauge/gauge-option.ts';
import { oldestOf } from '../../../../display/web/marks/oldest.ts';
import { spreadApart } from '../../../../display/web/widgets/trend/end-labels.ts';
import { roundTimes, spread } from '../../../../display/web/widgets/trend/time-marks.ts';
import { linePoints, trendOption } from '../../../../display/web/widgets/trend/trend-option.ts';
import { figureWith, indicatorOf, limit, MINUTE_MS, NOW_MS, placeOf, point, ZONE } from './figure-fixture.ts';

const indicator = indicatorOf({
  limits: [limit(500), limit(1000, 'critical')],
  scale: { min: 0, max: 2000 },
  target: { value: 1500, comparison: 'at-most', own: true },
});
const box = gaugeBox(800, 600, 28);
const textOf = (value: number) => String(value);
const STATE_COLOURS = [PALETTE.warning, PALETTE.critical, PALETTE.warningInk, PALETTE.criticalInk];

describe('the hero gauge', () => {
  it('has no needle, no animation and no colour of a state while calm', () => {
    const option = gaugeOption(figureWith({ indicator, value: 400 }), box, textOf);
    expect(option.animation).toBe(false);
    expect(option.series[0]).toMatchObject({ pointer: { show: false }, progress: { show: false } });
    const drawn = JSON.stringify(option);
    expect(STATE_COLOURS.filter((colour) => drawn.includes(colour))).toEqual([]);
  });

  it.each([
    ['calm', 400, 'fresh', [PALETTE.bar, PALETTE.surface2]],
    ['beyond the warning limit', 700, 'fresh', [PALETTE.bar, PALETTE.warning, PALETTE.surface2]],
    ['beyond the critical limit', 1200, 'late', [PALETTE.bar, PALETTE.critical, PALETTE.surface2]],
    ['stale', 1200, 'stale', [PALETTE.dataSoft, PALETTE.surface2]],
    ['never seen: ground only', 0, 'never', [PALETTE.surface2]],
  ] as const)('paints %s', (_, value, freshness, colours) => {
    const shape = bulletShape(figureWith({ indicator, value, freshness }));
    expect(bands(shape).map(([, colour]) => colour)).toEqual(colours);
  });

  it('paints the shortfall below a lower limit', () => {
    const low = indicatorOf({ limits: [limit(70, 'critical', 'below')], scale: { min: 0, max: 100 } });
    expect(bands(bulletShape(figureWith({ indicator: low, value: 60 })))).toEqual([
      [0.6, PALETTE.bar],
      [0.7, PALETTE.critical],
      [1, PALETTE.surface2],
    ]);
  });

  it('always ends its bands at the end of the scale, rising', () => {
    for (const value of [-50, 0, 500, 1000, 1999, 2000, 5000]) {
      const shares = bands(bulletShape(figureWith({ indicator, value }))).map(([share]) => share);
      expect(shares.at(-1)).toBe(1);
      expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    }
  });

  it('leaves out the label of a neutral limit that would touch the target', () => {
    const tight = indicatorOf({
      scale: { min: 0, max: 100 },
      limits: [limit(94)],
      target: { value: 95, comparison: 'at-least', own: true },
    });
    expect(
      ticksOf(bulletShape(figureWith({ indicator: tight, value: 10 }))).map(({ kind, labelled }) => [
        kind,
        labelled,
      ]),
    ).toEqual([
      ['neutral', false],
      ['target', true],
    ]);
  });

  it.each([1.5, 4, 9])('writes a figure %d em wide inside the arc', (widthEm) => {
    expect(gaugeFontPx(300, widthEm, 28) * widthEm).toBeLessThan(600);
    expect(gaugeFontPx(10, widthEm, 28)).toBe(28);
  });

  it('stays inside its box', () => {
    for (const [width, height] of [
      [800, 600],
      [300, 900],
      [900, 200],
      [60, 40],
    ] as const) {
      const { radiusPx, xPx, yPx } = gaugeBox(width, height, 28);
      expect(radiusPx).toBeGreaterThanOrEqual(0);
      expect(xPx - radiusPx).toBeGreaterThanOrEqual(0);
      const footPx = radiusPx > 0 ? pointAt(0, { xPx, yPx }, radiusPx).y : 0;
      expect(footPx).toBeLessThanOrEqual(height);
    }
  });
});

const frame = {
  window: { fromMs: NOW_MS - 60 * MINUTE_MS, toMs: NOW_MS },
  timeZone: ZONE,
  textPx: 28,
  widthPx: 1200,
  heightPx: 500,
  number: textOf,
  tick: textOf,
  limitWord: (level: string) => level,
};
const line = (place: string, points: ReturnType<typeof point>[], more = {}) => ({
  figure: figureWith({ indicator, place: placeOf(place), ...more }),
  points,
  name: place,
});

describe('a trend', () => {
  it('is absent without any value', () => {
    expect(trendOption([line('a', []), line('b', [point(null, 5)])], frame)).toBeUndefined();
  });

  it('breaks where nothing is known and never joins over it', () => {
    expect(
      linePoints(line('a', [point(1, 50), point(2, 45), point(3, 5)]), frame).map(([, value]) => value),
    ).toEqual([1, 2, null, 3]);
    expect(trendOption([line('a', [point(1, 5)])], frame)?.series[0]?.connectNulls).toBe(false);
  });

  it('draws a stale line broken and no state colour before a limit is crossed', () => {
    const option = trendOption([line('a', [point(400, 5)], { freshness: 'stale', value: 400 })], frame);
    expect(option?.series[0]?.lineStyle?.type).toBe('dashed');
    expect(STATE_COLOURS.filter((colour) => JSON.stringify(option).includes(colour))).toEqual([]);
  });

  it('colours the crossed limit alone', () => {
    const drawn = JSON.stringify(trendOption([line('a', [point(1057, 5)], { value: 1057 })], frame));
    expect(drawn).toContain(PALETTE.critical);
    expect(drawn).not.toContain(PALETTE.warning);
  });

  it('leaves limits out when lines are of different indicators', () => {
    const other = {
      ...line('a', [point(900, 5)]),
      figure: figureWith({ indicator: indicatorOf({ id: 'khac' }) }),
    };
    const option = trendOption([line('a', [point(900, 5)]), other], frame);
    expect(option?.series.map(({ markLine }) => markLine?.data?.length)).toEqual([0, 0]);
  });

  it('names lines at their ends so that no two names touch', () => {
    expect(spreadApart([100, 102, 300], 35, 0, 400)).toEqual([100, 135, 300]);
    expect(spreadApart([390, 395, 399], 35, 0, 400)).toEqual([330, 365, 400]);
    const option = trendOption([line('a', [point(400, 5)]), line('b', [point(402, 5)])], frame);
    const [a, b] = (option?.graphic.elements ?? [])
      .filter(({ id }) => id.startsWith('end'))
      .map(({ y }) => y);
    expect(Math.abs((a ?? 0) - (b ?? 0))).toBeGreaterThanOrEqual(frame.textPx);
  });

  it('marks full local hours', () => {
    const marks = roundTimes({ fromMs: NOW_MS - 24 * 60 * MINUTE_MS, toMs: NOW_MS }, ZONE);
    expect(marks.map((atMs) => new Date(atMs + 7 * 3_600_000).getUTCHours())).toEqual([12, 18, 0, 6]);
  });

  it('marks a few periods, the last one always', () => {
    expect(spread([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])).toEqual([2, 5, 8, 11]);
    expect(spread([3, 3])).toEqual([3]);
  });

  it('stands on the truth of its gravest, then oldest figure', () => {
    const figures = [
      figureWith({ place: placeOf('moi') }),
      figureWith({ place: placeOf('cu'), originMs: NOW_MS - 9e5 }),
      figureWith({ place: placeOf('het'), freshness: 'stale' }),
    ];
    expect(oldestOf(figures).place.id).toBe('het');
    expect(oldestOf(figures.slice(0, 2)).place.id).toBe('cu');
  });
});
