/** What `npm run faults` rests on must itself be able to complain. */
import { describe, expect, it } from 'vitest';
import type { HistoryPoint } from '../../shared/latest-entry.ts';
import type { LedgerEntry } from '../province/ledger.ts';
import { historyProblems, type Evidence } from './history-problems.ts';

const NOW_MS = 100_000;
const SERIES = 'd.tong|tinh';

const point = (observedAtMs: number, value: number, collectedAtMs = observedAtMs + 10): HistoryPoint => ({
  value,
  observedAtMs,
  collectedAtMs,
  source: 'nguon',
});
const answer = (stampMs: number, value: number, outcome: number | string = 200): LedgerEntry => ({
  servedAtMs: stampMs + 5,
  method: 'GET',
  path: '/series',
  outcome,
  stampMs,
  values: { 'tong@tinh': value },
});
const told = (observedAtMs: number, value: number) => ({
  id: `${observedAtMs}-0`,
  reading: {
    indicator: 'd.tong',
    place: 'tinh',
    value,
    observedAtMs,
    collectedAtMs: observedAtMs + 10,
    source: 'nguon',
    method: 'api' as const,
  },
});
const evidence = (changes: Partial<Evidence> & { points: readonly HistoryPoint[] }): Evidence => ({
  domain: 'd',
  kept: [{ series: SERIES, points: changes.points }],
  accepted: [told(1_000, 1), told(2_000, 2)],
  failedAtMs: [],
  ledger: [answer(1_000, 1), answer(2_000, 2)],
  outages: [],
  nowMs: NOW_MS,
  ...changes,
});

describe('the comparison of what was served, told and kept', () => {
  it.each([
    ['all is well', evidence({ points: [point(1_000, 1), point(2_000, 2)] }), []],
    [
      'an accepted reading is lost',
      evidence({ points: [point(1_000, 1)], ledger: [answer(1_000, 1), answer(2_000, 2, 'drip')] }),
      [`${SERIES} 2 of 2000 was accepted and is lost`],
    ],
    [
      'an accepted reading is lost with what a disk tore off',
      evidence({
        points: [point(1_000, 1)],
        outages: [{ fromMs: 2_500, healedAtMs: 2_600, isTorn: true }],
      }),
      [],
    ],
    [
      'an accepted reading is lost long before a disk tore anything off',
      evidence({
        points: [point(2_000, 2)],
        ledger: [answer(1_000, 1, 'drip'), answer(2_000, 2)],
        outages: [{ fromMs: 4_000, healedAtMs: 4_100, isTorn: true }],
      }),
      [`${SERIES} 1 of 1000 was accepted and is lost`],
    ],
    [
      'a reading is there twice',
      evidence({ points: [point(1_000, 1), point(2_000, 2), point(2_000, 2, 2_500)] }),
      [`${SERIES} 2 of 2000 is there twice`],
    ],
    [
      'a reading was never served',
      evidence({ points: [point(1_000, 1), point(2_000, 2), point(3_000, 0)] }),
      [`${SERIES} 0 of 3000 was never served`],
    ],
    [
      'an answer of a calm time was never kept',
      evidence({ points: [point(1_000, 1)], accepted: [told(1_000, 1)] }),
      [`${SERIES} 2 of 2000 was served outside of every outage and is missing`],
    ],
    [
      'an answer of an outage was never kept',
      evidence({
        points: [point(1_000, 1)],
        accepted: [told(1_000, 1)],
        outages: [{ fromMs: 1_900, healedAtMs: 2_100 }],
      }),
      [],
    ],
    [
      'a value was corrected and corrected back',
      evidence({
        points: [point(1_000, 1), point(2_000, 2), point(2_000, 3, 2_020), point(2_000, 2, 2_030)],
        ledger: [answer(1_000, 1), answer(2_000, 2), answer(2_000, 3)],
      }),
      [],
    ],
  ])('%s', (_, given, expected) => {
    expect(historyProblems(given)).toEqual(expected);
  });
});
