/** Redis's time as this process knows it: all collectors share one clock, whatever their own say. */
export class RedisClock {
  private offsetMs = 0;

  /** @param ownNowMs clock of this machine, ms since 1970. */
  constructor(private readonly ownNowMs: () => number = Date.now) {}

  /** Redis has just said its time. */
  note(redisNowMs: number): void {
    this.offsetMs = redisNowMs - this.ownNowMs();
  }

  nowMs(): number {
    return this.ownNowMs() + this.offsetMs;
  }
}
