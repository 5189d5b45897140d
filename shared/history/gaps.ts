/** What was accepted and is in no segment, told by the numbers of the log's entries. Pure. */
import type { LogGap, SegmentNote } from './segment-note.ts';
import { ZERO_CURSOR } from '../domain-state.ts';

type Numbered = Pick<
  SegmentNote,
  'from' | 'to' | 'firstNumber' | 'firstEpoch' | 'lastNumber' | 'lastEpoch' | 'gaps'
>;

/** How an entry follows what is in the files already. */
export interface Follows {
  /** Entries between that are lost. */
  readonly missing: number;
  /** The store counts lower than the files: it was restored from a backup, or lost its end in a crash. */
  readonly wentBack: boolean;
}

/**
 * @param last the end of what is in the files; undefined: nothing is.
 * A restored store has a new epoch and may go on counting; a new one starts at 1.
 */
export function followsOn(
  last: Pick<SegmentNote, 'lastNumber' | 'lastEpoch'> | undefined,
  next: { readonly number: number; readonly epoch: string },
): Follows {
  // 0 is what the store held before its log.
  if (last === undefined) return { missing: Math.max(0, next.number - 1), wentBack: false };
  if (next.number === last.lastNumber + 1) return { missing: 0, wentBack: false };
  if (next.epoch !== last.lastEpoch) return { missing: 0, wentBack: next.number <= last.lastNumber };
  if (next.number <= last.lastNumber) return { missing: 0, wentBack: true };
  return { missing: next.number - last.lastNumber - 1, wentBack: false };
}

/** The gaps of a domain's history. @param notes of the standing segments, oldest first. */
export function gapsOf(notes: readonly Numbered[]): LogGap[] {
  return notes.flatMap((note, at) => {
    const before = notes[at - 1];
    const { missing } = followsOn(before, { number: note.firstNumber, epoch: note.firstEpoch });
    const ahead =
      missing === 0 ? [] : [{ afterId: before?.to ?? ZERO_CURSOR, beforeId: note.from, batches: missing }];
    return [...ahead, ...note.gaps];
  });
}
