/** How the sources fare, judged by what a screen holds: failed polls, and the ages of what they gave. */
import type { SourceSummary } from '../../../../shared/api.ts';
import type { SourceFailure } from '../../../../shared/domain-state.ts';
import type { Figure } from '../../../../shared/figure.ts';
import { graver, type Freshness } from '../../../../shared/freshness.ts';

/** Gravest first. */
export const SOURCE_STATES = ['failed', 'stale', 'never', 'late', 'fresh'] as const;
export type SourceState = (typeof SOURCE_STATES)[number];

export interface SourceCell {
  readonly source: SourceSummary;
  readonly state: SourceState;
  readonly failure?: SourceFailure;
  /** Age of its oldest figure that decides the state. */
  readonly ageMs?: number;
}

export interface SourcesShape {
  readonly cells: readonly SourceCell[];
  readonly onTime: number;
  readonly troubled: readonly SourceCell[];
}

export function sourcesShape(
  sources: Iterable<SourceSummary>,
  figures: Iterable<Figure>,
  failures: ReadonlyMap<string, SourceFailure>,
  /** Sources that gave events or pictures: they are heard although they give no figures. */
  heard: ReadonlySet<string>,
): SourcesShape {
  const oldest = new Map<string, { freshness: Freshness; ageMs: number }>();
  for (const figure of figures) {
    if (figure.source === undefined || figure.ageMs === undefined) continue;
    const known = oldest.get(figure.source);
    oldest.set(figure.source, {
      freshness: graver(known?.freshness ?? 'fresh', figure.freshness),
      ageMs: Math.max(known?.ageMs ?? 0, figure.ageMs),
    });
  }
  const cells = [...sources].map((source): SourceCell => {
    const failure = failures.get(source.id);
    const held = oldest.get(source.id);
    const state = stateOf(failure, held?.freshness, heard.has(source.id));
    return {
      source,
      state,
      ...(failure === undefined ? {} : { failure }),
      ...(held === undefined ? {} : { ageMs: held.ageMs }),
    };
  });
  const rank = (cell: SourceCell) => SOURCE_STATES.indexOf(cell.state);
  return {
    cells,
    onTime: cells.filter((cell) => cell.state === 'fresh').length,
    troubled: cells.filter((cell) => cell.state !== 'fresh').sort((a, b) => rank(a) - rank(b)),
  };
}

function stateOf(
  failure: SourceFailure | undefined,
  freshness: Freshness | undefined,
  heard: boolean,
): SourceState {
  if (failure !== undefined) return 'failed';
  if (freshness !== undefined) return freshness;
  return heard ? 'fresh' : 'never';
}
