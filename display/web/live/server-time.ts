/** The server's time as a screen may know it, from the many words of its server. Pure but for what it remembers. */
import { serverNowMs, type ClientInstant, type ClockMark } from '../../../shared/server-clock.ts';

/** A word that is this far behind our reckoning was not late on its way: our reckoning was wrong. */
const MAX_DELAY_MS = 10_000;
/** Clocks drift apart by up to some ms in this time; then the next word counts, late or not. */
const REMARK_AFTER_MS = 60_000;

/**
 * The least delayed word decides: one that came late says a time that is already past, and following it would
 * make every figure younger than it is. What was once shown is never taken back, but for an error of ours.
 */
export class ServerTime {
  private mark: ClockMark | undefined;
  private shownMs = 0;

  /** The server said that it is `wordMs` now. */
  hear(wordMs: number, instant: ClientInstant): void {
    const mark: ClockMark = { ...instant, serverNowMs: wordMs };
    if (this.mark === undefined) {
      this.mark = mark;
      return;
    }
    const behindMs = serverNowMs(this.mark, instant) - wordMs;
    const markAgeMs = instant.monotonicMs - this.mark.monotonicMs;
    if (behindMs <= 0 || behindMs > MAX_DELAY_MS || markAgeMs > REMARK_AFTER_MS) this.mark = mark;
    if (behindMs > MAX_DELAY_MS) this.shownMs = 0;
  }

  /** The server's time at this instant, ms since 1970 UTC; before its first word, the screen's own. */
  now(instant: ClientInstant): number {
    const reckonedMs = this.mark === undefined ? instant.wallMs : serverNowMs(this.mark, instant);
    if (this.mark !== undefined) this.shownMs = Math.max(this.shownMs, reckonedMs);
    return this.mark === undefined ? reckonedMs : this.shownMs;
  }
}

/** Both clocks of this browser. */
export function clientInstant(): ClientInstant {
  return { monotonicMs: performance.now(), wallMs: Date.now() };
}
