import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextWindow, owedAfter, parsePast, parseProgress, pastOwed } from '../../collector/progress.ts';
import type { PollWindow } from '../../collector/connector.ts';

const H = 3_600_000;
const NOW = 1_000 * H;
const backfill = { settings: {}, hours: 48, windowHours: 6 };

describe('what is owed of the past', () => {
  const cases: [string, number | undefined, PollWindow | undefined, PollWindow | undefined][] = [
    ['at first start all of it', undefined, undefined, { fromMs: NOW - 48 * H, toMs: NOW }],
    ['nothing while polls succeed', NOW - 15_000, undefined, undefined],
    ['nothing after exactly two cadences', NOW - 20_000, undefined, undefined],
    ['after an outage what was missed', NOW - 3 * H, undefined, { fromMs: NOW - 3 * H, toMs: NOW }],
    [
      'after a long outage no more than is configured',
      NOW - 90 * H,
      undefined,
      { fromMs: NOW - 48 * H, toMs: NOW },
    ],
    [
      'what was owed before stays owed',
      NOW - 5_000,
      { fromMs: NOW - 40 * H, toMs: NOW - 30 * H },
      { fromMs: NOW - 40 * H, toMs: NOW - 30 * H },
    ],
    [
      'a second outage adds to what was owed',
      NOW - H,
      { fromMs: NOW - 9 * H, toMs: NOW - 5 * H },
      { fromMs: NOW - 9 * H, toMs: NOW },
    ],
  ];
  it.each(cases)('%s', (_name, collectedToMs, owed, expected) => {
    expect(pastOwed({ everySeconds: 10, backfill }, collectedToMs, owed, NOW)).toEqual(expected);
  });

  it('is nothing where the source cannot be asked', () => {
    expect(pastOwed({ everySeconds: 10, backfill: undefined }, undefined, undefined, NOW)).toBeUndefined();
  });
});

describe('windows', () => {
  it('cover what is owed without a gap, newest first, whatever its length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 * H }),
        fc.integer({ min: 1, max: 48 }),
        (lengthMs, hours) => {
          const whole = { fromMs: NOW - lengthMs, toMs: NOW };
          let edge = whole.toMs;
          for (let owed: PollWindow | undefined = whole; owed !== undefined;) {
            const window = nextWindow(owed, hours);
            expect(window.toMs).toBe(edge);
            expect(window.toMs - window.fromMs).toBeLessThanOrEqual(hours * H);
            expect(window.fromMs).toBeLessThan(window.toMs);
            edge = window.fromMs;
            owed = owedAfter(owed, window);
          }
          expect(edge).toBe(whole.fromMs);
        },
      ),
    );
  });
});

it('begins anew with a text of another version', () => {
  expect(parseProgress('')).toBeUndefined();
  expect(parseProgress('{"etag":"1"}')).toBeUndefined();
  expect(parseProgress('{"config":"c","collectedToMs":5}')).toBeUndefined();
  expect(parseProgress('{"config":"c","poll":3,"collectedToMs":5}')).toEqual({
    config: 'c',
    poll: 3,
    collectedToMs: 5,
  });
  expect(parsePast('{}')).toBeUndefined();
});
