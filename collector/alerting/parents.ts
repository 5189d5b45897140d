/** How the alert that explains another stands. Pure. */
import { isFiring, type Alert } from '../../shared/alert/alert.ts';
import type { ParentState } from '../../shared/alert/visibility.ts';
import { seriesKey } from '../../shared/observation.ts';
import type { Knowledge } from './judge.ts';
import type { Watch, Watches } from './watched.ts';

interface Around {
  readonly known: Knowledge;
  readonly watches: Watches;
  readonly alerts: ReadonlyMap<string, Alert>;
}

/** Pending it may fire yet, and never seen it may be known soon: until then its children wait. */
export function parentStateOf(around: Around, watch: Watch, nowMs: number): ParentState {
  const { alerts, watches } = around;
  if (watch.parent === undefined || !watches.byKey.has(watch.parent)) return 'clear';
  const parent = alerts.get(watch.parent);
  if (parent !== undefined && isFiring(parent)) return 'firing';
  if (parent?.condition.phase === 'pending') return 'unknown';
  const untilMs = neverSeenUntilMs(around, watch.parent);
  return untilMs !== undefined && nowMs < untilMs ? 'unknown' : 'clear';
}

/** When a child stops waiting for a parent of which nothing comes. */
export function parentAwaitedUntilMs(around: Around, watch: Watch, alert: Alert): number | undefined {
  if (watch.parent === undefined || !alert.visibility.suppressed.includes('unknown-parent')) return undefined;
  const untilMs = neverSeenUntilMs(around, watch.parent);
  return untilMs !== undefined && untilMs > alert.steppedAtMs ? untilMs : undefined;
}

/** A parent of which nothing was ever seen is waited for as long as its figure may take to go stale. */
function neverSeenUntilMs({ known, watches }: Around, key: string): number | undefined {
  const parent = watches.byKey.get(key);
  const id = parent?.rule.condition.indicator;
  const indicator = id === undefined ? undefined : known.index.indicators.get(id)?.indicator;
  if (parent === undefined || indicator === undefined) return undefined;
  if (known.facts.state.readings.has(seriesKey(indicator.id, parent.place))) return undefined;
  return known.sinceMs + indicator.staleAfterMs;
}
