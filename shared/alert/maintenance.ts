/** Planned work: windows from their first instant up to, and not with, their last. To the millisecond. */
import type { AlertRule } from './rule.ts';

type Windows = Pick<AlertRule, 'maintenance'>;

function boundsAt({ maintenance }: Windows, place: string) {
  return maintenance
    .filter(({ places }) => places === undefined || places.includes(place))
    .map(({ from, until }) => ({ fromMs: Date.parse(from), untilMs: Date.parse(until) }));
}

export function isInMaintenance(rule: Windows, place: string, nowMs: number): boolean {
  if (rule.maintenance.length === 0) return false;
  return boundsAt(rule, place).some(({ fromMs, untilMs }) => fromMs <= nowMs && nowMs < untilMs);
}

/** The next instant at which a window begins or ends. */
export function nextMaintenanceEdgeMs(rule: Windows, place: string, nowMs: number): number | undefined {
  if (rule.maintenance.length === 0) return undefined;
  const edges = boundsAt(rule, place).flatMap(({ fromMs, untilMs }) => [fromMs, untilMs]);
  return edges.filter((edgeMs) => edgeMs > nowMs).toSorted((a, b) => a - b)[0];
}
