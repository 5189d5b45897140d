import { describe, expect, it } from 'vitest';
import { barsShape } from '../../../../display/web/widgets/bars/bars-shape.ts';
import {
  cellState,
  columnsFor,
  matrixShape,
  namedGrid,
} from '../../../../display/web/widgets/matrix/matrix-shape.ts';
import { owedShape } from '../../../../display/web/widgets/owed/owed-shape.ts';
import {
  dotAt,
  rankingShape,
  shareRows,
  tickAt,
} from '../../../../display/web/widgets/ranking/ranking-shape.ts';
import { sourcesShape } from '../../../../display/web/widgets/sources/sources-shape.ts';
import { targetsShape, targetState } from '../../../../display/web/widgets/targets/targets-shape.ts';
import { figureWith, indicatorOf, limit, NOW_MS, placeOf } from './figure-fixture.ts';

const indicator = indicatorOf({ limits: [limit(80), limit(95, 'critical')] });
const at = (id: string, value: number | null, more = {}) =>
  figureWith({ indicator, place: placeOf(id), value, ...more });

describe('a ranking', () => {
  const figures = [
    at('a', 10),
    at('b', 90),
    at('c', 50),
    at('d', 30),
    at('cu', 1, { freshness: 'stale' }),
    at('chua', null, { freshness: 'never' }),
  ];

  it('shows worst and best with how many stand between and how many cannot be ranked', () => {
    const shape = rankingShape(figures, 1, 2);
    expect(shape.best.map(({ figure }) => figure.place.id)).toEqual(['a']);
    expect(shape.worst.map(({ figure }) => figure.place.id)).toEqual(['c', 'b']);
    expect([shape.between, shape.unranked]).toEqual([1, 2]);
  });

  it('turns with the better direction', () => {
    const up = figures.map((figure) => ({ ...figure, indicator: { ...indicator, better: 'up' as const } }));
    expect(rankingShape(up, 1, 1).best[0]?.figure.place.id).toBe('b');
  });

  it('never shows a place twice, and keeps the worst when there are few', () => {
    const shape = rankingShape([at('a', 1), at('b', 2)], 3, 5);
    expect([shape.best.length, shape.worst.length]).toEqual([0, 2]);
  });

  it('gives equal values an equal rank', () => {
    expect(rankingShape([at('a', 5), at('b', 5), at('c', 9)], 0, 3).worst.map(({ rank }) => rank)).toEqual([
      1, 1, 3,
    ]);
  });

  it('names ends without praise when no direction is better', () => {
    expect(rankingShape([{ ...at('a', 1), indicator: { ...indicator, better: 'neutral' } }], 1, 1).ends).toBe(
      'highest-lowest',
    );
  });

  it('places every value on a line from the least to the greatest, with the limit that lies between', () => {
    const { span } = rankingShape(figures, 1, 2);
    expect(span).toEqual({ low: 10, high: 90 });
    const line = span as { low: number; high: number };
    expect([10, 50, 90].map((value) => dotAt(value, line))).toEqual([0, 0.5, 1]);
    expect(tickAt(indicator.limits, line)).toBe(0.875);
    expect(tickAt([limit(95)], line)).toBeUndefined();
  });

  it('draws no line where all values are equal', () => {
    expect(rankingShape([at('a', 5), at('b', 5)], 1, 1).span).toBeUndefined();
  });

  it.each([
    [3, 5, 8, { best: 3, worst: 5 }],
    [3, 5, 4, { best: 1, worst: 3 }],
    [3, 5, 1, { best: 0, worst: 1 }],
    [3, 5, 0, { best: 0, worst: 0 }],
  ])('shares %i and %i over %i rows', (best, worst, slots, expected) => {
    expect(shareRows(best, worst, slots)).toEqual(expected);
  });
});

describe('bars by place', () => {
  it('puts the highest first and says what found no row and who is silent', () => {
    const shape = barsShape(
      [at('a', 10), at('b', 90), at('c', 50), at('d', null, { freshness: 'never' })],
      2,
    );
    expect(shape.rows.map(({ figure }) => figure.place.id)).toEqual(['b', 'c']);
    expect([shape.more, shape.silent]).toEqual([1, 1]);
  });

  it('ends its scale at the next limit, not at one that nobody is near', () => {
    const far = indicatorOf({ limits: [limit(500), limit(3000, 'critical')] });
    const shape = barsShape([figureWith({ indicator: far, value: 400 })], 5);
    expect(shape.scale.max).toBeLessThan(1000);
    expect(shape.limits.map(({ value }) => value)).toEqual([500]);
  });

  it('labels no two limits that would touch, the critical one first', () => {
    const near = indicatorOf({ limits: [limit(95), limit(100, 'critical')] });
    const shape = barsShape([figureWith({ indicator: near, value: 99 })], 5);
    expect(shape.limits.filter(({ labelled }) => labelled).map(({ value }) => value)).toEqual([100]);
  });
});

describe('a status matrix', () => {
  it.each([
    ['normal', at('a', 10)],
    ['warning', at('a', 80)],
    ['critical', at('a', 95)],
    ['late', at('a', 10, { freshness: 'late' })],
    ['warning', at('a', 80, { freshness: 'late' })],
    ['stale', at('a', 99, { freshness: 'stale' })],
    ['never', at('a', null, { freshness: 'never' })],
    ['none', at('a', null)],
  ] as const)('tells %s', (state, figure) => {
    expect(cellState(figure)).toBe(state);
  });

  it('keeps the cells in their order and lists the gravest first', () => {
    const shape = matrixShape([at('a', 10), at('b', 80), at('c', 99), at('d', null, { freshness: 'never' })]);
    expect(shape.cells.map(({ figure }) => figure.place.id)).toEqual(['a', 'b', 'c', 'd']);
    expect(shape.troubled.map(({ figure }) => figure.place.id)).toEqual(['c', 'b', 'd']);
    expect(shape.counts).toEqual([
      { state: 'critical', count: 1 },
      { state: 'warning', count: 1 },
      { state: 'never', count: 1 },
      { state: 'normal', count: 1 },
    ]);
  });

  it('fills its box with the largest squares', () => {
    expect(columnsFor(27, 900, 300)).toBe(9);
    expect(columnsFor(131, 0, 0)).toBe(1);
  });
});

describe('targets', () => {
  const least = indicatorOf({ target: { value: 95, comparison: 'at-least', own: true } });
  const most = indicatorOf({ target: { value: 5, comparison: 'at-most', own: true } });

  it.each([
    ['met', figureWith({ indicator: least, value: 95 })],
    ['not-met', figureWith({ indicator: least, value: 94.9 })],
    ['met', figureWith({ indicator: most, value: 5 })],
    ['unknown', figureWith({ indicator: least, value: 99, freshness: 'stale' })],
    ['unknown', figureWith({ indicator: least, freshness: 'never' })],
    ['unknown', figureWith({ indicator: least, value: null })],
  ] as const)('are %s', (state, figure) => {
    expect(targetState(figure)).toBe(state);
  });

  it('put what is missed on top and count what is unknown apart', () => {
    const shape = targetsShape([
      figureWith({ indicator: least, value: 99 }),
      figureWith({ indicator: least, freshness: 'never' }),
      figureWith({ indicator: least, value: 1 }),
    ]);
    expect(shape.rows.map(({ state }) => state)).toEqual(['not-met', 'unknown', 'met']);
    expect([shape.met, shape.notMet, shape.unknown]).toEqual([1, 1, 1]);
  });
});

describe('data owed', () => {
  const source = {
    id: 'nguon',
    name: { vi: 'N', en: 'N' },
    office: { vi: 'Sở', en: 'Office' },
    domain: 'cua-khau',
    connector: 'http',
    everySeconds: 60,
  };

  it('is nothing when all is fresh and every source answers', () => {
    expect(owedShape([at('a', 1)], [source], new Map(), 'cua-khau')).toEqual({ failed: [], indicators: [] });
  });

  it('tells how many of an indicator, as grave as the gravest, as old as the oldest', () => {
    const figures = [
      at('a', 1),
      at('b', 2, { freshness: 'late', originMs: NOW_MS - 4e5 }),
      at('c', 3, { freshness: 'stale', originMs: NOW_MS - 9e5 }),
    ];
    expect(owedShape(figures, [], new Map(), 'cua-khau').indicators).toMatchObject([
      { freshness: 'stale', owed: 2, expected: 3, oldestOriginMs: NOW_MS - 9e5 },
    ]);
  });

  it('names the failing sources of this domain alone', () => {
    const failures = new Map([
      ['nguon', 'timeout' as const],
      ['khac', 'server' as const],
    ]);
    const sources = [source, { ...source, id: 'khac', domain: 'y-te' }];
    expect(owedShape([], sources, failures, 'cua-khau').failed.map((row) => row.source.id)).toEqual([
      'nguon',
    ]);
  });
});

describe('the sources', () => {
  const source = {
    id: 'n',
    name: { vi: 'N', en: 'N' },
    office: { vi: 'S', en: 'S' },
    domain: 'd',
    connector: 'http',
    everySeconds: 60,
  };

  it('count only those on time as on time', () => {
    const shape = sourcesShape([
      { source, freshness: 'fresh' },
      { source, freshness: 'fresh', failure: 'timeout' },
      { source, freshness: 'never' },
      { source, freshness: 'late' },
    ]);
    expect(shape.onTime).toBe(1);
    expect(shape.troubled.map(({ state }) => state)).toEqual(['failed', 'never', 'late']);
  });
});

describe('a matrix with names', () => {
  it('names every cell where there is room for all, and none where there is not', () => {
    expect(namedGrid(27, { widthRem: 115, heightRem: 26 }, 27)).toEqual({
      columns: 4,
      rows: 7,
      rowRem: 26 / 7,
    });
    expect(namedGrid(27, { widthRem: 115, heightRem: 26 }, 37)).toEqual({
      columns: 3,
      rows: 9,
      rowRem: 26 / 9,
    });
    expect(namedGrid(131, { widthRem: 115, heightRem: 40 }, 27)).toBeUndefined();
    expect(namedGrid(27, { widthRem: 26, heightRem: 80 }, 27)).toBeUndefined();
    expect(namedGrid(0, { widthRem: 115, heightRem: 26 }, 27)).toBeUndefined();
  });
});
