/** The block of a journal that grows, as its writer holds it. */
import type { DomainState } from '../../../shared/domain-state.ts';
import { endOf, type BlockHeader } from '../../../shared/journal/block.ts';
import { LineCoder } from '../../../shared/journal/line-coder.ts';

/**
 * A block is full when its changes outweigh its state, and this many bytes besides: then the states cost little room, and
 * an instant is found by reading little. Two bytes of changes tell of about one reading.
 */
const MIN_CHANGE_BYTES = 40_000;

export interface OpenBlock {
  readonly header: BlockHeader;
  readonly headerBytes: number;
  readonly state: DomainState;
  /** Last change of the stream that is in it. */
  end: string;
  changeBytes: number;
  /** Shortens changes by those that stand in the block. */
  readonly coder: LineCoder;
  /** It stands under its final name too: the writer died before the next took its place. */
  readonly isSealed: boolean;
}

/** @param state that of the header; changes are yet to be folded into it. */
export function openBlock(
  header: BlockHeader,
  state: DomainState,
  more: Pick<OpenBlock, 'headerBytes' | 'changeBytes' | 'isSealed'>,
): OpenBlock {
  return { header, state, end: endOf(header), coder: new LineCoder(), ...more };
}

/** Whether a block is to be followed by the next. */
export function isFull(
  { changeBytes, headerBytes }: Pick<OpenBlock, 'changeBytes' | 'headerBytes'>,
  fullAfterBytes = MIN_CHANGE_BYTES,
): boolean {
  return changeBytes >= Math.max(fullAfterBytes, headerBytes);
}
