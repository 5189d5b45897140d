/** What is open, counted for the header: indicators beyond a limit, sources in error or old. Pure. */
import type { Figure } from '../../../shared/figure.ts';
import type { SourceStanding } from '../live/wall-context.ts';

export interface OpenCounts {
  /** Indicators whose gravest figure is critical, and those whose gravest is a warning. */
  readonly critical: number;
  readonly warning: number;
  readonly failed: number;
  readonly stale: number;
  readonly late: number;
  readonly never: number;
  readonly sources: number;
}

/** @param domain counts this domain only; absent: all. */
export function openCounts(
  breaches: readonly Figure[],
  standings: readonly SourceStanding[],
  domain: string | undefined,
): OpenCounts {
  const gravest = new Map<string, string>();
  for (const figure of breaches) {
    if (domain !== undefined && figure.domain !== domain) continue;
    if (figure.limit.level === 'critical' || !gravest.has(figure.indicator.id))
      gravest.set(figure.indicator.id, figure.limit.level);
  }
  const levels = [...gravest.values()];
  const here = standings.filter(({ source }) => domain === undefined || source.domain === domain);
  const standing = (freshness: SourceStanding['freshness']) =>
    here.filter((one) => one.freshness === freshness).length;
  return {
    critical: levels.filter((level) => level === 'critical').length,
    warning: levels.filter((level) => level === 'warning').length,
    failed: here.filter(({ failure }) => failure !== undefined).length,
    stale: standing('stale'),
    late: standing('late'),
    never: standing('never'),
    sources: here.length,
  };
}
