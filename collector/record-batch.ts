/** What is recorded, in which portions, and what becomes of each part of it. */
import type { Observation, WallEvent } from '../shared/observation.ts';
import type { PollOutcome } from '../shared/source-health.ts';
import { claimOf } from './progress.ts';

/** So long may a momentary figure stay beyond that: trimming with every point would cost as much as writing it. */
export const TRIM_STEP_MS = 10 * 60_000;
/** Versions kept of one fact. An upstream whose clock stands still would otherwise pile up corrections. */
export const MAX_CORRECTIONS = 50;
/**
 * Facts of a domain that are older than what Redis keeps of their series and were told lately: the figures of 65 communes
 * for every hour of the last week and a half. Some 3 MB.
 */
export const MAX_LATE = 20_000;
/** That a late fact was told once more is noted so often: with every poll it would cost a write. */
export const LATE_NOTE_MS = 3_600_000;
/** A late fact that was not told for so long is forgotten here; told again, the historian knows it. */
export const LATE_FORGET_MS = 2 * 86_400_000;
/** Events kept per domain. */
export const MAX_EVENTS = 500;
/**
 * About as many entries of a change stream are kept: a domain that changes every second has 50 minutes of them, a
 * busy one of this province over an hour. A screen that was away longer gets a snapshot anyway.
 */
export const MAX_CHANGES = 3_000;
/**
 * About as many entries of a history log wait for a historian that is away: half a day of a busy domain. Beyond it the
 * oldest are lost to the files, which the historian then says.
 */
export const MAX_LOGGED = 20_000;
/** Observations in one call: Redis serves nobody else meanwhile, and 250 take it about a millisecond. */
export const MAX_BATCH = 250;
/** Pictures in one call: each may hold 200 kB. */
const MAX_PICTURES_PER_CALL = 10;

export const DECISIONS = [
  'first',
  'newer',
  'beside',
  'correction',
  'older',
  'repeat',
  'future',
  'expired',
  'crowded',
  'fenced',
] as const;
/**
 * What became of one observation; `beside` is kept beside that of another source, which is shown; `older` is kept in
 * history only, `future`, `expired` (older than `keepDays`), `crowded` (more late facts than can be told apart) and
 * `fenced` not at all.
 */
export type Decision = (typeof DECISIONS)[number];
export type EventDecision = 'first' | 'updated' | 'older' | 'repeat' | 'future' | 'expired' | 'fenced';
export type PictureDecision = 'newer' | 'repeat' | 'older' | 'future' | 'fenced';
/**
 * What became of a batch as a whole. `repeat`: it had been applied and its reply was lost. `fenced`: somebody made a
 * step since the progress was read, so the answer is late: it corrects and marks nothing, and of a poll that
 * succeeded only moments that its source never told before are kept.
 */
export type Verdict = 'applied' | 'repeat' | 'fenced';

export interface Picture {
  readonly place: string;
  /** When it was taken, ms; absent: the upstream does not say, so the moment it is recorded. */
  readonly atMs?: number | undefined;
  readonly bytes: Uint8Array;
  /** How long it may be shown, ms: two cadences. */
  readonly keepMs: number;
}

/** How the poll went that brought the batch. */
export interface PollReport {
  readonly outcome: PollOutcome;
  /** One line without secrets. */
  readonly message?: string | undefined;
  readonly durationMs: number;
  readonly everySeconds: number;
  /** Observations the document held, the refused ones included. */
  readonly observed: number;
  readonly refused: number;
  readonly refusals: readonly string[];
}

/** Hashes of a domain whose fields fence a batch. */
export type ProgressHash = 'progress' | 'deliveries' | 'entries';

/** A step of what the source needs to go on; the whole batch is dropped when somebody else made one since `before`. */
export interface ProgressStep {
  /** The domain's hash that holds it; absent: `progress`. */
  readonly hash?: ProgressHash | undefined;
  readonly field: string;
  readonly before: string;
  /** Empty: nothing remains, the field goes. */
  readonly next: string;
}

/** What a poll that asked the source does to its gate (source-gate.ts); applied by the store, on its own clock. */
export interface GateStep {
  /** Field of the domain's `progress` hash. */
  readonly field: string;
  readonly step: 'success' | 'failure';
  readonly breaker: { readonly failures: number; readonly halfOpenAfterMs: number };
  /** The pause the source asked for. */
  readonly retryAfterMs?: number | undefined;
}

export interface RecordBatch {
  readonly domain: string;
  readonly source: string;
  readonly observations: readonly Observation[];
  readonly events: readonly WallEvent[];
  readonly pictures: readonly Picture[];
  /** True for backfill: it tells what was and is no word on how things are now. Default false. */
  readonly isPast?: boolean | undefined;
  /** Absent for the past: backfill says nothing of how the source fares now. */
  readonly report?: PollReport | undefined;
  readonly progress?: ProgressStep | undefined;
  /** Absent for the past, and where the source was not asked. Needs the progress beside it. */
  readonly gate?: GateStep | undefined;
}

/**
 * One call. Every part of a batch is fenced by its progress. Of several the first claims it, so that no other batch
 * gets between them; the last alone reports and makes the step.
 */
export interface BatchPart extends RecordBatch {
  /** What the progress is after the last part. */
  readonly lastProgress: string | undefined;
}

export interface RecordResult {
  /** `fenced` as soon as one part was: somebody was faster meanwhile. */
  readonly verdict: Verdict;
  /** Redis's clock at the last call. */
  readonly nowMs: number;
  readonly epoch: string;
  /** Ids of the change entries that were written. */
  readonly changes: readonly string[];
  /** In the order of the batch. */
  readonly observations: readonly Decision[];
  readonly events: readonly EventDecision[];
  readonly pictures: readonly PictureDecision[];
}

/**
 * Cuts a batch into calls. There is at least one, for the report of a poll that brought nothing.
 * @param makeClaimId gives a mark that no other batch has.
 */
export function partsOf(batch: RecordBatch, makeClaimId: () => string): BatchPart[] {
  const { progress } = batch;
  const count = Math.max(
    1,
    Math.ceil(batch.observations.length / MAX_BATCH),
    Math.ceil(batch.events.length / MAX_BATCH),
    Math.ceil(batch.pictures.length / MAX_PICTURES_PER_CALL),
  );
  const claim = progress === undefined || count === 1 ? '' : claimOf(progress.before, makeClaimId());
  return Array.from({ length: count }, (_, at) => {
    const slice = <Item>(items: readonly Item[], size: number) => items.slice(at * size, (at + 1) * size);
    const isLast = at === count - 1;
    return {
      domain: batch.domain,
      source: batch.source,
      observations: slice(batch.observations, MAX_BATCH),
      events: slice(batch.events, MAX_BATCH),
      pictures: slice(batch.pictures, MAX_PICTURES_PER_CALL),
      report: isLast ? batch.report : undefined,
      progress:
        progress === undefined
          ? undefined
          : {
              hash: progress.hash,
              field: progress.field,
              before: at === 0 ? progress.before : claim,
              next: isLast ? progress.next : claim,
            },
      lastProgress: progress?.next,
      isPast: batch.isPast,
      gate: isLast ? batch.gate : undefined,
    };
  });
}
