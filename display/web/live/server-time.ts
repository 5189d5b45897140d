/** The server's time as a screen may know it, from the many words of its server. Pure but for what it remembers. */
import { serverNowMs, type ClientInstant, type ClockMark } from '../../../shared/server-clock.ts';

/** A word may be this far behind our reckoning by the drift of two clocks in {@link REMARK_AFTER_MS}, ms. */
const MAX_DRIFT_MS = 250;
const REMARK_AFTER_MS = 60_000;
/** A word that is this far behind was late on its way, or our reckoning is wrong: only an answer can tell, ms. */
const DOUBT_AFTER_MS = 2_000;
/** An answer that took longer than this says too little, ms. */
const MAX_ROUND_TRIP_MS = 2_000;

/**
 * The least delayed word decides: one that came late says a time that is already past, and following it would
 * make every figure younger than it is. A tab that wakes hears what was sent to it while it slept. Only the answer to a
 * question of ours, whose way we timed, may take our reckoning back.
 */
export class ServerTime {
  private mark: ClockMark | undefined;
  private shownMs = 0;

  /** The server said, some time ago, that it is `wordMs`. `doubtful`: ask it. */
  hear(wordMs: number, instant: ClientInstant): 'taken' | 'late' | 'doubtful' {
    const mark: ClockMark = { ...instant, serverNowMs: wordMs };
    const behindMs = this.mark === undefined ? 0 : serverNowMs(this.mark, instant) - wordMs;
    const markAgeMs = instant.monotonicMs - (this.mark?.monotonicMs ?? 0);
    const isDrift = behindMs <= MAX_DRIFT_MS && markAgeMs > REMARK_AFTER_MS;
    if (behindMs <= 0 || isDrift) {
      this.mark = mark;
      return 'taken';
    }
    return behindMs > DOUBT_AFTER_MS ? 'doubtful' : 'late';
  }

  /** The server answered a question asked at `askedAt`: it was `wordMs` then or later. */
  answered(wordMs: number, askedAt: ClientInstant, instant: ClientInstant): 'taken' | 'too-slow' {
    const mark: ClockMark = { ...askedAt, serverNowMs: wordMs };
    const reckonedMs = serverNowMs(mark, instant);
    if (reckonedMs - wordMs > MAX_ROUND_TRIP_MS) return 'too-slow';
    const isWrong = this.mark !== undefined && serverNowMs(this.mark, instant) - reckonedMs > DOUBT_AFTER_MS;
    if (isWrong) this.shownMs = 0;
    if (isWrong || this.hear(reckonedMs, instant) === 'taken') this.mark = mark;
    return 'taken';
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
