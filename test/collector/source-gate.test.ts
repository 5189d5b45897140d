/** Breaker and Retry-After as the store keeps them, on its own clock, for all collectors together. */
import { describe, expect, it } from 'vitest';
import { parseProgress } from '../../collector/progress.ts';
import type { GateStep } from '../../collector/record-batch.ts';
import { gateDecision, gateStep, parseGate, type GateDecision } from '../../collector/source-gate.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import { withRedis } from '../fixtures/redis.ts';
import { makeWorld, OK } from './record-world.ts';

const redis = withRedis();
const SOURCE = { id: 'a', breaker: { failures: 3, halfOpenAfterMs: 1_000 } };
type Step = 'success' | 'timeout' | { readonly retryAfterMs: number };

const stepOf = (step: Step): GateStep =>
  step === 'success'
    ? gateStep(SOURCE, { kind: 'document' })
    : gateStep(SOURCE, { kind: 'failed', ...(typeof step === 'string' ? {} : step) });

/** Steps that follow each other at once, and what the gate says so long after the last of them. */
function world() {
  const { client, domain, record } = makeWorld(redis().connect());
  const progress = { field: 'a', before: '', next: '' };
  let lastMs = 0;
  const take = async (step: Step, before = '') => {
    const outcome = step === 'success' ? ('ok' as const) : ('timeout' as const);
    const batch = { report: { ...OK, outcome }, progress: { ...progress, before }, gate: stepOf(step) };
    lastMs = (await record(batch)).nowMs;
  };
  const decision = async (afterMs: number): Promise<GateDecision['may']> => {
    const text = await client.hget(redisKeys.progress(domain), 'a/gate');
    return gateDecision(parseGate(text ?? ''), lastMs + afterMs).may;
  };
  return { client, domain, take, decision };
}

describe('a source may be asked', () => {
  const cases: [string, Step[], number, GateDecision['may']][] = [
    ['at first', [], 0, 'ask'],
    ['after some failures', ['timeout', 'timeout'], 1, 'ask'],
    ['not after too many', ['timeout', 'timeout', 'timeout'], 1, 'breaker-open'],
    ['not until the breaker has waited', ['timeout', 'timeout', 'timeout'], 999, 'breaker-open'],
    ['then once, for a trial', ['timeout', 'timeout', 'timeout'], 1_000, 'ask'],
    ['not after a trial that failed', ['timeout', 'timeout', 'timeout', 'timeout'], 999, 'breaker-open'],
    ['after a trial that succeeded', ['timeout', 'timeout', 'timeout', 'success'], 1, 'ask'],
    [
      'as before when a success came between failures',
      ['timeout', 'timeout', 'success', 'timeout'],
      1,
      'ask',
    ],
    ['not while its own Retry-After runs', [{ retryAfterMs: 500 }], 499, 'rate-limited'],
    ['when its Retry-After is over', [{ retryAfterMs: 500 }], 500, 'ask'],
    [
      'not before its Retry-After, however short the breaker',
      ['timeout', 'timeout', { retryAfterMs: 9_000 }],
      8_500,
      'rate-limited',
    ],
    [
      'not before the longest Retry-After that collectors were told',
      [{ retryAfterMs: 9_000 }, { retryAfterMs: 500 }],
      8_500,
      'rate-limited',
    ],
    [
      'not before its Retry-After for a success that was asked for earlier',
      [{ retryAfterMs: 9_000 }, 'success'],
      8_500,
      'rate-limited',
    ],
  ];
  it.each(cases)('%s', async (_name, steps, afterMs, may) => {
    const { take, decision } = world();
    for (const step of steps) await take(step);
    expect(await decision(afterMs)).toBe(may);
  });
});

describe('the gate', () => {
  it('is not moved by a late answer', async () => {
    const { take, decision } = world();
    await take({ retryAfterMs: 9_000 }, 'read before somebody else made a step');
    expect(await decision(1)).toBe('ask');
  });

  it('leaves nothing behind in the store when all is well', async () => {
    const { client, domain, take } = world();
    await take('timeout');
    expect(await client.hget(redisKeys.progress(domain), 'a/gate')).toBe('1 0 0');
    await take('success');
    expect(await client.hexists(redisKeys.progress(domain), 'a/gate')).toBe(0);
  });

  it('stands beside the progress and does not set it back', async () => {
    const { client, domain, record } = makeWorld(redis().connect());
    const text = JSON.stringify({ config: 'c', poll: 1, collectedToMs: 5 });
    await record({ progress: { field: 'a', before: '', next: text }, gate: stepOf('success') });
    await record({ progress: { field: 'a', before: text, next: text }, gate: stepOf('timeout') });
    const stored = await client.hget(redisKeys.progress(domain), 'a');
    expect(parseProgress(stored ?? '')?.poll).toBe(1);
  });
});
