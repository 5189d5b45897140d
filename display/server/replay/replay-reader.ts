/**
 * What every screen was told at an instant, and what it was told next. The journal's files hold it but for the last
 * minute, which the change stream in Redis still has.
 */
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { compareStreamIds, parseChangeEntry } from '../../../shared/change-entry.ts';
import { emptyDomainState, type DomainState } from '../../../shared/domain-state.ts';
import type { WireFrame } from '../../../shared/frame.ts';
import { idMs } from '../../../shared/history/segment.ts';
import { endOfMs, knownTo, laterOf, speakingAt } from '../../../shared/journal/block-range.ts';
import {
  changeOf,
  foldChange,
  stateAtStart,
  type Block,
  type ChangeLine,
} from '../../../shared/journal/block.ts';
import type { Unknown } from '../../../shared/journal/replies.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import {
  judgeStanding,
  parseStanding,
  STANDING_SCRIPT,
  standingKeys,
} from '../../../shared/stored-domain.ts';
import { framesOf } from './frames-of.ts';
import type { FoundBlock, JournalFiles } from './journal-files.ts';

export interface StateThen {
  readonly state: DomainState;
  /** Undefined: it is what was told then. */
  readonly unknown: Unknown | undefined;
  /** Hash of the configuration of then; empty where nothing is known. */
  readonly config: string;
}

export interface FramesAsked {
  /** Stream id behind which to go on. */
  readonly after: string;
  readonly toMs: number;
  /** Changes within so many ms become one frame. */
  readonly stepMs: number;
  /** Most changes in one answer; it says how far it reaches. */
  readonly maxChanges: number;
}

export interface FramesThen {
  readonly frames: readonly WireFrame[];
  /** Where to go on. */
  readonly to: string;
  /** Up to this instant nothing else was told, ms. */
  readonly reachedMs: number;
  /** From this instant on the state must be asked for anew, ms: it is another, or not known. */
  readonly breakMs: number | undefined;
  readonly config: string;
}

/** A piece of the past of which one block speaks, or none. */
type Stretch =
  | { readonly kind: Unknown; readonly nextMs: number | undefined }
  | {
      readonly kind: 'known';
      readonly block: Block;
      /** Its changes, and behind the last block those that are in Redis alone. */
      readonly changes: readonly ChangeLine[];
      readonly end: string;
      /** Up to where it knows what was told. */
      readonly known: string;
      readonly next: FoundBlock | undefined;
      readonly isFollowed: boolean;
    };

export class ReplayReader {
  constructor(
    private readonly redis: Redis,
    readonly files: JournalFiles,
    private readonly log: Pick<Logger, 'error'>,
  ) {}

  /** @param bound the stream id up to which changes count: `endOfMs` of an instant. */
  async at(domain: string, bound: string): Promise<StateThen> {
    const stretch = await this.stretch(domain, bound);
    const isKnown = stretch.kind === 'known' && (stretch.isFollowed || idMs(bound) <= idMs(stretch.known));
    if (!isKnown)
      return {
        state: emptyDomainState(domain),
        unknown: stretch.kind === 'known' ? 'gap' : stretch.kind,
        config: '',
      };
    return { state: stateUpTo(stretch, bound), unknown: undefined, config: stretch.block.header.config };
  }

  /** Frames that carry a screen on, as they carried the screens of then, but fewer where it hurries. */
  async frames(domain: string, { after, toMs, stepMs, maxChanges }: FramesAsked): Promise<FramesThen> {
    const stretch = await this.stretch(domain, after);
    if (stretch.kind !== 'known') {
      const breakMs = stretch.nextMs !== undefined && stretch.nextMs <= toMs ? stretch.nextMs : undefined;
      const reachedMs = Math.min(toMs, stretch.nextMs ?? toMs);
      return { frames: [], to: after, reachedMs, breakMs, config: '' };
    }
    const { block, next, end, known, isFollowed } = stretch;
    const bound = endOfMs(toMs);
    const coming = stretch.changes.filter(([id]) => compareStreamIds(id, after) > 0 && isUpTo(id, bound));
    const taken = coming.slice(0, maxChanges);
    const frames = framesOf(stateUpTo(stretch, after), taken, { stepMs, toMs });
    const config = block.header.config;
    const last = taken.at(-1)?.[0] ?? after;
    if (taken.length < coming.length)
      return { frames, to: last, reachedMs: idMs(last), breakMs: undefined, config };
    const isWhole = isFollowed
      ? next === undefined || compareStreamIds(bound, next.start) < 0
      : isUpTo(bound, known);
    if (isWhole)
      return { frames, to: laterOf(last, `${toMs}-0`), reachedMs: toMs, breakMs: undefined, config };
    // The next block goes on with the same stream, and it may be later that it does; or there is a gap.
    if (isFollowed && next?.after === end)
      return { frames, to: next.start, reachedMs: idMs(next.start), breakMs: undefined, config };
    const to = laterOf(last, known);
    return { frames, to, reachedMs: idMs(to), breakMs: idMs(to) + 1, config };
  }

  /** The first instant behind another at which any screen was told anything. Undefined: none was since. */
  async nextChangeMs(domain: string, afterMs: number): Promise<number | undefined> {
    let bound = endOfMs(afterMs);
    for (;;) {
      const stretch = await this.stretch(domain, bound);
      if (stretch.kind !== 'known') return stretch.nextMs;
      const state = stateUpTo(stretch, bound);
      // What changed nothing was recorded and never told.
      const change = stretch.changes.find(
        (one) => !isUpTo(one[0], bound) && foldChange(state, one) === 'folded',
      );
      if (change !== undefined) return idMs(change[0]);
      const { next } = stretch;
      if (next === undefined || next.after !== stretch.end) return nextMsOf(next);
      bound = next.start;
    }
  }

  private async stretch(domain: string, bound: string): Promise<Stretch> {
    const blocks = await this.files.blocks(domain);
    const speaking = speakingAt(blocks, bound);
    if (speaking.kind === 'before') return { kind: 'before', nextMs: nextMsOf(blocks[0]) };
    if (speaking.kind === 'gap') return { kind: 'gap', nextMs: speaking.gap.toMs };
    const next = blocks[speaking.at + 1];
    const block = await this.read(domain, speaking.block);
    if (block === 'gone') return { kind: 'before', nextMs: nextMsOf(next) };
    if (block === 'damaged') return { kind: 'damaged', nextMs: nextMsOf(next) };
    const { end } = speaking.block;
    const stretch = { kind: 'known', block, end, known: knownTo(speaking.block), next } as const;
    if (next !== undefined) return { ...stretch, changes: block.changes, isFollowed: next.after === end };
    const tail = await this.tail(domain, block.header.epoch, end);
    if (tail === undefined) return { ...stretch, changes: block.changes, isFollowed: false };
    return { ...stretch, changes: [...block.changes, ...tail], isFollowed: true };
  }

  private async read(domain: string, block: FoundBlock): Promise<Block | 'gone' | 'damaged'> {
    try {
      return (await this.files.read(domain, block)) ?? 'gone';
    } catch (err) {
      this.log.error({ err, domain, block: block.start }, 'a block of the journal cannot be read');
      return 'damaged';
    }
  }

  /** What Redis tells behind the files. Undefined: its stream is not the one that they followed. */
  private async tail(domain: string, epoch: string, end: string): Promise<ChangeLine[] | undefined> {
    const replies = await this.redis
      .multi()
      .xrange(redisKeys.changes(domain), `(${end}`, '+')
      .eval(STANDING_SCRIPT, 2, ...standingKeys(domain))
      .exec();
    const [entries, standing] = (replies ?? []).map(([error, reply]) => {
      if (error !== null) throw error;
      return reply;
    }) as [[string, string[]][], unknown];
    if (judgeStanding(parseStanding(standing), epoch, end, entries.at(-1)?.[0]) !== 'followed')
      return undefined;
    return entries.map(([id, fields]) => changeOf(parseChangeEntry(domain, id, fields)));
  }
}

function stateUpTo({ block, changes }: Stretch & { readonly kind: 'known' }, bound: string): DomainState {
  const state = stateAtStart(block.header);
  for (const change of changes) {
    if (!isUpTo(change[0], bound)) break;
    foldChange(state, change);
  }
  return state;
}

const isUpTo = (id: string, bound: string) => compareStreamIds(id, bound) <= 0;
const nextMsOf = (block: FoundBlock | undefined) => (block === undefined ? undefined : idMs(block.start));
