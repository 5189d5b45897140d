/**
 * Segments: the folders in which the historian keeps what a domain's history log told, each named by the first and the
 * last entry it holds. A segment holds every entry between its two ends; so what stands, what is superseded and what
 * would be there twice follows from the names alone, whatever died at whatever moment. Pure.
 */
import { compareStreamIds } from '../change-entry.ts';
import { ZERO_CURSOR } from '../domain-state.ts';

/** Stream ids of the first and the last entry, both included. */
export interface SegmentRange {
  readonly from: string;
  readonly to: string;
}

/** A segment that readers take. */
export interface Standing<Segment extends SegmentRange> {
  readonly segment: Segment;
  /** Entries up to this one stand in an earlier segment already; absent: all are taken. */
  readonly afterId: string | undefined;
}

const NAME = /^(\d+-\d+)_(\d+-\d+)$/;

export function segmentName({ from, to }: SegmentRange): string {
  return `${from}_${to}`;
}

/** @returns undefined for a name that is none. */
export function parseSegmentName(name: string): SegmentRange | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const [, from = '', to = ''] = match;
  return compareStreamIds(from, to) <= 0 ? { from, to } : undefined;
}

/**
 * Which segments stand, oldest first, and which are held by others as a whole: the parts of a merged one before they
 * are cleared away, or what a writer left that should have been dead.
 */
export function standingOf<Segment extends SegmentRange>(
  segments: readonly Segment[],
): { readonly standing: readonly Standing<Segment>[]; readonly superseded: readonly Segment[] } {
  const inOrder = segments.toSorted(
    (a, b) => compareStreamIds(a.from, b.from) || compareStreamIds(b.to, a.to),
  );
  const standing: Standing<Segment>[] = [];
  const superseded: Segment[] = [];
  let reach: string | undefined;
  for (const segment of inOrder) {
    if (reach !== undefined && compareStreamIds(segment.to, reach) <= 0) {
      superseded.push(segment);
      continue;
    }
    const overlaps = reach !== undefined && compareStreamIds(segment.from, reach) <= 0;
    standing.push({ segment, afterId: overlaps ? reach : undefined });
    reach = segment.to;
  }
  return { standing, superseded };
}

/** The last entry that is in the files: the historian goes on behind it. */
export function checkpointOf(segments: readonly SegmentRange[]): string {
  return segments.reduce((last, { to }) => (compareStreamIds(to, last) > 0 ? to : last), ZERO_CURSOR);
}

/** The time part of a stream id, ms: Redis's clock when the entry was written. */
export function idMs(id: string): number {
  return Number(id.split('-', 1)[0]);
}
