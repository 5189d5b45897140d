/**
 * Who should have told something by now, and did not. `everySeconds` of a source that is not asked is its longest normal
 * silence; beyond it the source is marked, for a sensor that died looks just like one with nothing to say.
 */
import type { Source } from '../../shared/config/source.ts';

export interface Silent {
  readonly source: Source;
  readonly silentMs: number;
  /** Cadences since it was last heard of. */
  readonly missing: number;
}

export interface SilenceActions {
  /** Monotonic, ms. */
  readonly lastHeardMs: (source: string) => number;
  /** False while its link is down: that is known and marked already. */
  readonly isExpected: (source: string) => boolean;
  /** Ms since any collector heard the source well, as the store says; undefined when the store is silent. */
  readonly silenceElsewhereMs: (domain: string, source: string) => Promise<number | undefined>;
  readonly noteHeard: (source: string, atMs: number) => void;
  readonly mark: (silent: Silent) => Promise<void>;
  readonly say: (silent: Silent) => void;
  readonly sayRecovered: (source: string) => void;
}

export class SilenceWatch {
  private readonly said = new Set<string>();
  /** When a source was last marked, monotonic, ms: once a cadence, not with every look. */
  private readonly markedMs = new Map<string, number>();
  /** While the store is away no second mark waits for it. */
  private readonly marking = new Set<string>();

  constructor(
    private readonly sources: readonly Source[],
    private readonly actions: SilenceActions,
  ) {}

  /** One look. Returns the silent, for the metric. */
  async look(nowMs: number): Promise<readonly Silent[]> {
    const { actions } = this;
    const silent: Silent[] = [];
    for (const source of this.sources) {
      const one = await this.silenceOf(source, nowMs);
      if (one !== undefined) silent.push(one);
      else if (this.said.delete(source.id)) {
        this.markedMs.delete(source.id);
        actions.sayRecovered(source.id);
      }
    }
    for (const one of silent) {
      const { id, everySeconds } = one.source;
      if (!this.said.has(id)) actions.say(one);
      this.said.add(id);
      if (nowMs - (this.markedMs.get(id) ?? -Infinity) < everySeconds * 1000) continue;
      if (this.marking.has(id)) continue;
      this.markedMs.set(id, nowMs);
      this.marking.add(id);
      void actions.mark(one).finally(() => this.marking.delete(id));
    }
    return silent;
  }

  private async silenceOf(source: Source, nowMs: number): Promise<Silent | undefined> {
    const { actions } = this;
    const cadenceMs = source.everySeconds * 1000;
    const silentMs = nowMs - actions.lastHeardMs(source.id);
    if (!actions.isExpected(source.id) || silentMs < cadenceMs) return undefined;
    const elsewhereMs = await actions.silenceElsewhereMs(source.domain, source.id);
    if (elsewhereMs !== undefined && elsewhereMs < cadenceMs) {
      actions.noteHeard(source.id, nowMs - elsewhereMs);
      return undefined;
    }
    return { source, silentMs, missing: Math.floor(silentMs / cadenceMs) };
  }
}
