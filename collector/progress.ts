/** What a source needs to go on after a restart: what the upstream may be reminded of, and what is still owed. */
import type { Source } from '../shared/config/source.ts';
import { MAX_FUTURE_MS } from '../shared/observation.ts';
import type { PollWindow, Validators } from './connector.ts';
import type { Fetched } from './fetched.ts';

/** Of the live poll; field `<source>` of the domain's `progress`. */
export interface Progress {
  /** Hash of the configuration: under another one, "unchanged" would hide what is newly asked for. */
  readonly config: string;
  readonly validators?: Validators | undefined;
  /** What the connector asked to be told with its next poll. */
  readonly state?: string | undefined;
  /**
   * Counts the polls that succeeded. Each one moves it, so an answer that comes late is known by the number it read
   * even where the upstream gives no validators.
   */
  readonly poll: number;
  /** Up to here the source was collected, on Redis's clock, ms. */
  readonly collectedToMs: number;
  /** Why nothing was taken of its last answer that said anything (untaken.ts). */
  readonly untaken?: string | undefined;
}

/** Field of the past that is still to be collected; a {@link PollWindow} as JSON. */
export function pastField(source: string): string {
  return `${source}/past`;
}

/** Field of the gate of a source (source-gate.ts). */
export function gateField(source: string): string {
  return `${source}/gate`;
}

/**
 * The progress while the first of several parts of a batch is written and the last is not: everything as before, but
 * nobody else's, and without validators, since after a crash in between "unchanged" would hide what is missing.
 */
export function claimOf(before: string, claim: string): string {
  const parsed = before === '' ? {} : (JSON.parse(before) as Record<string, unknown>);
  return JSON.stringify({ ...parsed, validators: undefined, claim });
}

/** Undefined for text of another version: the source begins anew. */
export function parseProgress(text: string): Progress | undefined {
  const parsed = text === '' ? undefined : (JSON.parse(text) as Partial<Progress>);
  return typeof parsed?.collectedToMs === 'number' && typeof parsed.poll === 'number'
    ? (parsed as Progress)
    : undefined;
}

export function parsePast(text: string): PollWindow | undefined {
  const parsed = text === '' ? undefined : (JSON.parse(text) as Partial<PollWindow>);
  return typeof parsed?.fromMs === 'number' && typeof parsed.toMs === 'number'
    ? (parsed as PollWindow)
    : undefined;
}

const HOUR_MS = 3_600_000;
/** A source that missed this many cadences was away. */
const MISSED_CADENCES = 2;

/**
 * What must be asked of the past: at first start all of it, after an outage what was missed, and what was owed
 * before. Undefined when nothing is.
 */
export function pastOwed(
  source: Pick<Source, 'everySeconds' | 'backfill'>,
  collectedToMs: number | undefined,
  owed: PollWindow | undefined,
  nowMs: number,
): PollWindow | undefined {
  if (source.backfill === undefined) return undefined;
  const oldestMs = nowMs - source.backfill.hours * HOUR_MS;
  const awayMs = source.everySeconds * 1000 * MISSED_CADENCES;
  const isAway = collectedToMs === undefined || nowMs - collectedToMs > awayMs;
  if (!isAway) return owed;
  const fromMs = Math.max(oldestMs, Math.min(collectedToMs ?? oldestMs, owed?.fromMs ?? nowMs));
  return { fromMs, toMs: nowMs };
}

/** The next request of what is owed: the newest part of it, which the screens need first. */
export function nextWindow(owed: PollWindow, windowHours: number): PollWindow {
  return { fromMs: Math.max(owed.fromMs, owed.toMs - windowHours * HOUR_MS), toMs: owed.toMs };
}

/** What remains after a window was collected. */
export function owedAfter(owed: PollWindow, done: PollWindow): PollWindow | undefined {
  return done.fromMs <= owed.fromMs ? undefined : { fromMs: owed.fromMs, toMs: done.fromMs };
}

/** Clocks may differ a little: closer to the bound than this, a document is asked for again, ms. */
const FUTURE_MARGIN_MS = 5_000;

/** Text of the progress after a poll. A failure makes no step; `before` still fences it, so that a late one marks no source that is well. */
export function progressAfter(
  fetched: Fetched | undefined,
  before: string,
  config: string,
  nowMs: number,
  untaken?: string,
): string {
  if (fetched === undefined) return before;
  const last = parseProgress(before);
  const isTaken = fetched.kind === 'document' && !liesAhead(fetched, nowMs);
  const kept = fetched.kind === 'unchanged' ? last?.validators : undefined;
  const validators = isTaken ? fetched.validators : kept;
  const state = isTaken || fetched.kind === 'pictures' ? fetched.state : last?.state;
  const poll = (last?.poll ?? 0) + 1;
  return JSON.stringify({
    config,
    poll,
    validators,
    state,
    collectedToMs: nowMs,
    untaken,
  } satisfies Progress);
}

/** What is refused now for its time may be right in a minute: "unchanged", or a cursor beyond it, would hide it. */
function liesAhead({ validated }: Extract<Fetched, { kind: 'document' }>, nowMs: number): boolean {
  const limitMs = nowMs + MAX_FUTURE_MS - FUTURE_MARGIN_MS;
  return (
    validated.observations.some(({ observedAtMs }) => observedAtMs > limitMs) ||
    validated.events.some(({ atMs }) => atMs > limitMs)
  );
}
