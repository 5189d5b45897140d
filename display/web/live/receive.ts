/** What a message of the server means to a screen that stands at a cursor. Pure. */
import { compareStreamIds } from '../../../shared/change-entry.ts';
import { applyBatch, emptyDomainState, type DomainState } from '../../../shared/domain-state.ts';
import { decodeBatch, type WireFrame, type WireSnapshot } from '../../../shared/frame.ts';
import type { Reading, TruthId } from '../../../shared/observation.ts';

/**
 * `next`: it continues, or overlaps, what we hold. An overlap is folded whole: every series that it touches ends at its
 * last value, every other is untouched, so folding twice what we know gives the state at its end.
 * `known`: it ends at or before our cursor. `other-epoch`, `gap`: only a snapshot helps.
 */
export type Verdict = 'next' | 'known' | 'other-epoch' | 'gap';

export function frameVerdict(
  state: Pick<DomainState, 'epoch' | 'cursor'> | undefined,
  frame: WireFrame,
): Verdict {
  if (state === undefined || state.epoch !== frame.e) return 'other-epoch';
  if (frame.f === state.cursor) return 'next';
  if (compareStreamIds(frame.t, state.cursor) <= 0) return 'known';
  return compareStreamIds(frame.f, state.cursor) < 0 ? 'next' : 'gap';
}

/** What one message changed, for those who redraw. */
export interface Applied {
  readonly domain: string;
  /** A snapshot replaced everything. */
  readonly whole: boolean;
  readonly readings: readonly Reading[];
  /** What came to stand beside a shown reading, or does so no more. */
  readonly others: readonly TruthId[];
  /** Whether the set of failing sources, or a reason, changed. */
  readonly failures: boolean;
}

/** Folds a frame into the state and advances its cursor. */
export function applyFrame(state: DomainState, frame: WireFrame): Applied {
  const before = failuresText(state);
  const readings: Reading[] = [];
  const others: TruthId[] = [];
  for (const wire of frame.b) {
    const batch = decodeBatch(frame.d, wire);
    applyBatch(state, batch);
    readings.push(...batch.readings);
    others.push(...(batch.others ?? []), ...(batch.gone ?? []));
  }
  state.cursor = frame.t;
  const failures = failuresText(state) !== before;
  return { domain: frame.d, whole: false, readings, others, failures };
}

/** The state that a snapshot describes. */
export function stateOfSnapshot(snapshot: WireSnapshot): DomainState {
  const state = emptyDomainState(snapshot.d);
  for (const wire of snapshot.b) {
    const batch = decodeBatch(snapshot.d, wire);
    applyBatch(state, batch);
  }
  state.epoch = snapshot.e;
  state.cursor = snapshot.t;
  return state;
}

function failuresText(state: DomainState): string {
  return state.failures.size === 0 ? '' : [...state.failures].join(';');
}
