/** Where blocks of the journal begin and end, told by their names, and which of them speaks of an instant. Pure. */
import { compareStreamIds } from '../change-entry.ts';
import { ZERO_CURSOR } from '../domain-state.ts';
import { idMs } from '../history/segment.ts';

/** The block that grows; the others are compressed and never change. */
export const OPEN_BLOCK = 'open.jsonl';
export const JOURNAL_FOLDER = 'journal';
/** Beside the blocks: up to when everything that was told is in them, as text of ms. */
export const FOLLOWED_FILE = 'followed';

export interface BlockRange {
  /** See {@link import('./block.ts').BlockHeader}. */
  readonly start: string;
  /** Its last change, or the cursor of its state when it has none; that may lie before its start. */
  readonly end: string;
  readonly after: string;
}

const NAME = /^(\d+-\d+)_(\d+-\d+)_(\d+-\d+)\.jsonl\.br$/;

export function blockName({ start, end, after }: BlockRange): string {
  return `${start}_${end}_${after}.jsonl.br`;
}

/** @returns undefined for a name that is none. */
export function parseBlockName(name: string): BlockRange | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const [, start = '', end = '', after = ''] = match;
  return { start, end, after };
}

/** Greater than the id of every change up to the end of this millisecond. */
export function endOfMs(atMs: number): string {
  return `${Math.floor(atMs)}-${Number.MAX_SAFE_INTEGER}`;
}

/** Of two that begin at once the first ended before it told anything. */
export function inOrder(a: BlockRange, b: BlockRange): number {
  return compareStreamIds(a.start, b.start) || compareStreamIds(a.end, b.end);
}

/** Whether a block stands among others already: its writer died before the next took its place. */
export function isAmong(blocks: readonly BlockRange[], { start, end }: BlockRange): boolean {
  return blocks.some((block) => block.start === start && block.end === end);
}

/** Up to where a block knows what was told: it may begin after its last change, and then says that nothing was since. */
export function knownTo({ start, end }: Pick<BlockRange, 'start' | 'end'>): string {
  return laterOf(start, end);
}

/** The later of two stream ids. */
export function laterOf(a: string, b: string): string {
  return compareStreamIds(a, b) >= 0 ? a : b;
}

/** A time for which the journal has nothing, ms; it begins after the last that is known. */
export interface JournalGap {
  readonly fromMs: number;
  readonly toMs: number;
}

export type Speaking<Range extends BlockRange> =
  | { readonly kind: 'known'; readonly at: number; readonly block: Range }
  | { readonly kind: 'before' }
  | { readonly kind: 'gap'; readonly gap: JournalGap };

/**
 * Which block speaks of the moment behind every change up to `bound`. `before`: nothing was kept yet.
 * @param blocks in their order; `bound` a stream id.
 */
export function speakingAt<Range extends BlockRange>(
  blocks: readonly Range[],
  bound: string,
): Speaking<Range> {
  const at = blocks.findLastIndex(({ start }) => compareStreamIds(start, bound) <= 0);
  const block = blocks[at];
  if (block === undefined) return { kind: 'before' };
  const gap = gapAfter(block, blocks[at + 1]);
  if (gap !== undefined && idMs(bound) > idMs(knownTo(block))) return { kind: 'gap', gap };
  return { kind: 'known', at, block };
}

export function journalGaps(blocks: readonly BlockRange[]): JournalGap[] {
  return blocks.flatMap((block, at) => gapAfter(block, blocks[at + 1]) ?? []);
}

export function continues(block: BlockRange, next: BlockRange): boolean {
  return next.after !== ZERO_CURSOR && next.after === block.end;
}

function gapAfter(block: BlockRange, next: BlockRange | undefined): JournalGap | undefined {
  if (next === undefined || continues(block, next)) return undefined;
  return { fromMs: idMs(knownTo(block)), toMs: idMs(next.start) };
}

/** Beside the domains' folders: the configurations by which screens judged, `<hash>.json`. */
export const CONFIGS_FOLDER = '_configs';
