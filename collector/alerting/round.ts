/**
 * One round of judging: what changed is folded entry by entry, deadlines fall in their order between them, and what
 * comes of it is gathered for one commit. Works on what was read; nobody hears of it before it is committed. Pure but
 * for its own memory.
 */
import { isClosed, isFiring, newAlert, type Alert, type Transition } from '../../shared/alert/alert.ts';
import type { WorkingCalendar } from '../../shared/alert/calendar.ts';
import { nextDeadlineMs, step, type LifecycleRule } from '../../shared/alert/lifecycle.ts';
import type { ChangeBatch } from '../../shared/change-entry.ts';
import { seriesKey } from '../../shared/observation.ts';
import type { Deadlines } from './deadlines.ts';
import { idMs } from './facts.ts';
import { judge, type Judged, type Knowledge } from './judge.ts';
import { parentAwaitedUntilMs, parentStateOf } from './parents.ts';
import type { Watch, Watches } from './watched.ts';

export interface RoundOptions {
  readonly known: Knowledge;
  readonly watches: Watches;
  readonly calendar: WorkingCalendar | undefined;
  /** Every alert that ever left normal, by key. */
  readonly alerts: Map<string, Alert>;
  readonly deadlines: Deadlines;
  /** Up to when was judged before, ms. */
  readonly toMs: number;
  /** An evaluation failed; what it was to judge is frozen. */
  readonly onFailure: (watch: Watch, error: unknown) => void;
}

/** What a round came to. */
export interface RoundResult {
  /** Each alert that moved, with the number it had before the round. */
  readonly moved: ReadonlyMap<string, number>;
  readonly transitions: readonly Transition[];
  readonly toMs: number;
  readonly evaluations: number;
}

export class JudgingRound {
  private readonly moved = new Map<string, number>();
  private readonly transitions: Transition[] = [];
  private evaluations = 0;
  private toMs: number;
  private edgeMs: number | undefined;

  constructor(private readonly options: RoundOptions) {
    this.toMs = options.toMs;
    this.edgeMs = options.calendar?.nextEdgeMs(options.toMs);
  }

  /** Judges everything anew: at a start, or where nobody knows what came before. */
  judgeAll(nowMs: number): void {
    this.advance(nowMs);
    for (const watch of this.options.watches.all) this.evaluate(watch, nowMs);
  }

  /** One entry of the change stream. Deadlines of before it fall first. */
  fold(change: ChangeBatch): void {
    const { known, watches } = this.options;
    const atMs = Math.max(idMs(change.id), this.toMs);
    this.fallDue(atMs);
    const { turned } = known.facts.fold(change);
    const touched = new Set<Watch>();
    for (const { indicator, place, value } of change.readings) {
      if (typeof value === 'number') known.hours.note(seriesKey(indicator, place), atMs, value);
      for (const watch of watches.bySeries(indicator, place)) touched.add(watch);
    }
    for (const watch of watches.ofSources) if (watch.place === change.source) touched.add(watch);
    for (const source of turned) for (const watch of this.fedBy(source)) touched.add(watch);
    this.judgeThese(touched, atMs);
  }

  /** What is due by now, in the order of its times. */
  fallDue(nowMs: number): void {
    const { deadlines } = this.options;
    for (;;) {
      const atMs = Math.min(deadlines.firstMs() ?? Infinity, this.edgeMs ?? Infinity);
      if (atMs > nowMs) break;
      this.advance(Math.max(atMs, this.toMs));
      const isEdge = this.edgeMs !== undefined && this.edgeMs <= atMs;
      if (isEdge) this.passEdge();
      this.judgeThese(this.dueWatches(atMs), this.toMs);
    }
    this.advance(Math.max(nowMs, this.toMs));
  }

  /** Nobody watched from then until now. */
  skip(fromMs: number, nowMs: number): void {
    for (const watch of this.options.watches.all) {
      const alert = this.options.alerts.get(watch.key);
      if (alert?.condition.phase === 'pending')
        this.apply(watch, alert, step(watch.rule, alert, { kind: 'unwatched', fromMs }, nowMs));
    }
  }

  /** Ends what no rule in force watches any more. */
  closeOrphans(nowMs: number): void {
    for (const [key, alert] of this.options.alerts) {
      if (this.options.watches.byKey.has(key) || isClosed(alert)) continue;
      const rule = { ...ORPHAN, id: alert.rule, revision: alert.revision };
      const input = { kind: 'close', reason: 'rule-deleted', by: 'system', comment: '' } as const;
      this.keep(key, alert, step(rule, alert, input, nowMs));
      this.options.deadlines.set(key, undefined);
    }
  }

  result(): RoundResult {
    const { moved, transitions, toMs, evaluations } = this;
    return { moved, transitions, toMs, evaluations };
  }

  private advance(toMs: number): void {
    this.toMs = Math.max(this.toMs, toMs);
  }

  private passEdge(): void {
    const { calendar, watches } = this.options;
    const nowMs = this.toMs;
    this.edgeMs = calendar?.nextEdgeMs(nowMs);
    this.judgeThese(new Set(watches.all.filter(({ rule }) => rule.workingTime)), nowMs);
  }

  private dueWatches(atMs: number): ReadonlySet<Watch> {
    const { deadlines, watches } = this.options;
    const due = deadlines.takeDue(atMs);
    return new Set(due.flatMap((key) => watches.byKey.get(key) ?? []));
  }

  /** What is judged by figures of a source: its failure freezes them, its return frees them. */
  private fedBy(source: string): Watch[] {
    const { known, watches } = this.options;
    const found: Watch[] = [];
    for (const reading of known.facts.state.readings.values())
      if (reading.source === source) found.push(...watches.bySeries(reading.indicator, reading.place));
    return found;
  }

  /** Parents first, and after each whose alert moved the ones that depend on it. */
  private judgeThese(touched: ReadonlySet<Watch>, nowMs: number): void {
    this.advance(nowMs);
    if (touched.size === 0) return;
    const { watches } = this.options;
    const queue = touched.size === 1 ? [...touched] : watches.all.filter((watch) => touched.has(watch));
    for (const watch of queue) {
      if (!this.evaluate(watch, nowMs)) continue;
      for (const child of watches.childrenOf(watch.key)) if (!touched.has(child)) queue.push(child);
    }
  }

  /** @returns whether the alert's phase or what is known of it is another than before. */
  private evaluate(watch: Watch, nowMs: number): boolean {
    const { alerts, calendar, known } = this.options;
    const before =
      alerts.get(watch.key) ?? newAlert(watch.rule.id, watch.place, watch.rule.revision, known.sinceMs);
    const held = isFiring(before) && before.condition.phase === 'firing' ? before.condition.level : undefined;
    const judged = this.judged(watch, held, nowMs);
    this.evaluations += 1;
    const isWorkingTime = !watch.rule.workingTime || (calendar?.isWorkingTime(nowMs) ?? true);
    const input = {
      ...judged,
      kind: 'evaluated',
      parent: parentStateOf(this.options, watch, nowMs),
      isWorkingTime,
    } as const;
    const result = step(watch.rule, before, input, nowMs);
    this.apply(watch, before, result, judged.turnsAtMs);
    return result.alert.condition.phase !== before.condition.phase;
  }

  /** An evaluation that fails knows nothing, and so ends nothing. */
  private judged(watch: Watch, held: Parameters<typeof judge>[2], nowMs: number): Judged {
    try {
      return judge(this.options.known, watch, held, nowMs);
    } catch (error) {
      this.options.onFailure(watch, error);
      return { quality: 'error' };
    }
  }

  private apply(watch: Watch, before: Alert, result: ReturnType<typeof step>, turnsAtMs?: number): void {
    const { deadlines } = this.options;
    const { alert } = this.keep(watch.key, before, result);
    const own = nextDeadlineMs(watch.rule, alert, alert.steppedAtMs);
    // A calm value that goes stale is no news; a silence that reaches its limit is.
    const minds = watch.rule.condition.kind === 'no-data' || alert.condition.phase !== 'normal';
    const turn = minds ? turnsAtMs : undefined;
    const waits = parentAwaitedUntilMs(this.options, watch, alert);
    const times = [own, turn, waits].filter((one) => one !== undefined);
    // A deadline that did not move what it was for is tried again, but never at once.
    deadlines.set(
      watch.key,
      times.length === 0 ? undefined : notBefore(Math.min(...times), alert.steppedAtMs),
    );
  }

  /** An alert that never left normal is not kept: of ten thousand there are few others. */
  private keep(key: string, before: Alert, result: ReturnType<typeof step>): ReturnType<typeof step> {
    const { alerts } = this.options;
    const { alert, transitions } = result;
    const isPlain = alert.seq === 0 && alert.condition.phase === 'normal';
    if (isPlain && !alerts.has(key)) return result;
    if (transitions.length > 0 || isMoved(before, alert)) {
      if (!this.moved.has(key)) this.moved.set(key, alerts.get(key)?.seq ?? 0);
    }
    alerts.set(key, alert);
    this.transitions.push(...transitions);
    return result;
  }
}

/** What judges an alert whose rule is gone: nothing of it may fire again. */
const ORPHAN: Omit<LifecycleRule, 'id' | 'revision'> = {
  condition: { kind: 'limit', indicator: '', direction: 'above', deadband: 0 },
  onDelayMs: 0,
  offDelayMs: 0,
  reAlertAfterMs: Number.MAX_SAFE_INTEGER,
  maintenance: [],
};

const RETRY_MS = 1_000;

function notBefore(atMs: number, steppedAtMs: number): number {
  return atMs > steppedAtMs ? atMs : steppedAtMs + RETRY_MS;
}

/** Whether more than the time and the value of the last look differs: that is worth no write. */
function isMoved(before: Alert, after: Alert): boolean {
  return (
    before.revision !== after.revision ||
    JSON.stringify([before.condition, before.quality, before.visibility]) !==
      JSON.stringify([after.condition, after.quality, after.visibility])
  );
}
