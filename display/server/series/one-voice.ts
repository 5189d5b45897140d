/**
 * One line through what several sources said of a series, so that a chart never zigzags between them. Of one fact the
 * most trusted source counts; where there is no order of trust, the one that told it first. A less trusted source
 * fills in only where every more trusted one was silent for longer than stale-after. Pure.
 */
import type { Indicator } from '../../../shared/config/domain.ts';
import type { HistoryPoint } from '../../../shared/latest-entry.ts';

/** What of an indicator decides whose points make the line. */
export type Trust = Pick<Indicator, 'precedence' | 'staleAfterMs'>;

/** Place in the order of trust; sources that are not named come last, together. */
export function rankOf({ precedence = [] }: Pick<Trust, 'precedence'>, source: string): number {
  const at = precedence.indexOf(source);
  return at < 0 ? precedence.length : at;
}

/** Points come and go oldest first; each fact as it was last corrected by its source. */
export function oneVoice<Point extends HistoryPoint>(points: readonly Point[], trust: Trust): Point[] {
  const facts = lastCorrected(points, trust);
  if (trust.precedence === undefined || facts[0]?.period !== undefined) return facts;
  /** When each rank spoke last, ms. */
  const spokenMs: number[] = [];
  return facts.filter(({ source, observedAtMs }) => {
    const rank = rankOf(trust, source);
    const isHeard = spokenMs.slice(0, rank).some((atMs) => observedAtMs - atMs < trust.staleAfterMs);
    spokenMs[rank] = observedAtMs;
    return !isHeard;
  });
}

function lastCorrected<Point extends HistoryPoint>(points: readonly Point[], trust: Trust): Point[] {
  const byFact = new Map<string | number, Point>();
  for (const point of points) {
    const fact = point.period ?? point.observedAtMs;
    const known = byFact.get(fact);
    if (known === undefined || replaces(point, known, trust)) byFact.set(fact, point);
  }
  return [...byFact.values()];
}

function replaces(point: HistoryPoint, known: HistoryPoint, trust: Trust): boolean {
  if (point.source === known.source) return point.collectedAtMs >= known.collectedAtMs;
  return rankOf(trust, point.source) < rankOf(trust, known.source);
}
