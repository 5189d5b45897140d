/**
 * What a screen holds: the state of each domain, shallow, and one version per domain. Messages are queued and
 * applied together once per animation frame; a page that draws no frames applies them at once.
 */
import { shallowRef, type ShallowRef } from 'vue';
import type { DomainState } from '../../../shared/domain-state.ts';
import type { WireFrame, WireSnapshot } from '../../../shared/frame.ts';
import type { DomainPosition } from '../../../shared/socket.ts';
import { applyFrame, frameVerdict, stateOfSnapshot, type Applied } from './receive.ts';

export type Message =
  | { readonly kind: 'frame'; readonly frame: WireFrame }
  | { readonly kind: 'snapshot'; readonly snapshot: WireSnapshot };

/** A page that was frozen finds many messages waiting; beyond this many it applies them without a frame. */
const MAX_QUEUED = 256;

/** Runs the task with the next animation frame, or soon where none comes. */
export type Soon = (task: () => void) => void;

export class DomainStore {
  private readonly states = new Map<string, DomainState>();
  private readonly versions = new Map<string, ShallowRef<number>>();
  private readonly listeners: ((applied: readonly Applied[]) => void)[] = [];
  private queue: Message[] = [];

  /**
   * @param lost asks for a snapshot of a domain: a silent gap never stays.
   * @param checkpoint told of a domain that stands at a cursor whose hash the server knows, before it moves on.
   */
  constructor(
    private readonly soon: Soon,
    private readonly lost: (domain: string) => void,
    private readonly checkpoint: (domain: string) => void,
  ) {}

  state(domain: string): DomainState | undefined {
    return this.states.get(domain);
  }

  /** Follows every change of the domain. */
  version(domain: string): ShallowRef<number> {
    let known = this.versions.get(domain);
    if (known === undefined) {
      known = shallowRef(0);
      this.versions.set(domain, known);
    }
    return known;
  }

  /** Told once per application, with what it changed. */
  onApplied(listener: (applied: readonly Applied[]) => void): void {
    this.listeners.push(listener);
  }

  receive(message: Message): void {
    this.queue.push(message);
    if (this.queue.length >= MAX_QUEUED) this.flush();
    else if (this.queue.length === 1) this.soon(this.flush);
  }

  /** Where the screen stands, after applying what it has heard. */
  position(domain: string): DomainPosition {
    this.flush();
    const state = this.states.get(domain);
    return state === undefined ? { domain } : { domain, epoch: state.epoch, cursor: state.cursor };
  }

  /** Applies everything queued, in its order. */
  readonly flush = (): void => {
    if (this.queue.length === 0) return;
    const messages = this.queue;
    this.queue = [];
    const applied = messages.map((message) => this.apply(message)).filter((one) => one !== undefined);
    if (applied.length === 0) return;
    for (const listener of this.listeners) listener(applied);
    for (const domain of new Set(applied.map((one) => one.domain))) this.version(domain).value += 1;
  };

  private apply(message: Message): Applied | undefined {
    if (message.kind === 'snapshot') {
      const { snapshot } = message;
      const state = stateOfSnapshot(snapshot);
      this.states.set(snapshot.d, state);
      return { domain: snapshot.d, whole: true, readings: [], others: [], failures: true };
    }
    const { frame } = message;
    const state = this.states.get(frame.d);
    const verdict = frameVerdict(state, frame);
    if (verdict === 'next' && state !== undefined) {
      const applied = applyFrame(state, frame);
      if (frame.k === 1) this.checkpoint(frame.d);
      return applied;
    }
    if (verdict !== 'known') this.lost(frame.d);
    return undefined;
  }
}
