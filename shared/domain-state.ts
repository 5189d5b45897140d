/**
 * The state of one domain as a display server and every screen hold it: the latest readings, what other sources say of
 * the same series, which sources
 * are in error, the newest events and pictures. Both sides fold the same batches with the same function.
 */
import {
  seriesKey,
  type PictureNote,
  type Reading,
  type SeriesKey,
  type TruthId,
  type WallEvent,
} from './observation.ts';
import { failureOf, type PollOutcome } from './source-health.ts';
import { otherLine, stateHash, stateLine } from './state-hash.ts';

export type SourceFailure = NonNullable<ReturnType<typeof failureOf>>;

/** A batch without its stream id: what a frame carries per poll. */
export interface StateBatch {
  readonly source: string;
  readonly outcome: PollOutcome;
  /** What is shown from now on. */
  readonly readings: readonly Reading[];
  /** What is kept beside the shown from now on, of other sources. Absent: nothing new. */
  readonly others?: readonly Reading[];
  /** What is kept beside the shown no more. Absent: nothing. */
  readonly gone?: readonly TruthId[];
  readonly events: readonly WallEvent[];
  readonly pictures: readonly PictureNote[];
}

export interface DomainState {
  readonly domain: string;
  epoch: string;
  cursor: string;
  readonly readings: Map<SeriesKey, Reading>;
  /** Series that several sources give: what the sources say whose word is not shown, by their ids. */
  readonly others: Map<SeriesKey, readonly Reading[]>;
  /** Sources whose last poll failed, with the reason. */
  readonly failures: Map<string, SourceFailure>;
  /** Newest first, at most {@link MAX_EVENTS_ON_SCREEN}. */
  events: WallEvent[];
  readonly pictures: Map<string, number>;
}

/** A feed shows about ten rows; the store keeps more. */
export const MAX_EVENTS_ON_SCREEN = 60;

/** The cursor of a stream that has no entry yet. */
export const ZERO_CURSOR = '0-0';

export function emptyDomainState(domain: string): DomainState {
  return {
    domain,
    epoch: '',
    cursor: ZERO_CURSOR,
    readings: new Map(),
    others: new Map(),
    failures: new Map(),
    events: [],
    pictures: new Map(),
  };
}

/** Folds one batch into the state. The caller advances the cursor once per frame. */
export function applyBatch(state: DomainState, batch: StateBatch): void {
  for (const reading of batch.readings) {
    state.readings.set(seriesKey(reading.indicator, reading.place), reading);
    // What is shown stands beside nothing.
    if (state.others.size > 0) withdraw(state, reading);
  }
  for (const other of batch.others ?? []) putBeside(state, other);
  for (const truth of batch.gone ?? []) withdraw(state, truth);
  const failure = failureOf(batch.outcome);
  if (failure === undefined) state.failures.delete(batch.source);
  else state.failures.set(batch.source, failure);
  if (batch.events.length > 0) state.events = mergeEvents(state.events, batch.events);
  for (const { place, atMs } of batch.pictures) state.pictures.set(place, atMs);
}

function putBeside(state: DomainState, other: Reading): void {
  const key = seriesKey(other.indicator, other.place);
  const known = (state.others.get(key) ?? []).filter(({ source }) => source !== other.source);
  state.others.set(
    key,
    [...known, other].sort((a, b) => (a.source < b.source ? -1 : 1)),
  );
}

function withdraw(state: DomainState, { indicator, place, source }: TruthId): void {
  const key = seriesKey(indicator, place);
  const known = state.others.get(key);
  if (known === undefined) return;
  const left = known.filter((other) => other.source !== source);
  if (left.length === 0) state.others.delete(key);
  else if (left.length < known.length) state.others.set(key, left);
}

/** Later versions replace earlier ones of the same id; newest first; bounded. */
export function mergeEvents(known: readonly WallEvent[], coming: readonly WallEvent[]): WallEvent[] {
  const byId = new Map([...known, ...coming].map((event) => [event.id, event]));
  return [...byId.values()]
    .sort((a, b) => b.atMs - a.atMs || (a.id < b.id ? -1 : 1))
    .slice(0, MAX_EVENTS_ON_SCREEN);
}

/** True when folding the batch would change nothing that a screen shows. */
export function changesNothing(state: DomainState, batch: StateBatch): boolean {
  const { readings, others = [], gone = [], events, pictures } = batch;
  if (readings.length + others.length + gone.length + events.length + pictures.length > 0) return false;
  return state.failures.get(batch.source) === failureOf(batch.outcome);
}

/** SHA-256 of what the state says; see state-hash.ts. */
export function domainStateHash(state: DomainState): string {
  const lines: string[] = [];
  for (const reading of state.readings.values()) lines.push(stateLine(reading));
  for (const others of state.others.values()) lines.push(...others.map(otherLine));
  return stateHash(state.epoch, state.cursor, lines);
}
