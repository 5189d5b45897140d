/**
 * Who should have polled by now, and did not. It asks no queue: it counts the time since each source's last
 * completed tick, so a queue that has lost a scheduler, or hangs, is noticed and helped. Pure step, timer outside.
 */
import type { Group } from './groups.ts';

/** A source without a completed tick for this many cadences is missing. */
const MISSING_AFTER_CADENCES = 2;
/** Fast cadences are given this much, ms: a moment's load is no missing scheduler. */
const MIN_MISSING_MS = 1_000;

export interface SourceTick {
  readonly lastTickMs: number;
  readonly isInFlight: boolean;
}

export interface Overdue {
  readonly source: string;
  readonly group: Group;
  /** Cadences since the last completed tick. */
  readonly missing: number;
  /** `no-tick`: nothing was begun. `stuck`: a poll began and does not end, as when the store is away. */
  readonly reason: 'no-tick' | 'stuck';
}

/** Sources that are overdue at `nowMs`, on the same clock as `lastTickMs`. */
export function overdueSources(
  groups: readonly Group[],
  lastTick: (source: string) => SourceTick,
  nowMs: number,
): Overdue[] {
  return groups.flatMap((group) =>
    group.sources.flatMap((source): Overdue[] => {
      const { lastTickMs, isInFlight } = lastTick(source.id);
      const silentMs = nowMs - lastTickMs;
      const patienceMs = isInFlight ? Math.max(source.timeoutMs, group.everyMs) : 0;
      if (silentMs < Math.max(MISSING_AFTER_CADENCES * group.everyMs, MIN_MISSING_MS) + patienceMs) return [];
      const missing = Math.floor(silentMs / group.everyMs);
      return [{ source: source.id, group, missing, reason: isInFlight ? 'stuck' : 'no-tick' }];
    }),
  );
}

/** What the watchdog does about the overdue. */
export interface WatchdogActions {
  readonly lastTick: (source: string) => SourceTick;
  /** Ms since the source's last tick by any collector, as the store says; undefined when the store is silent. */
  readonly silenceElsewhereMs: (domain: string, source: string) => Promise<number | undefined>;
  readonly noteTickElsewhere: (source: string, atMs: number) => void;
  readonly restoreScheduler: (group: Group) => Promise<void>;
  readonly pollNow: (group: Group, source: string) => void;
  readonly say: (overdue: Overdue) => void;
  readonly sayRecovered: (source: string) => void;
}

export class Watchdog {
  private readonly said = new Set<string>();

  constructor(
    private readonly groups: readonly Group[],
    private readonly actions: WatchdogActions,
  ) {}

  /** One look. Returns what was missing, for the metric. */
  async look(nowMs: number): Promise<readonly Overdue[]> {
    const { actions } = this;
    const overdue = await this.withoutTickedElsewhere(
      overdueSources(this.groups, actions.lastTick, nowMs),
      nowMs,
    );
    const restored = new Set<string>();
    for (const one of overdue) {
      if (!this.said.has(one.source)) actions.say(one);
      this.said.add(one.source);
      if (one.reason === 'stuck') continue;
      actions.pollNow(one.group, one.source);
      if (restored.has(one.group.id)) continue;
      restored.add(one.group.id);
      await actions.restoreScheduler(one.group);
    }
    for (const source of this.said) {
      if (overdue.some((one) => one.source === source)) continue;
      this.said.delete(source);
      actions.sayRecovered(source);
    }
    return overdue;
  }

  /** With several collectors a tick may have been another's. */
  private async withoutTickedElsewhere(overdue: readonly Overdue[], nowMs: number): Promise<Overdue[]> {
    const checked = await Promise.all(
      overdue.map(async (one) => {
        const source = one.group.sources.find(({ id }) => id === one.source);
        if (one.reason === 'stuck' || source === undefined) return one;
        const silentMs = await this.actions.silenceElsewhereMs(source.domain, one.source);
        if (silentMs === undefined || silentMs >= MISSING_AFTER_CADENCES * one.group.everyMs) return one;
        this.actions.noteTickElsewhere(one.source, nowMs - silentMs);
        return undefined;
      }),
    );
    return checked.filter((one) => one !== undefined);
  }
}
