/**
 * Redis's clock as this process may know it: sampled by TIME, advanced by the monotonic clock between samples.
 * Every age on every screen is counted against it, so that no node's wall clock can make a value young.
 */

/** A sample that took longer than this on the wire says little; it is used only when nothing better came. */
const MAX_ROUND_TRIP_MS = 100;
/** After this long without a good sample a poor one is better than drift. */
const POOR_SAMPLE_AFTER_MS = 10_000;
/**
 * When Redis's clock falls behind what was already said, ours runs at this rate until they meet: time on the
 * screens never steps back, and while it is ahead values look older than they are, never younger.
 */
const SLOWEST_RATE = 0.5;

interface Said {
  readonly nowMs: number;
  readonly monotonicMs: number;
}

export class RedisClock {
  private offsetMs: number | undefined;
  private sampledAtMs = Number.NEGATIVE_INFINITY;
  private said: Said | undefined;

  /** @param fallbackMs wall time for as long as Redis was never heard, ms since 1970 UTC. */
  constructor(private readonly fallbackMs: () => number) {}

  /** Takes one answer to TIME. Monotonic instants are of this process, ms. */
  sample(redisMs: number, sentMs: number, receivedMs: number): 'taken' | 'too-slow' {
    const roundTripMs = receivedMs - sentMs;
    if (roundTripMs > MAX_ROUND_TRIP_MS && receivedMs - this.sampledAtMs < POOR_SAMPLE_AFTER_MS)
      return 'too-slow';
    this.offsetMs = redisMs + roundTripMs / 2 - receivedMs;
    this.sampledAtMs = receivedMs;
    return 'taken';
  }

  /** Redis's time at a monotonic instant, ms since 1970 UTC, whole. Once Redis was heard it never steps back. */
  nowMs(monotonicMs: number = performance.now()): number {
    if (this.offsetMs === undefined) return this.fallbackMs();
    const estimateMs = monotonicMs + this.offsetMs;
    const said = this.said;
    const leastMs =
      said === undefined ? estimateMs : said.nowMs + (monotonicMs - said.monotonicMs) * SLOWEST_RATE;
    const nowMs = Math.max(estimateMs, leastMs);
    this.said = { nowMs, monotonicMs };
    return Math.floor(nowMs);
  }
}
