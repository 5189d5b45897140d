import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../shared/observation.ts';
import { stateHash, stateLine } from '../../shared/state-hash.ts';

const READING: Reading = {
  indicator: 'xe-ton',
  place: 'tan-thanh',
  value: 1057,
  observedAtMs: 1_763_780_000_000,
  collectedAtMs: 1_763_780_001_000,
  source: 'cua-khau-so',
  method: 'api',
};

describe('the line of a reading', () => {
  it.each<[string, Partial<Reading>, string]>([
    ['a number', {}, 'xe-ton|tan-thanh||1057|1763780000000|api'],
    [
      'a large decimal',
      { value: 18063800000000.57 },
      'xe-ton|tan-thanh||18063800000000.57|1763780000000|api',
    ],
    ['a state', { value: 'open' }, 'xe-ton|tan-thanh||"open"|1763780000000|api'],
    ['none', { value: null }, 'xe-ton|tan-thanh||null|1763780000000|api'],
    [
      'a period',
      { period: '2026-Q3', method: 'manual' },
      'xe-ton|tan-thanh|2026-Q3|1057|1763780000000|manual',
    ],
  ])('says %s', (_name, change, expected) => {
    expect(stateLine({ ...READING, ...change })).toBe(expected);
  });
});

describe('the hash of a state', () => {
  it('is the SHA-256 of epoch, cursor, sorted lines and sorted alerts', () => {
    const text = ['epoch', '5-0', 'a', 'b', '', 'x', 'y'].join('\n');
    const expected = createHash('sha256').update(text).digest('hex');
    expect(stateHash('epoch', '5-0', ['b', 'a'], ['y', 'x'])).toBe(expected);
  });

  it('does not depend on the order of what is held, and on everything else', () => {
    const lines = fc.uniqueArray(
      fc.string({ minLength: 1 }).filter((text) => !text.includes('\n')),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(lines, fc.nat(), (held, pick) => {
        const hash = stateHash('e', '1-0', held);
        expect(stateHash('e', '1-0', [...held].reverse())).toBe(hash);
        expect(stateHash('e', '1-1', held)).not.toBe(hash);
        expect(stateHash('f', '1-0', held)).not.toBe(hash);
        const without = held.filter((_, at) => at !== pick % held.length);
        expect(stateHash('e', '1-0', without)).not.toBe(hash);
      }),
    );
  });
});
