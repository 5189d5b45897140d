/** Whether the server is heard: `lost` after LINK_LOST_AFTER_MS without a word, told by a timer of its own. */
import { ref, shallowRef, type Ref } from 'vue';
import { LINK_LOST_AFTER_MS } from '../../../shared/socket.ts';
import { Silence } from './silence.ts';
import type { LinkState } from './wall-context.ts';

/** Any packet is a word, the server's beat included. */
export class Link {
  readonly state: Ref<LinkState> = ref('connecting');
  readonly silenceMs: Ref<number> = shallowRef(0);
  private lastWordMs: number;
  private readonly silence: Silence;

  /** @param nowMs a clock that no one sets back, ms */
  constructor(private readonly nowMs: () => number = () => performance.now()) {
    this.lastWordMs = nowMs();
    this.silence = new Silence(
      LINK_LOST_AFTER_MS,
      (silenceMs) => {
        this.state.value = 'lost';
        this.silenceMs.value = silenceMs;
      },
      nowMs,
    );
  }

  heard(): void {
    this.lastWordMs = this.nowMs();
    if (this.state.value !== 'live') {
      this.state.value = 'live';
      this.silenceMs.value = 0;
    }
    this.silence.heard();
  }

  /** For the header, once a second. */
  measure(): void {
    this.silenceMs.value = this.nowMs() - this.lastWordMs;
  }

  stop(): void {
    this.silence.stop();
  }
}
