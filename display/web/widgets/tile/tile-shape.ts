/** Which figure of a domain its overview tile shows. Tiles never move; their headline does. */
import type { Figure } from '../../../../shared/figure.ts';
import { crossingsOf, gravestFirst } from '../../marks/crossings.ts';

export interface TileHeadline {
  readonly figure: Figure;
  /** Why this figure: it is beyond a limit, or it is the domain's own headline. */
  readonly reason: 'beyond-limit' | 'headline';
  /** Other figures of the domain that are beyond a limit too. */
  readonly others: number;
}

/**
 * The gravest figure beyond a limit takes the headline. Of equally grave ones the domain's own indicator is shown,
 * and of that a single place before the whole province: a place says where to look. Words (a closed gate, a dead
 * camera) have no gauge and never take it; they count among the others.
 */
export function tileHeadline(headline: Figure, breaches: readonly Figure[]): TileHeadline {
  const crossings = gravestFirst(crossingsOf(breaches));
  const numeric = crossings.filter(({ figure }) => typeof figure.value === 'number');
  const gravest = numeric.filter(({ level }) => level === numeric[0]?.level).map(({ figure }) => figure);
  const own = gravest.filter((figure) => figure.indicator.id === headline.indicator.id);
  const figure = own.find(({ place }) => place.id !== headline.place.id) ?? own[0] ?? gravest[0] ?? headline;
  return {
    figure,
    reason: gravest.length === 0 ? 'headline' : 'beyond-limit',
    others: crossings.filter((crossing) => !isSame(crossing.figure, figure)).length,
  };
}

function isSame(a: Figure, b: Figure): boolean {
  return a.indicator.id === b.indicator.id && a.place.id === b.place.id;
}
