/** Whether the server is heard: `lost` after LINK_LOST_AFTER_MS without a word, told by a timer of its own. */
import { ref, shallowRef, type Ref } from 'vue';
import { LINK_LOST_AFTER_MS } from '../../../shared/socket.ts';
import type { LinkState } from './wall-context.ts';

/** Any packet is a word, the server's ping included. */
export class Link {
  readonly state: Ref<LinkState> = ref('connecting');
  readonly silenceMs: Ref<number> = shallowRef(0);
  private lastWordMs: number | undefined;
  private readonly startedMs: number;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param nowMs a clock that no one sets back, ms */
  constructor(private readonly nowMs: () => number = () => performance.now()) {
    this.startedMs = nowMs();
  }

  heard(): void {
    this.lastWordMs = this.nowMs();
    if (this.state.value !== 'live') {
      this.state.value = 'live';
      this.silenceMs.value = 0;
    }
    // One timer at a time: when it ends it looks how long the silence really is.
    if (this.timer === undefined) this.listen(LINK_LOST_AFTER_MS);
  }

  /** For the header, once a second. */
  measure(): void {
    this.silenceMs.value = this.nowMs() - (this.lastWordMs ?? this.startedMs);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private listen(forMs: number): void {
    this.timer = setTimeout(() => {
      this.timer = undefined;
      const silenceMs = this.nowMs() - (this.lastWordMs ?? this.startedMs);
      if (silenceMs < LINK_LOST_AFTER_MS) {
        this.listen(LINK_LOST_AFTER_MS - silenceMs);
        return;
      }
      this.state.value = 'lost';
      this.silenceMs.value = silenceMs;
    }, forMs);
  }
}
