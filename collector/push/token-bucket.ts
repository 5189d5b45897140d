/** How often something may happen: so many at once, and then so many a minute. Pure. */
export class TokenBucket {
  private tokens: number;
  private lastMs: number | undefined;

  /** @param atOnce what may happen at once after a rest. */
  constructor(
    private readonly perMinute: number,
    private readonly atOnce: number,
  ) {
    this.tokens = atOnce;
  }

  /** Takes one. Undefined: it may happen; else ms until it may. */
  take(nowMs: number): number | undefined {
    const perMs = this.perMinute / 60_000;
    this.tokens = Math.min(this.atOnce, this.tokens + (nowMs - (this.lastMs ?? nowMs)) * perMs);
    this.lastMs = nowMs;
    if (this.tokens < 1) return Math.ceil((1 - this.tokens) / perMs);
    this.tokens -= 1;
    return undefined;
  }
}
