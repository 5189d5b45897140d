/** How the sources fare: a count, a cell each, and those in trouble. */
import type { SourceStanding } from '../../live/wall-context.ts';

/** Gravest first. */
export const SOURCE_STATES = ['failed', 'stale', 'never', 'late', 'fresh'] as const;
export type SourceState = (typeof SOURCE_STATES)[number];

export interface SourceCell {
  readonly standing: SourceStanding;
  readonly state: SourceState;
}

export interface SourcesShape {
  readonly cells: readonly SourceCell[];
  readonly onTime: number;
  readonly troubled: readonly SourceCell[];
}

/** A failed poll is said at once; the ages of what the source gave before are not better than that. */
export function sourcesShape(standings: readonly SourceStanding[]): SourcesShape {
  const cells = standings.map((standing): SourceCell => ({
    standing,
    state: standing.failure === undefined ? standing.freshness : 'failed',
  }));
  const rank = (cell: SourceCell) => SOURCE_STATES.indexOf(cell.state);
  return {
    cells,
    onTime: cells.filter((cell) => cell.state === 'fresh').length,
    troubled: cells.filter((cell) => cell.state !== 'fresh').sort((a, b) => rank(a) - rank(b)),
  };
}
