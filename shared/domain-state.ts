/**
 * The state of one domain as a display server and every screen hold it: the latest readings, which sources
 * are in error, the newest events and pictures. Both sides fold the same batches with the same function.
 */
import { seriesKey, type PictureNote, type Reading, type SeriesKey, type WallEvent } from './observation.ts';
import { failureOf, type PollOutcome } from './source-health.ts';
import { stateHash, stateLine } from './state-hash.ts';

export type SourceFailure = NonNullable<ReturnType<typeof failureOf>>;

/** A batch without its stream id: what a frame carries per poll. */
export interface StateBatch {
  readonly source: string;
  readonly outcome: PollOutcome;
  readonly readings: readonly Reading[];
  readonly events: readonly WallEvent[];
  readonly pictures: readonly PictureNote[];
}

export interface DomainState {
  readonly domain: string;
  epoch: string;
  cursor: string;
  readonly readings: Map<SeriesKey, Reading>;
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
    failures: new Map(),
    events: [],
    pictures: new Map(),
  };
}

/** Folds one batch into the state. The caller advances the cursor once per frame. */
export function applyBatch(state: DomainState, batch: StateBatch): void {
  for (const reading of batch.readings)
    state.readings.set(seriesKey(reading.indicator, reading.place), reading);
  const failure = failureOf(batch.outcome);
  if (failure === undefined) state.failures.delete(batch.source);
  else state.failures.set(batch.source, failure);
  if (batch.events.length > 0) state.events = mergeEvents(state.events, batch.events);
  for (const { place, atMs } of batch.pictures) state.pictures.set(place, atMs);
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
  if (batch.readings.length + batch.events.length + batch.pictures.length > 0) return false;
  return state.failures.get(batch.source) === failureOf(batch.outcome);
}

/** SHA-256 of what the state says; see state-hash.ts. */
export function domainStateHash(state: DomainState): string {
  const lines: string[] = [];
  for (const reading of state.readings.values()) lines.push(stateLine(reading));
  return stateHash(state.epoch, state.cursor, lines);
}
