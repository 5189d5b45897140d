/** How many messages one client may send: a screen sends one report in 5 s and a hello now and then. */
const BURST = 30;
const PER_SECOND = 5;

export class MessageRate {
  private left = BURST;
  private countedAtMs: number;

  constructor(nowMs: number) {
    this.countedAtMs = nowMs;
  }

  /** @param nowMs monotonic, ms. */
  take(nowMs: number): 'taken' | 'too-often' {
    const passedMs = Math.max(0, nowMs - this.countedAtMs);
    this.left = Math.min(BURST, this.left + (passedMs / 1_000) * PER_SECOND);
    this.countedAtMs = nowMs;
    if (this.left < 1) return 'too-often';
    this.left -= 1;
    return 'taken';
  }
}
