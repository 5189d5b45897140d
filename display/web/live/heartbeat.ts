/** Proof that this page still draws: one animation frame a second, which costs an idle wall next to nothing. */
const BEAT_EVERY_MS = 1_000;

export class Heartbeat {
  private drawn = 0;
  private lastFrameMs = performance.now();
  private timer: ReturnType<typeof setInterval> | undefined;

  start(): void {
    this.timer = setInterval(() => requestAnimationFrame(this.beat), BEAT_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Frames since the last call, and how long ago the last one was. */
  take(): { drawn: number; ageMs: number } {
    const taken = { drawn: this.drawn, ageMs: Math.round(performance.now() - this.lastFrameMs) };
    this.drawn = 0;
    return taken;
  }

  private readonly beat = (): void => {
    this.drawn += 1;
    this.lastFrameMs = performance.now();
  };
}
