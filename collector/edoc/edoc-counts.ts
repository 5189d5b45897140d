/**
 * From a document list of the axis to counts and statuses per agency. Pure. A document counts for both its ends: the
 * sender has sent it, the receiver has received it; its status is what the receiver did with it.
 */
import { SEEN_STATUSES, type Edoc, type EdocStatus } from './edoc-list.ts';

export interface EdocTally {
  readonly received: number;
  readonly sent: number;
  /** Received or sent; a document from an agency to itself is one. */
  readonly exchanged: number;
  /** Received documents by status; together they are `received`. */
  readonly statuses: Readonly<Record<EdocStatus, number>>;
}

export interface EdocCounts {
  readonly total: number;
  readonly statuses: Readonly<Record<EdocStatus, number>>;
  /** The newest change that the list tells of, ms; a marked text when none can be read; absent for an empty list. */
  readonly at: number | string | undefined;
  /** Every agency asked for, also one without a document: a whole list that does not name it says none. */
  readonly agencies: readonly (EdocTally & { readonly place: string })[];
  /** Ends of documents that are no agency asked for, each to be reported, in the order of their codes. */
  readonly strangers: readonly (EdocTally & { readonly code: string })[];
}

/** Counts at one moment of the past: only what had come by then, since statuses of the past are not told. */
export interface EdocMoment {
  readonly at: number;
  readonly total: number;
  readonly agencies: readonly { readonly place: string; readonly exchanged: number }[];
}

export interface AgencyBook {
  /** Ids of the agencies to count for. */
  readonly places: readonly string[];
  /** Id of the agency that an OrganId, name or alias means; undefined for a stranger. */
  readonly find: (code: string) => string | undefined;
}

export function countEdocs(edocs: readonly Edoc[], book: AgencyBook): EdocCounts {
  const agencies = new Map(book.places.map((place) => [place, emptyTally()]));
  const strangers = new Map<string, Tally>();
  const whole = emptyTally();
  const tallyOf = (code: string): Tally => {
    const known = agencies.get(book.find(code) ?? '');
    if (known !== undefined) return known;
    const stranger = strangers.get(code) ?? emptyTally();
    strangers.set(code, stranger);
    return stranger;
  };
  for (const { from, to, status } of edocs) {
    const [sender, receiver] = [tallyOf(from), tallyOf(to)];
    sender.sent += 1;
    receiver.received += 1;
    for (const end of new Set([sender, receiver])) end.exchanged += 1;
    for (const tally of [receiver, whole]) tally.statuses[status] += 1;
  }
  return {
    total: edocs.length,
    statuses: whole.statuses,
    at: newestChange(edocs),
    agencies: [...agencies].map(([place, tally]) => ({ place, ...tally })),
    strangers: [...strangers]
      .map(([code, tally]) => ({ code, ...tally }))
      .toSorted((one, other) => (one.code < other.code ? -1 : 1)),
  };
}

/**
 * How many documents of its day had come when the last of each hour came, hour by hour, oldest first. Documents
 * without a readable time of coming are left out: nobody can tell when they counted.
 */
export function edocMoments(
  edocs: readonly Edoc[],
  book: AgencyBook,
  dayOf: (atMs: number) => string,
): readonly EdocMoment[] {
  const coming = edocs
    .flatMap((edoc) => (typeof edoc.createdAt === 'number' ? [{ ...edoc, atMs: edoc.createdAt }] : []))
    .toSorted((one, other) => one.atMs - other.atMs);
  const moments: EdocMoment[] = [];
  let day = '';
  let total = 0;
  let soFar = new Map<string, number>();
  for (const [index, { from, to, atMs }] of coming.entries()) {
    if (dayOf(atMs) !== day) {
      day = dayOf(atMs);
      total = 0;
      soFar = new Map(book.places.map((place) => [place, 0]));
    }
    total += 1;
    for (const place of new Set([book.find(from), book.find(to)])) {
      const before = soFar.get(place ?? '');
      if (place !== undefined && before !== undefined) soFar.set(place, before + 1);
    }
    const nextMs = coming[index + 1]?.atMs;
    if (nextMs !== undefined && hourOf(nextMs) === hourOf(atMs)) continue;
    moments.push({
      at: atMs,
      total,
      agencies: [...soFar].map(([place, exchanged]) => ({ place, exchanged })),
    });
  }
  return moments;
}

interface Tally extends EdocTally {
  received: number;
  sent: number;
  exchanged: number;
  readonly statuses: Record<EdocStatus, number>;
}

const HOUR_MS = 3_600_000;
const hourOf = (atMs: number) => Math.floor(atMs / HOUR_MS);

function emptyTally(): Tally {
  const statuses = Object.fromEntries([...SEEN_STATUSES, 'other'].map((status) => [status, 0]));
  return { received: 0, sent: 0, exchanged: 0, statuses: statuses as Record<EdocStatus, number> };
}

/** Of the times that can be read the newest, which is never later than the newest of all. */
function newestChange(edocs: readonly Edoc[]): number | string | undefined {
  let newest: number | string | undefined;
  for (const { updatedAt, createdAt } of edocs) {
    const at = updatedAt ?? createdAt ?? '?';
    if (typeof at === 'string') newest ??= at;
    else if (typeof newest !== 'number' || at > newest) newest = at;
  }
  return newest;
}
