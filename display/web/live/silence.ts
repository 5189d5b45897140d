/** Tells when nothing was heard for too long. One timer at a time, however often a word comes. */

export class Silence {
  private lastWordMs = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param afterMs how long a silence is too long.
   * @param told once per silence, with its length, ms.
   * @param nowMs a clock that no one sets back, ms.
   */
  constructor(
    private readonly afterMs: number,
    private readonly told: (silenceMs: number) => void,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** A word came; from here the silence counts. */
  heard(): void {
    this.lastWordMs = this.nowMs();
    if (this.timer === undefined) this.listen(this.afterMs);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** When the timer ends it looks how long the silence really is. */
  private listen(forMs: number): void {
    this.timer = setTimeout(() => {
      this.timer = undefined;
      const silenceMs = this.nowMs() - this.lastWordMs;
      if (silenceMs < this.afterMs) this.listen(this.afterMs - silenceMs);
      else this.told(silenceMs);
    }, forMs);
  }
}
