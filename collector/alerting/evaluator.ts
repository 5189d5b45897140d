/**
 * Judges one domain: replays its change stream from the committed checkpoint, lets deadlines fall by Redis's time, and
 * commits what comes of it in one script. Any collector may do so; whoever comes late is fenced off and reads again.
 */
import type { Alert } from '../../shared/alert/alert.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import type { StandingStep } from '../../shared/stored-domain.ts';
import { loadState, nextChanges } from '../history/journal/follow-changes.ts';
import { AlertStore, type Round } from './alert-store.ts';
import { idMs } from './facts.ts';
import { beginWith, takeUp, type Loaded, type Surroundings } from './loaded.ts';
import { JudgingRound } from './round.ts';
import { RuleStore } from './rule-store.ts';
import type { Watch } from './watched.ts';

/** Steps behind which the process may die. */
export type EvaluatorStep = 'leased' | 'loaded' | 'judged' | 'committed';

export interface JudgedRound {
  readonly transitions: number;
  readonly evaluations: number;
}

export interface EvaluatorOptions extends Surroundings {
  /** Unique among all processes. */
  readonly owner: string;
  /** Puts the files' rules beside those in force; a store that was lost has none. */
  readonly seed: () => Promise<void>;
  readonly onRound?: ((round: JudgedRound) => void) | undefined;
  readonly onFenced?: ((why: string) => void) | undefined;
  readonly onStep?: ((step: EvaluatorStep) => void) | undefined;
}

/** Another takes over this long after the owner was last heard, ms. */
export const LEASE_MS = 2_000;
/** Longer than this without anybody at work is a time that nobody watched, ms. */
const UNWATCHED_MS = 5 * LEASE_MS;

/** `no-store`: nothing was ever recorded of the domain. */
export type Turn = 'committed' | 'nothing' | 'fenced' | 'not-ours' | 'no-store';

export class DomainEvaluator {
  private loaded: Loaded | undefined;
  private readonly store: AlertStore;
  private readonly rules: RuleStore;
  private readonly saidFailures = new Set<string>();

  constructor(private readonly options: EvaluatorOptions) {
    this.store = new AlertStore(options.redis, options.domain, options.owner);
    this.rules = new RuleStore(options.redis, options.domain);
  }

  /** The cursor up to which was judged; undefined while another judges. */
  get cursor(): string | undefined {
    return this.loaded?.known.facts.state.cursor;
  }

  /** When the next deadline falls, ms on Redis's clock. */
  get dueMs(): number | undefined {
    return this.loaded?.deadlines.firstMs();
  }

  /** Judges what waits. An error leaves nothing behind but what was committed. */
  async turn(): Promise<Turn> {
    try {
      return await this.judgeWaiting();
    } catch (error) {
      this.loaded = undefined;
      throw error;
    }
  }

  /** Lets another take over at once. */
  async release(): Promise<void> {
    this.loaded = undefined;
    await this.store.release();
  }

  private async judgeWaiting(): Promise<Turn> {
    const { nowMs, isOurs, watchedMs, turn: written } = await this.store.lease(LEASE_MS);
    this.options.onStep?.('leased');
    if (!isOurs) {
      this.loaded = undefined;
      return 'not-ours';
    }
    // A person acted, or a rule was put: it is read again rather than judged in vain.
    if (this.loaded !== undefined && this.loaded.turn !== written) this.loaded = undefined;
    const begun = this.loaded === undefined ? await this.begin(nowMs, watchedMs) : 'nothing';
    const { loaded } = this;
    if (loaded === undefined) return begun;
    const followed = await nextChanges(this.options.redis, loaded.known.facts.state);
    if (followed.step !== 'followed') return this.beginAnew(followed.step, nowMs);
    const round = this.roundOf(loaded);
    for (const change of followed.changes) round.fold(change);
    // Entries behind this page may be older than now, and deadlines fall between them.
    if (followed.isAtEnd) round.fallDue(nowMs);
    const turn = await this.commit(loaded, round, undefined);
    return turn === 'nothing' ? begun : turn;
  }

  /** Takes up what was committed, or begins where nothing was. */
  private async begin(nowMs: number, watchedMs: number | undefined): Promise<Turn> {
    await this.options.seed();
    const stored = await this.store.read();
    const { toMs, epoch } = stored.checkpoint;
    if (epoch === '') return this.beginAnew('first', nowMs);
    const loaded = await takeUp(this.options, stored, await this.rules.inForce());
    this.loaded = loaded;
    this.options.onStep?.('loaded');
    const round = this.roundOf(loaded);
    round.closeOrphans(toMs);
    // The rules or the configuration may be others than those it was judged by.
    round.judgeAll(toMs);
    if (watchedMs !== undefined && nowMs - watchedMs > UNWATCHED_MS) {
      round.fallDue(watchedMs);
      round.skip(watchedMs, await this.watchedAgainMs(loaded, nowMs));
    }
    return this.commit(loaded, round, undefined);
  }

  /** With the first word that was recorded since, or now. */
  private async watchedAgainMs({ committedCursor }: Loaded, nowMs: number): Promise<number> {
    const key = redisKeys.changes(this.options.domain);
    const [first] = await this.options.redis.xrange(key, `(${committedCursor}`, '+', 'COUNT', 1);
    return first === undefined ? nowMs : Math.min(nowMs, idMs(first[0]));
  }

  /** What came before is not known: everything is judged by what is known now, and the gap is kept. */
  private async beginAnew(why: Exclude<StandingStep, 'followed'> | 'first', nowMs: number): Promise<Turn> {
    const { redis, domain, log } = this.options;
    this.loaded = undefined;
    await this.options.seed();
    const stored = await this.store.read();
    const now = await loadState(redis, domain);
    if (now === undefined) return 'no-store';
    const loaded = await beginWith(this.options, stored, await this.rules.inForce(), now.state, nowMs);
    this.loaded = loaded;
    this.options.onStep?.('loaded');
    const { checkpoint } = stored;
    const round = this.roundOf(loaded);
    if (why !== 'first') {
      log.error(
        { domain, reason: why, after: checkpoint.cursor, from: now.state.cursor },
        'alerts have a gap: what came and went in between was not judged',
      );
      round.skip(checkpoint.toMs, loaded.toMs);
    }
    round.closeOrphans(loaded.toMs);
    round.judgeAll(loaded.toMs);
    return this.commit(loaded, round, why === 'first' ? undefined : why);
  }

  private roundOf({ known, watches, alerts, deadlines, toMs }: Loaded): JudgingRound {
    return new JudgingRound({
      known,
      watches,
      alerts,
      deadlines,
      toMs,
      calendar: this.options.calendar,
      onFailure: (watch, error) => this.sayFailure(watch, error),
    });
  }

  /** Nobody hears of anything before this is done. */
  private async commit(loaded: Loaded, round: JudgingRound, gap: string | undefined): Promise<Turn> {
    const { domain, log, onFenced, onRound, onStep } = this.options;
    const { transitions, toMs, evaluations } = round.result();
    const work = workOf(loaded, round, gap);
    onStep?.('judged');
    if (!isWorthWriting(work, loaded)) {
      loaded.toMs = toMs;
      return 'nothing';
    }
    const committed = await this.store.commit(loaded.turn, work);
    onStep?.('committed');
    if (!committed.ok) {
      log.info({ domain, why: committed.why }, 'another judged meanwhile; what was judged here is dropped');
      onFenced?.(committed.why);
      this.loaded = undefined;
      return 'fenced';
    }
    loaded.turn = committed.turn;
    loaded.toMs = toMs;
    loaded.committedCursor = work.cursor;
    onRound?.({ transitions: transitions.length, evaluations });
    return 'committed';
  }

  /** Each rule that fails once, not with each evaluation. */
  private sayFailure({ rule }: Watch, err: unknown): void {
    if (this.saidFailures.has(rule.id)) return;
    this.saidFailures.add(rule.id);
    this.options.log.error({ err, rule: rule.id }, 'a rule cannot be judged; its alerts stand as they are');
  }
}

function workOf(loaded: Loaded, round: JudgingRound, gap: string | undefined): Round {
  const { moved, transitions, toMs } = round.result();
  const { facts, hours } = loaded.known;
  const alerts = [...moved].flatMap(([field, seqBefore]) => {
    const alert: Alert | undefined = loaded.alerts.get(field);
    return alert === undefined ? [] : [{ field, seqBefore, alert }];
  });
  const rules = [...new Set(alerts.map(({ alert }) => alert.rule))];
  return {
    epoch: facts.state.epoch,
    cursor: facts.state.cursor,
    toMs,
    alerts,
    rules: rules.flatMap((id) => {
      const revision = loaded.revisions.get(id);
      return revision === undefined ? [] : [[id, revision] as const];
    }),
    deadlines: loaded.deadlines.takeChanged(),
    transitions,
    facts: facts.takeWritten(),
    hours: hours.takeWritten(),
    gap,
  };
}

function isWorthWriting(work: Round, { committedCursor }: Loaded): boolean {
  const { alerts, transitions, facts, hours, deadlines, gap, cursor } = work;
  const rows = alerts.length + transitions.length + facts.length + hours.length + deadlines.length;
  return rows > 0 || gap !== undefined || cursor !== committedCursor;
}
