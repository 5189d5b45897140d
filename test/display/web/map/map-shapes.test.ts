import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  calloutRowsRem,
  calloutsOf,
  CALLOUT_REM,
  leaderCorners,
} from '../../../../display/web/map/callouts.ts';
import { FLAT_HEIGHT, flatMap } from '../../../../display/web/map/flat-map.ts';
import { cellClass, histogram, mapClasses, worstCell } from '../../../../display/web/map/map-classes.ts';
import { boundsOf, metresPerPx, overlayRoom, scaleBar } from '../../../../display/web/map/map-frame.ts';
import {
  discRadiusRem,
  discReference,
  layerPlaces,
  pointState,
} from '../../../../display/web/map/map-marks.ts';
import { mapNotes } from '../../../../display/web/widgets/map/map-shape.ts';
import { figureWith, indicatorOf, limit, placeOf } from '../widgets/figure-fixture.ts';

const share = indicatorOf({ better: 'down', decimals: 2 });
const at = (id: string, value: number | null, more = {}) =>
  figureWith({ indicator: share, place: placeOf(id), value, ...more });

describe('the classes of the map', () => {
  const figures = [
    at('a', 0),
    at('b', 2.4),
    at('c', 4.9),
    at('d', 7.1),
    at('e', 9.9),
    at('cu', 9, { freshness: 'stale' }),
    at('chua', null, { freshness: 'never' }),
  ];

  it('shade what is worse lighter, and hatch what is not known', () => {
    const classes = mapClasses(share, figures);
    expect(figures.map((figure) => cellClass(figure, classes))).toEqual([1, 2, 3, 4, 5, 0, 0]);
  });

  it('turn with the better direction', () => {
    const classes = mapClasses({ ...share, better: 'up' }, figures);
    expect(figures.slice(0, 5).map((figure) => cellClass(figure, classes))).toEqual([5, 4, 3, 2, 1]);
  });

  it('have rising round breaks and put every known value into one of five', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 65 }),
        (values) => {
          const many = values.map((value, index) => at(`p${index}`, value));
          const classes = mapClasses(share, many);
          const bars = histogram(many, classes);
          expect([...classes.breaks].sort((a, b) => a - b)).toEqual(classes.breaks);
          expect(new Set(classes.breaks).size).toBe(4);
          expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
          expect(bars.at(-1)?.count).toBe(0);
        },
      ),
    );
  });

  it('stay where they are while values move a little', () => {
    const moved = figures.map((figure) =>
      typeof figure.value === 'number' ? { ...figure, value: figure.value + 0.01 } : figure,
    );
    expect(mapClasses(share, moved).breaks).toEqual(mapClasses(share, figures).breaks);
  });

  it('name the worst known place, and none where no end is worse', () => {
    expect(worstCell(figures, 'down')?.place.id).toBe('e');
    expect(worstCell(figures, 'up')?.place.id).toBe('a');
    expect(worstCell(figures, 'neutral')).toBeUndefined();
    expect(worstCell([at('cu', 9, { freshness: 'stale' })], 'down')).toBeUndefined();
  });
});

describe('the points of the map', () => {
  const stock = indicatorOf({ limits: [limit(500), limit(1000, 'critical')] });

  it('grow in area, not in radius', () => {
    expect(discRadiusRem(1000, 1000) / discRadiusRem(250, 1000)).toBeCloseTo(2);
  });

  it('measure discs by the critical limit, so that one value has one size on every screen', () => {
    expect(discReference([figureWith({ indicator: stock, value: 9 })])).toBe(1000);
    expect(discReference([figureWith({ value: 40 }), figureWith({ value: 70 })])).toBe(70);
  });

  it.each([
    ['calm', figureWith({ indicator: stock, value: 250 }), { size: 2100, level: 0 }],
    ['warning', figureWith({ indicator: stock, value: 500 }), { level: 1 }],
    ['critical', figureWith({ indicator: stock, value: 1000 }), { size: 4200, level: 2 }],
    [
      'stale: no size, not judged',
      figureWith({ indicator: stock, value: 1000, freshness: 'stale' }),
      { size: 500, level: 3 },
    ],
    ['never seen', figureWith({ indicator: stock, freshness: 'never' }), { size: 500, level: 3 }],
    ['without a figure of its own: a ring, never a queue of zero', undefined, { size: 420, level: 4 }],
  ])('tell the state of a disc: %s', (_, figure, expected) => {
    expect(pointState('queue', figure, 1000)).toMatchObject(expected);
  });

  it('mark hot spots only from half of the highest value on', () => {
    const sizes = [10, 49, 50, 100].map(
      (value) => pointState('hotspot', figureWith({ value }), 100).size > 0,
    );
    expect(sizes).toEqual([false, false, true, true]);
  });

  it('are only places with a position', () => {
    expect(
      layerPlaces([placeOf('a', { lon: 1, lat: 2 }), placeOf('b')], { kind: 'crossing' }).map(({ id }) => id),
    ).toEqual(['a']);
  });
});

describe('the list beside the map', () => {
  const stock = indicatorOf({ limits: [limit(500), limit(1000, 'critical')] });
  const gate = (id: string, lat: number | undefined, value: number, more = {}) =>
    figureWith({
      indicator: stock,
      value,
      place: placeOf(id, lat === undefined ? {} : { lat, lon: 106.7 }),
      ...more,
    });

  it('runs from north to south, the unplaced last, the gravest large', () => {
    const list = calloutsOf(
      [gate('nam', 21, 600), gate('khong', undefined, 10), gate('bac', 22.3, 1057)],
      new Map([['bac', 7]]),
    );
    expect(list.map(({ figure, large, placed, change }) => [figure.place.id, large, placed, change])).toEqual(
      [
        ['bac', true, true, 7],
        ['nam', false, true, undefined],
        ['khong', false, false, undefined],
      ],
    );
  });

  it('compares nothing with a stale figure', () => {
    expect(
      calloutsOf([gate('a', 22, 10, { freshness: 'stale' })], new Map([['a', 5]]))[0]?.change,
    ).toBeUndefined();
  });

  it('gives each row its own height', () => {
    const [first, second] = calloutRowsRem([{ large: true }, { large: false }]);
    expect((second as number) - (first as number)).toBeCloseTo(CALLOUT_REM.large);
  });

  it('leads level first, then straight, and never past its point', () => {
    const elbow = (toX: number) => leaderCorners({ x: 100, y: 10 }, { x: toX, y: 50 }, 30)[1];
    expect(elbow(20)).toEqual({ x: 70, y: 10 });
    expect(elbow(90)).toEqual({ x: 90, y: 10 });
  });
});

describe('the frame of the map', () => {
  const geometry = { bounds: [106, 21, 107, 22] as const };

  it('fits the focused places that have a position, else the whole province', () => {
    expect(boundsOf(geometry, [])).toEqual(geometry.bounds);
    expect(boundsOf(geometry, [placeOf('a')])).toEqual(geometry.bounds);
    const [west, south, east, north] = boundsOf(geometry, [placeOf('a', { lon: 106.5, lat: 21.5 })]);
    expect(east - west).toBeGreaterThan(0.05);
    expect((south + north) / 2).toBeCloseTo(21.5);
  });

  it.each([
    [100, 300, 20],
    [10, 300, 2],
    [1, 300, 1],
  ])('has a round scale bar: %i m per px within %i px is %i km', (metres, mostPx, km) => {
    expect(scaleBar(metres, mostPx).km).toBe(km);
  });

  it('knows how long a pixel is', () => {
    expect(metresPerPx(0, 0)).toBeCloseTo(78_271.5, 0);
    expect(metresPerPx(1, 60)).toBeCloseTo(78_271.5 / 4, 0);
  });

  it('gives up histogram, legend and list in this order as room gets less', () => {
    const wanted = { callouts: true, histogram: true };
    const parts = [
      [114, 96],
      [70, 40],
      [48, 24],
      [30, 20],
    ].map(([w, h]) => {
      const { histogram: bars, legend, callouts } = overlayRoom(w as number, h as number, wanted);
      return [bars, legend, callouts];
    });
    expect(parts).toEqual([
      [true, true, true],
      [false, true, true],
      [false, false, true],
      [false, false, false],
    ]);
  });
});

describe('what is said below the map', () => {
  it('calls a schematic a schematic, and credits an imported file', () => {
    expect(mapNotes({ basis: 'schematic', attribution: 'x' }, [])).toEqual({ schematic: true, unplaced: [] });
    expect(mapNotes({ basis: 'imported', attribution: '© Tỉnh' }, [])).toMatchObject({
      schematic: false,
      attribution: '© Tỉnh',
    });
  });

  it('gives the accuracy of the placed alone', () => {
    const places = [
      placeOf('a', { lon: 1, lat: 1, accuracyKm: 0.5 }),
      placeOf('b', { lon: 1, lat: 1, accuracyKm: 11 }),
      placeOf('c', { accuracyKm: 99 }),
      placeOf('d', { lon: 1, lat: 1, accuracyKm: null }),
    ];
    expect(mapNotes({ basis: 'schematic' }, places).accuracyKm).toEqual({ from: 0.5, to: 11 });
  });
});

describe('the map without WebGL', () => {
  it('draws every cell inside its frame, north above south', () => {
    const square: [number, number][] = [
      [106, 21],
      [107, 21],
      [107, 22],
      [106, 22],
      [106, 21],
    ];
    const drawn = flatMap({
      basis: 'schematic',
      bounds: [106, 21, 107, 22],
      cells: {
        type: 'FeatureCollection',
        features: [
          {
            type: 'Feature',
            id: 'a',
            properties: { id: 'a' },
            geometry: { type: 'Polygon', coordinates: [square] },
          },
        ],
      },
    });
    expect(drawn.cells.map(({ id }) => id)).toEqual(['a']);
    expect(drawn.project(106, 22)).toEqual({ x: 0, y: 0 });
    expect(drawn.project(107, 21)).toEqual({ x: drawn.width, y: FLAT_HEIGHT });
  });
});
