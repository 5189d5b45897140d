/**
 * The journal keeps what every screen was told: a domain's change stream, entry by entry, as it was announced. Screens
 * of the past are made by folding the same entries with the same function as the screens of then, so nothing that was
 * learned later can be among them. A block is a piece of it, as lines of JSON: first the whole state at its start, then
 * one change a line. Pure.
 */
import type { ChangeBatch } from '../change-entry.ts';
import {
  applyBatch,
  changesNothing,
  domainStateHash,
  emptyDomainState,
  ZERO_CURSOR,
  type DomainState,
} from '../domain-state.ts';
import { decodeBatch, encodeBatch, encodeState, type WireBatch } from '../frame.ts';
import type { BlockRange } from './block-range.ts';
import { LineCoder, type StoredLine } from './line-coder.ts';

/** First line of a block. */
export interface BlockHeader {
  readonly version: 1;
  readonly domain: string;
  /** A stream id: from this moment on the block speaks, and by its configuration screens judge. */
  readonly start: string;
  /** The last entry of the block that it continues; `0-0`: it continues none, and what lies between is not known. */
  readonly after: string;
  /** Of the state. */
  readonly epoch: string;
  readonly cursor: string;
  readonly hash: string;
  /** Hash of the configuration by which it was judged. */
  readonly config: string;
  readonly state: readonly WireBatch[];
}

/** Id in the change stream, and what it changed. */
export type ChangeLine = readonly [id: string, batch: WireBatch];

export interface Block {
  readonly header: BlockHeader;
  /** Oldest first. */
  readonly changes: readonly ChangeLine[];
}

export function headerOf(
  state: DomainState,
  at: Pick<BlockHeader, 'start' | 'after' | 'config'>,
): BlockHeader {
  const { domain, epoch, cursor } = state;
  const { start, after, config } = at;
  const hash = domainStateHash(state);
  return { version: 1, domain, start, after, epoch, cursor, hash, config, state: encodeState(state) };
}

export function changeOf(batch: ChangeBatch): ChangeLine {
  return [batch.id, encodeBatch(batch)];
}

/** A line of a block, its end included. */
export function blockLine(line: BlockHeader | StoredLine): string {
  return `${JSON.stringify(line)}\n`;
}

/**
 * What stands in a block. A last line without its end was being written when the writer died, and does not count.
 * @throws when it is no block, or its state is not the one it was made of.
 */
export function parseBlock(text: string): Block {
  const [first = '', ...rest] = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  const header = JSON.parse(first) as BlockHeader;
  if (domainStateHash(stateAtStart(header)) !== header.hash)
    throw new Error(`the state at ${header.start} is not what was written: its hash differs`);
  const coder = new LineCoder();
  const changes = rest
    .filter((line) => line !== '')
    .map((line) => coder.decode(JSON.parse(line) as StoredLine));
  return { header, changes };
}

/** The end of a block before its first change. */
export function endOf({ after, cursor }: Pick<BlockHeader, 'after' | 'cursor'>): string {
  return after === ZERO_CURSOR ? cursor : after;
}

export function rangeOf({ header, changes }: Block): BlockRange {
  return { start: header.start, end: changes.at(-1)?.[0] ?? endOf(header), after: header.after };
}

export function stateAtStart({ domain, epoch, cursor, state: batches }: BlockHeader): DomainState {
  const state = emptyDomainState(domain);
  for (const wire of batches) applyBatch(state, decodeBatch(domain, wire));
  state.epoch = epoch;
  state.cursor = cursor;
  return state;
}

/** Folds a change as display servers do. `nothing`: no screen was told, and the cursor stays. */
export function foldChange(state: DomainState, [id, wire]: ChangeLine): 'folded' | 'nothing' {
  const batch = decodeBatch(state.domain, wire);
  if (changesNothing(state, batch)) return 'nothing';
  applyBatch(state, batch);
  state.cursor = id;
  return 'folded';
}
