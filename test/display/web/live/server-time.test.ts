import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServerTime } from '../../../../display/web/live/server-time.ts';

const at = (passedMs: number, wallJumpMs = 0) => ({
  monotonicMs: passedMs,
  wallMs: 5_000_000 + passedMs + wallJumpMs,
});
const START = 1_800_000_000_000;

describe("the server's time on a screen", () => {
  it('advances between two words, whatever the wall clock of the screen says', () => {
    const time = new ServerTime();
    time.hear(START, at(0));
    expect(time.now(at(700))).toBe(START + 700);
    expect(time.now(at(900, -3_600_000))).toBe(START + 900);
  });

  it('counts the time that a sleeping tab did not feel', () => {
    const time = new ServerTime();
    time.hear(START, at(0));
    expect(time.now({ monotonicMs: 5, wallMs: 5_000_000 + 3_600_000 })).toBe(START + 3_600_000);
  });

  it('takes the least delayed word: one that comes late does not make figures younger', () => {
    const time = new ServerTime();
    time.hear(START, at(0));
    time.hear(START + 1_000, at(4_000));
    expect(time.now(at(4_000))).toBe(START + 4_000);
    expect(time.now(at(5_000))).toBe(START + 5_000);
  });

  it('follows a word that is ahead of its reckoning', () => {
    const time = new ServerTime();
    time.hear(START, at(0));
    time.hear(START + 1_500, at(1_000));
    expect(time.now(at(2_000))).toBe(START + 2_500);
  });

  it('does not grow younger by what was sent to a tab while it slept', () => {
    const time = new ServerTime();
    time.hear(START, at(0));
    const woken = at(90_000);
    expect(time.hear(START + 500, woken)).toBe('doubtful');
    expect(time.now(woken)).toBe(START + 90_000);
  });

  it('comes back by an answer when its wall clock was set an hour ahead', () => {
    const time = new ServerTime();
    time.hear(START, at(0));
    expect(time.now(at(1_000, 3_600_000))).toBe(START + 3_601_000);
    expect(time.hear(START + 2_000, at(2_000, 3_600_000))).toBe('doubtful');
    expect(time.now(at(2_000, 3_600_000))).toBe(START + 3_602_000);
    time.answered(START + 2_020, at(2_000, 3_600_000), at(2_050, 3_600_000));
    // The answer says the time when it was asked for, or later: what the way took counts as age.
    expect(time.now(at(2_100, 3_600_000))).toBe(START + 2_120);
  });

  it('takes nothing from an answer that was long on its way', () => {
    const time = new ServerTime();
    time.hear(START, at(0));
    expect(time.answered(START + 10, at(0), at(60_000))).toBe('too-slow');
    expect(time.now(at(60_000))).toBe(START + 60_000);
  });

  it('never steps back and is never behind the least delayed word by more than drift, under any delays', () => {
    const word = fc.record({
      gapMs: fc.integer({ min: 1, max: 3_000 }),
      delayMs: fc.integer({ min: 0, max: 5_000 }),
    });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 60 }), (words) => {
        const time = new ServerTime();
        time.hear(START, at(0));
        let passedMs = 0;
        let shownMs = 0;
        for (const { gapMs, delayMs } of words) {
          passedMs += gapMs;
          // Sent `delayMs` ago, heard now.
          time.hear(START + Math.max(0, passedMs - delayMs), at(passedMs));
          const now = time.now(at(passedMs));
          expect(now).toBeGreaterThanOrEqual(shownMs);
          expect(now).toBeLessThanOrEqual(START + passedMs);
          // Within a minute the first, undelayed word stands.
          expect(now).toBeGreaterThanOrEqual(passedMs <= 60_000 ? START + passedMs : START);
          shownMs = now;
        }
      }),
    );
  });
});
