/**
 * Moves a screen through the past. The clock never passes an instant before everything that was told up to it has been
 * applied, and nothing is applied before the clock has reached it. What was asked for before a jump is ignored.
 */
import { shallowRef, type Ref } from 'vue';
import type { StateThenReply, Unknown } from '../../../shared/journal/replies.ts';
import type { Message } from '../live/domain-store.ts';
import { Lane } from './lane.ts';
import type { ReplayApi } from './replay-api.ts';
import type { ReplayClock } from './replay-clock.ts';
import { stepMsOf } from './speeds.ts';

/** What is asked for ahead, and how early, in ms of the watching. */
const ASK_AHEAD_MS = 6_000;
const ASK_BEFORE_MS = 3_000;
/** An instant that could not be fetched is asked for again after so long, ms. */
const RETRY_MS = 2_000;

/** `loading`: an instant was asked for and is not shown yet. `failed`: the server does not answer. */
export type PlayerState = 'loading' | 'ready' | 'failed';

export interface Prepared {
  /** Of the configuration of then: some may be configured no more, and some not yet. */
  readonly domains: readonly string[];
  /** Called as the states of the instant come. */
  readonly takeOver: () => void;
}

export interface PlayerEnds {
  /** Of today. */
  readonly domains: readonly string[];
  readonly api: ReplayApi;
  readonly clock: ReplayClock;
  /** The present, ms: a replay never passes it. */
  readonly liveNowMs: () => number;
  readonly receive: (message: Message) => void;
  /** Makes ready for an instant under a configuration, by its hash; empty: nothing is known of the instant. */
  readonly prepare: (config: string) => Promise<Prepared>;
  /** Told when the present is reached. */
  readonly caughtUp: () => void;
}

export class Player {
  readonly state: Ref<PlayerState> = shallowRef('loading');
  readonly speed = shallowRef(1);
  readonly isPlaying = shallowRef(false);
  /** Domains of which nothing is known at the instant, and why. */
  readonly unknown = shallowRef<ReadonlyMap<string, Unknown>>(new Map());
  /** Where a jump that is under way leads, ms. */
  readonly wantedMs = shallowRef<number>();
  private lanes: readonly Lane[] = [];
  private isJumping = false;
  private isStopped = false;
  /** How far the clock should be ahead of where it is, ms of then: a fast replay moves by whole steps. */
  private owedMs = 0;
  private failedForMs = 0;

  constructor(private readonly ends: PlayerEnds) {}

  /** Shows an instant. While one is being fetched only the last that was wished for is fetched next. */
  async jump(atMs: number): Promise<void> {
    // Nobody answers to an instant before 1970, which an address or a hand may name.
    this.wantedMs.value = Math.max(0, Math.floor(Math.min(atMs, this.ends.liveNowMs())));
    if (this.isJumping) return;
    this.isJumping = true;
    this.state.value = 'loading';
    try {
      for (let atMs = this.wantedMs.value; atMs !== undefined && !this.isStopped; atMs = this.wantedMs.value)
        await this.show(atMs);
      this.state.value = 'ready';
    } catch {
      // It stays wished for: the band goes on to say so.
      this.failedForMs = 0;
      this.state.value = 'failed';
    } finally {
      this.isJumping = false;
    }
  }

  /** Stands still at the next instant at which anything was told. */
  async step(): Promise<void> {
    const { api, clock, caughtUp } = this.ends;
    this.isPlaying.value = false;
    const fromMs = clock.nowMs();
    try {
      const { atMs } = await api.nextChange(fromMs);
      // Somebody may have gone elsewhere meanwhile.
      if (this.isStopped || this.wantedMs.value !== undefined || clock.nowMs() !== fromMs) return;
      if (atMs === undefined) caughtUp();
      else await this.jump(atMs);
    } catch {
      this.failed();
    }
  }

  setSpeed(speed: number): void {
    this.speed.value = speed;
    this.owedMs = 0;
    // What is here was cut into other steps.
    const atMs = this.ends.clock.nowMs();
    for (const lane of this.lanes) lane.restart(`${atMs}-${Number.MAX_SAFE_INTEGER}`, atMs, lane.config);
  }

  /** Moves on by what passed before the screen, ms. */
  tick(passedMs: number): void {
    if (this.isJumping || this.isStopped) return;
    if (this.wantedMs.value !== undefined) {
      this.failedForMs += passedMs;
      if (this.failedForMs >= RETRY_MS) void this.jump(this.wantedMs.value);
      return;
    }
    if (!this.isPlaying.value) return;
    const { clock, liveNowMs } = this.ends;
    const atMs = clock.nowMs();
    const speed = this.speed.value;
    this.askAhead(atMs, speed);
    const stepMs = stepMsOf(speed);
    // What the server keeps us waiting for is not made up for by a leap.
    this.owedMs = Math.min(this.owedMs + passedMs * speed, Math.max(2 * stepMs, passedMs * speed));
    const wishedMs = atMs + this.owedMs;
    const reachedMs = Math.min(
      wishedMs,
      ...this.lanes.map((lane) => Math.min(lane.reachedMs, lane.breakMs - 1)),
    );
    const nextMs = onStep(reachedMs, stepMs);
    if (nextMs > atMs) {
      this.owedMs -= nextMs - atMs;
      this.moveTo(nextMs);
    }
    const breakMs = Math.min(...this.lanes.map((lane) => lane.breakMs));
    if (wishedMs >= breakMs && reachedMs >= breakMs - 1) void this.jump(breakMs);
    else if (wishedMs >= liveNowMs()) this.ends.caughtUp();
  }

  stop(): void {
    this.isStopped = true;
    this.isPlaying.value = false;
  }

  private moveTo(atMs: number): void {
    // The frames first: a screen is never shown a time whose word it has not heard.
    const frames = this.lanes.flatMap((lane) => lane.take(atMs));
    this.ends.clock.set(atMs);
    for (const frame of frames) this.ends.receive({ kind: 'frame', frame });
  }

  private askAhead(atMs: number, speed: number): void {
    const { api, liveNowMs } = this.ends;
    const nowMs = Math.floor(liveNowMs());
    const toMs = Math.min(nowMs, Math.ceil(atMs + ASK_AHEAD_MS * speed));
    for (const lane of this.lanes) {
      if (lane.reachedMs >= Math.min(nowMs - 1, atMs + ASK_BEFORE_MS * speed)) continue;
      lane
        .ask(toMs, (after) => api.frames(lane.domain, after, toMs, stepMsOf(speed)))
        .then(
          () => this.heard(),
          () => this.failed(),
        );
    }
  }

  private heard(): void {
    if (this.state.value === 'failed' && !this.isJumping) this.state.value = 'ready';
  }

  /** The clock waits; what is owed is asked for again with the next tick. */
  private failed(): void {
    if (!this.isStopped) this.state.value = 'failed';
  }

  private async show(atMs: number): Promise<void> {
    const { api, clock, domains, receive, prepare } = this.ends;
    const today = await Promise.all(domains.map((domain) => api.at(domain, atMs)));
    if (this.isStopped || this.wantedMs.value !== atMs) return;
    const config = today.find((reply) => reply.config !== '')?.config ?? '';
    const { domains: then, takeOver } = await prepare(config);
    const former = then.filter((domain) => !domains.includes(domain));
    const further = await Promise.all(former.map((domain) => api.at(domain, atMs)));
    const replyOf = (domain: string) => today[domains.indexOf(domain)] ?? further[former.indexOf(domain)];
    const replies = then.map(replyOf).filter((reply) => reply !== undefined);
    if (this.isStopped || this.wantedMs.value !== atMs) return;
    // In one go: nothing is drawn or asked for in between.
    takeOver();
    clock.set(atMs);
    this.owedMs = 0;
    for (const { snapshot } of replies) receive({ kind: 'snapshot', snapshot });
    this.lanes = then.map((domain, n) => laneAt(domain, atMs, replies[n]));
    this.unknown.value = unknownOf(then, replies);
    this.wantedMs.value = undefined;
  }
}

/**
 * The last end of a step that is not behind an instant: there everything told in the step is in the frame. Whole ms,
 * for the clock is what the server is asked by.
 */
function onStep(atMs: number, stepMs: number): number {
  return stepMs === 0 ? Math.floor(atMs) : Math.floor((atMs + 1) / stepMs) * stepMs - 1;
}

function laneAt(domain: string, atMs: number, reply: StateThenReply | undefined): Lane {
  const lane = new Lane(domain);
  if (reply !== undefined) lane.restart(reply.after, atMs, reply.config);
  return lane;
}

function unknownOf(
  domains: readonly string[],
  replies: readonly StateThenReply[],
): ReadonlyMap<string, Unknown> {
  return new Map(
    domains.flatMap((domain, n) => {
      const unknown = replies[n]?.unknown;
      return unknown === undefined ? [] : [[domain, unknown] as const];
    }),
  );
}
