import { describe, expect, it } from 'vitest';
import {
  alertRows,
  alertSlots,
  alertsThatFit,
  unsureSources,
} from '../../../../display/web/widgets/alerts/alerts-shape.ts';
import { flowBalance, flowShape, valueAt } from '../../../../display/web/widgets/flow/flow-shape.ts';
import { figureWith, indicatorOf, limit, MINUTE_MS, NOW_MS, placeOf, point } from './figure-fixture.ts';

const stock = indicatorOf({ limits: [limit(500), limit(1000, 'critical')] });
const gate = placeOf('huu-nghi', { kind: 'gate' });
const crossing = placeOf('tan-thanh', { parent: 'huu-nghi' });
const alone = placeOf('chi-ma', { kind: 'gate' });
const places = new Map([gate, crossing, alone].map((place) => [place.id, place]));

describe("the gates' table", () => {
  const figures = {
    arrivals: [figureWith({ value: 224, place: crossing })],
    stock: [gate, crossing, alone].map((place, index) =>
      figureWith({ indicator: stock, place, value: [246, 1057, 65][index] ?? 0 }),
    ),
    exported: [],
    imported: [],
    wait: [],
    state: [],
  };

  it('puts crossings below their gate and the other gates last', () => {
    const shape = flowShape(figures, places);
    expect(shape.groups.map(({ gate: head, rows }) => [head?.id, rows.map(({ place }) => place.id)])).toEqual(
      [
        ['huu-nghi', ['huu-nghi', 'tan-thanh']],
        [undefined, ['chi-ma']],
      ],
    );
  });

  it('leaves a cell empty where no figure is expected, and marks the crossed limit alone', () => {
    const shape = flowShape(figures, places);
    expect(shape.groups[1]?.rows[0]?.cells.arrivals).toBeUndefined();
    expect(shape.limits.map(({ crossed }) => crossed)).toEqual([false, true]);
    expect(shape.rulerMax).toBeGreaterThanOrEqual(1057);
  });

  const totals = (now: number, more = {}) => ({
    arrivals: figureWith({ value: 376 }),
    exported: figureWith({ value: 127 }),
    stock: figureWith({ value: now, ...more }),
  });

  it.each([
    ['balances', 1283, totals(1532), { state: 'balanced', difference: 0 }],
    ['says by how much it does not', 1283, totals(1540), { state: 'differs', difference: 8 }],
    [
      'judges nothing without the stock of then',
      undefined,
      totals(1532),
      { state: 'unknown', missing: 'before' },
    ],
    [
      'judges nothing on stale figures',
      1283,
      totals(1532, { freshness: 'stale' }),
      { state: 'unknown', missing: 'figures' },
    ],
    [
      'judges nothing while places are missing',
      1283,
      totals(1532, { sum: { reported: 5, expected: 6, mixedPeriods: false } }),
      { state: 'unknown', missing: 'figures' },
    ],
  ])('%s', (_, before, sums, expected) => {
    expect(flowBalance(before, sums)).toMatchObject(expected);
  });

  it('knows the stock of then only if it was not stale then', () => {
    const points = [point(10, 60), point(20, 30)];
    expect(valueAt(points, NOW_MS - 55 * MINUTE_MS, 10 * MINUTE_MS)).toBe(10);
    expect(valueAt(points, NOW_MS - 45 * MINUTE_MS, 10 * MINUTE_MS)).toBeUndefined();
    expect(valueAt(points, NOW_MS - 90 * MINUTE_MS, 10 * MINUTE_MS)).toBeUndefined();
  });
});

describe('the ribbon', () => {
  const source = {
    id: 'nguon',
    name: { vi: 'N', en: 'N' },
    office: { vi: 'S', en: 'S' },
    domain: 'd',
    connector: 'http',
    everySeconds: 60,
  };
  const states = indicatorOf({
    id: 'he-thong',
    states: [
      { id: 'chay', name: { vi: 'Chạy', en: 'Up' }, level: 'normal' },
      { id: 'ngung', name: { vi: 'Ngừng', en: 'Down' }, level: 'warning' },
    ],
  });
  const none = { breaches: [], headlines: [], sources: [], contradictions: [], failures: new Map() };

  it('is empty when nothing is wrong', () => {
    expect(alertRows({ ...none, headlines: [figureWith()] })).toEqual([]);
  });

  it('puts critical before warning, crossings before what is not known', () => {
    const rows = alertRows({
      breaches: [
        figureWith({ indicator: stock, value: 600, place: alone }),
        figureWith({ indicator: stock, value: 1057, place: crossing }),
      ],
      headlines: [figureWith({ freshness: 'stale', source: 'khac' })],
      sources: [source],
      contradictions: [],
      failures: new Map([['nguon', 'timeout']]),
    });
    expect(rows.map((row) => row.kind)).toEqual(['crossing', 'crossing', 'failure', 'stale']);
    expect(rows[0]).toMatchObject({ crossing: { level: 'critical' } });
  });

  it('makes one row of what is wrong at one place', () => {
    const wait = indicatorOf({ id: 'cho', limits: [limit(10)] });
    const breaches = [
      figureWith({ indicator: stock, value: 1057, place: crossing }),
      figureWith({ indicator: wait, value: 31, place: crossing }),
    ];
    expect(alertRows({ ...none, breaches })).toMatchObject([{ kind: 'crossing', alsoHere: 1 }]);
  });

  it('makes one row of many places of one word', () => {
    const breaches = ['a', 'b', 'c'].map((id) =>
      figureWith({ indicator: states, value: 'ngung', place: placeOf(id) }),
    );
    const rows = alertRows({ ...none, breaches });
    expect(rows.map((row) => row.kind === 'states' && row.figures.length)).toEqual([3]);
  });

  it('puts the newest of equally grave ones first', () => {
    const breaches = ['cu', 'moi'].map((id) =>
      figureWith({ indicator: stock, value: 1057, place: placeOf(id) }),
    );
    const rows = alertRows({
      ...none,
      breaches,
      sinceMs: ({ figure }) => (figure.place.id === 'moi' ? NOW_MS : NOW_MS - 1),
    });
    expect(rows.map((row) => row.key)).toEqual(['xe-ton|moi', 'xe-ton|cu']);
  });

  it('does not say twice that a failing source is stale', () => {
    const rows = alertRows({
      ...none,
      headlines: [figureWith({ freshness: 'stale' })],
      sources: [source],
      contradictions: [],
      failures: new Map([['nguon', 'server']]),
    });
    expect(rows.map((row) => row.kind)).toEqual(['failure']);
  });

  it('shows what fits and says how many did not', () => {
    const breaches = Array.from({ length: 6 }, (_, index) =>
      figureWith({ indicator: stock, value: 1057, place: placeOf(`p${index}`) }),
    );
    const rows = alertRows({ ...none, breaches });
    const wall = alertsThatFit(rows, alertSlots(231, 12));
    expect([wall.wide, wall.shown.length, wall.more]).toEqual([true, 3, 3]);
    const narrow = alertsThatFit(rows, alertSlots(55, 24));
    expect([narrow.wide, narrow.shown.length, narrow.more]).toEqual([false, 2, 4]);
  });

  it('is no wider for a critical row of many places, which has no figure to show large', () => {
    const closed = indicatorOf({
      states: [
        { id: 'mo', name: { vi: 'Mở', en: 'Open' }, level: 'normal' },
        { id: 'dong', name: { vi: 'Đóng', en: 'Closed' }, level: 'critical' },
      ],
    });
    const breaches = ['a', 'b'].map((id) =>
      figureWith({
        indicator: closed,
        place: placeOf(id),
        value: 'dong',
        limit: { level: 'critical' },
      }),
    );
    const rows = alertRows({ ...none, breaches });
    expect(rows[0]?.kind).toBe('states');
    expect(alertsThatFit(rows, alertSlots(231, 12)).wide).toBe(false);
  });

  it('is not sure of calm while a source is not well', () => {
    expect(
      unsureSources([
        { source, freshness: 'fresh' },
        { source, freshness: 'late' },
        { source, freshness: 'stale' },
        { source, freshness: 'fresh', failure: 'auth' },
      ]),
    ).toBe(2);
  });
});
