/**
 * The server's time as a client may know it: the offset of its last word from the server, advanced by the
 * larger of its monotonic and its wall clock. A sleeping tab stops the monotonic clock, somebody may set the
 * wall clock back: taking the larger delta, neither can make a number young.
 */
export interface ClientInstant {
  /** performance.now(), ms. */
  readonly monotonicMs: number;
  /** Date.now(), ms since 1970 UTC. */
  readonly wallMs: number;
}

/** What the server said last, and when that was here. */
export interface ClockMark extends ClientInstant {
  readonly serverNowMs: number;
}

/** The server's time now, never earlier than the last word plus what surely passed since. */
export function serverNowMs(mark: ClockMark, now: ClientInstant): number {
  const passedMs = Math.max(0, now.monotonicMs - mark.monotonicMs, now.wallMs - mark.wallMs);
  return mark.serverNowMs + passedMs;
}
