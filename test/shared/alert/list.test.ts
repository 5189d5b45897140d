/** What a list of alerts shows in calm and in a storm; what is told together; how many places are watched. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Transition } from '../../../shared/alert/alert.ts';
import { isFlood, listRows, MAX_ROWS, type Listed } from '../../../shared/alert/flood.ts';
import { closeWindows, gather, type GroupWindow } from '../../../shared/alert/grouping.ts';
import { chooseInstances } from '../../../shared/alert/instances.ts';
import { Script } from './alert-script.ts';

const listed = (n: number, change: Partial<Listed> = {}): Listed => ({
  rule: `r-${n % 50}`,
  place: `p-${n}`,
  domain: `d-${n % 12}`,
  group: `g-${n % 25}`,
  level: n % 3 === 0 ? 'critical' : 'warning',
  sinceMs: n,
  ...change,
});
const storm = (count: number) => Array.from({ length: count }, (_, n) => listed(n));
const keys = (alerts: readonly Listed[]) => alerts.map(({ rule, place }) => `${rule}:${place}`).toSorted();

describe('a list of alerts', () => {
  it('shows few alerts each in a row of its own, the gravest and oldest first', () => {
    const rows = listRows([listed(1), listed(3), listed(0), listed(2)]);
    expect(rows.map(({ by, alerts }) => [by, alerts.map(({ sinceMs }) => sinceMs)])).toEqual([
      ['alert', [0]],
      ['alert', [3]],
      ['alert', [1]],
      ['alert', [2]],
    ]);
  });

  it('shows a storm of 1,000 in at most 10 rows, with none lost', () => {
    const all = storm(1_000);
    const rows = listRows(all);
    expect(rows.length).toBeLessThanOrEqual(MAX_ROWS);
    expect(keys(rows.flatMap(({ alerts }) => alerts))).toEqual(keys(all));
  });

  it('takes the finest rows that fit', () => {
    const oneRule = storm(65).map((alert) => ({ ...alert, rule: 'attendance' }));
    expect(listRows(oneRule).map(({ by, alerts }) => [by, alerts.length])).toEqual([['rule', 65]]);
  });

  it('loses none and keeps its bound, whatever comes', () => {
    const one = fc.record({
      rule: fc.nat(30).map((n) => `r-${n}`),
      place: fc.nat(200).map((n) => `p-${n}`),
      domain: fc.nat(14).map((n) => `d-${n}`),
      group: fc.nat(20).map((n) => `g-${n}`),
      level: fc.constantFrom('warning' as const, 'critical' as const),
      sinceMs: fc.nat(1_000),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 300 }), (all) => {
        const rows = listRows(all);
        expect(rows.length).toBeLessThanOrEqual(MAX_ROWS);
        expect(keys(rows.flatMap(({ alerts }) => alerts))).toEqual(keys(all));
        for (const { level, alerts } of rows)
          expect(level).toBe(alerts.some((alert) => alert.level === 'critical') ? 'critical' : 'warning');
      }),
    );
  });

  it('a flood is ten alerts within ten minutes', () => {
    const times = Array.from({ length: 10 }, (_, n) => n * 1_000);
    expect(isFlood(times, 9_000)).toBe(true);
    expect(isFlood(times.slice(1), 9_000)).toBe(false);
    expect(isFlood(times, 600_000)).toBe(false);
  });
});

describe('what is told together', () => {
  const tellings = (): readonly Transition[] => {
    const script = new Script();
    script.at(0, 150);
    script.at(10, 0);
    return script.transitions;
  };
  const fill = (all: readonly Transition[]) =>
    all.reduce<readonly GroupWindow[]>((open, one) => gather(open, 'gates', one, one.atMs), []);

  it('T10: what fires and clears inside one window is told as both', () => {
    const windows = fill(tellings());
    expect(closeWindows(windows, 30, 29)).toEqual({ due: [], waiting: windows });
    const { due, waiting } = closeWindows(windows, 30, 30);
    expect(due.map(({ tellings: told }) => told.map(({ telling }) => telling))).toEqual([
      ['first', 'resolved'],
    ]);
    expect(waiting).toEqual([]);
  });

  it('the same telling again is no second one', () => {
    const all = tellings();
    expect(fill([...all, ...all])).toEqual(fill(all));
  });
});

describe('places that a rule watches', () => {
  it('T6: a limit keeps new ones out and never wipes the active ones', () => {
    expect(chooseInstances(['a', 'b', 'c', 'd'], new Set(['c', 'gone']), 3)).toEqual({
      watched: ['c', 'gone', 'a'],
      refused: ['b', 'd'],
    });
    expect(chooseInstances(['a', 'b'], new Set(['x', 'y', 'z']), 1).watched).toEqual(['x', 'y', 'z']);
  });
});
