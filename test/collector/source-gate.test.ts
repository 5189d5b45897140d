import { describe, expect, it } from 'vitest';
import { CLOSED_GATE, gateAfter, gateDecision, type GateDecision } from '../../collector/source-gate.ts';

const BREAKER = { failures: 3, halfOpenAfterMs: 1_000 };
type Step = readonly ['success' | 'timeout' | 'auth' | { retryAfterMs: number }, number];

function after(steps: readonly Step[]) {
  return steps.reduce((state, [step, atMs]) => {
    if (step === 'success') return gateAfter(state, step, BREAKER, atMs);
    const outcome =
      typeof step === 'string' ? { reason: step } : { reason: 'rate-limited' as const, ...step };
    return gateAfter(state, outcome, BREAKER, atMs);
  }, CLOSED_GATE);
}

describe('a source may be asked', () => {
  const cases: [string, Step[], number, GateDecision['may']][] = [
    ['at first', [], 0, 'ask'],
    [
      'after some failures',
      [
        ['timeout', 0],
        ['auth', 1],
      ],
      2,
      'ask',
    ],
    [
      'not after too many',
      [
        ['timeout', 0],
        ['timeout', 1],
        ['timeout', 2],
      ],
      3,
      'breaker-open',
    ],
    [
      'not until the pause is over',
      [
        ['timeout', 0],
        ['timeout', 1],
        ['timeout', 2],
      ],
      1_001,
      'breaker-open',
    ],
    [
      'once, for a trial',
      [
        ['timeout', 0],
        ['timeout', 1],
        ['timeout', 2],
      ],
      1_002,
      'ask',
    ],
    [
      'not after a trial that failed',
      [
        ['timeout', 0],
        ['timeout', 1],
        ['timeout', 2],
        ['timeout', 1_500],
      ],
      1_600,
      'breaker-open',
    ],
    [
      'after a trial that succeeded',
      [
        ['timeout', 0],
        ['timeout', 1],
        ['timeout', 2],
        ['success', 1_500],
      ],
      1_600,
      'ask',
    ],
    [
      'as before when a success came between failures',
      [
        ['timeout', 0],
        ['timeout', 1],
        ['success', 2],
        ['timeout', 3],
      ],
      4,
      'ask',
    ],
    ['not while its own Retry-After runs', [[{ retryAfterMs: 500 }, 0]], 499, 'rate-limited'],
    ['when its Retry-After is over', [[{ retryAfterMs: 500 }, 0]], 500, 'ask'],
    [
      'not before its Retry-After, however short the breaker',
      [
        ['timeout', 0],
        ['timeout', 1],
        [{ retryAfterMs: 9_000 }, 2],
      ],
      5_000,
      'rate-limited',
    ],
  ];
  it.each(cases)('%s', (_name, steps, nowMs, may) => {
    expect(gateDecision(after(steps), nowMs).may).toBe(may);
  });
});
