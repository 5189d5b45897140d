/** One domain on its way through the past: what was told next, asked for ahead of the clock. */
import type { WireFrame } from '../../../shared/frame.ts';
import type { FramesThenReply } from '../../../shared/journal/replies.ts';

export class Lane {
  private frames: WireFrame[] = [];
  private isAsking = false;
  private generation = 0;
  private after = '';
  /** Everything that was told up to then is here, ms. */
  reachedMs = -Infinity;
  /** From then on the state must be asked for anew, ms. */
  breakMs = Infinity;
  config = '';

  constructor(readonly domain: string) {}

  /** The state of an instant is held; what follows it comes next. Answers that are on their way count no more. */
  restart(after: string, atMs: number, config: string): void {
    this.generation += 1;
    this.isAsking = false;
    this.frames = [];
    this.after = after;
    this.reachedMs = atMs;
    this.breakMs = Infinity;
    this.config = config;
  }

  /** Asks for what was told up to an instant, unless it is here, on its way, or beyond a break. */
  async ask(toMs: number, fetch: (after: string) => Promise<FramesThenReply>): Promise<void> {
    if (this.isAsking || this.reachedMs >= toMs || this.breakMs < Infinity) return;
    this.isAsking = true;
    const { generation } = this;
    try {
      const reply = await fetch(this.after);
      if (generation !== this.generation) return;
      this.frames.push(...reply.frames);
      this.after = reply.to;
      // Where the configuration changed, everything is judged anew.
      if (reply.config !== this.config) this.breakMs = this.reachedMs + 1;
      else this.breakMs = reply.breakMs ?? Infinity;
      this.reachedMs = Math.max(this.reachedMs, reply.reachedMs);
    } finally {
      if (generation === this.generation) this.isAsking = false;
    }
  }

  /** Takes out the frames of up to an instant. */
  take(upToMs: number): WireFrame[] {
    const at = this.frames.findIndex(({ n }) => n > upToMs);
    return this.frames.splice(0, at < 0 ? this.frames.length : at);
  }
}
