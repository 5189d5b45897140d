/** All contradictions of a domain, in the order of its indicators and then of its series. */
import type { Indicator } from './config/domain.ts';
import type { Place } from './config/place.ts';
import type { ConfigIndex } from './config/province-config.ts';
import { contradictionsOf, type Contradiction } from './contradiction.ts';
import type { DomainState } from './domain-state.ts';

/** A contradiction with what it is about. */
export interface SeriesContradiction extends Contradiction {
  readonly domain: string;
  readonly indicator: Indicator;
  readonly place: Place;
}

export function domainContradictions(
  index: ConfigIndex,
  state: DomainState | undefined,
  domain: string,
  nowMs: number,
): SeriesContradiction[] {
  if (state === undefined || state.others.size === 0) return [];
  const { timeZone } = index.config.province;
  const found = [...state.others].flatMap(([key, others]) => {
    const shown = state.readings.get(key);
    const indicator = index.indicators.get(shown?.indicator ?? '')?.indicator;
    const place = index.places.get(shown?.place ?? '');
    // What the configuration knows no more is on no screen.
    if (indicator === undefined || place === undefined) return [];
    return contradictionsOf(shown, others, indicator, timeZone, nowMs).map((one) => ({
      ...one,
      domain,
      indicator,
      place,
    }));
  });
  const order = (index.domains.get(domain)?.indicators ?? []).map(({ id }) => id);
  const rank = ({ indicator }: SeriesContradiction) => order.indexOf(indicator.id);
  const name = ({ place, other }: SeriesContradiction) => `${place.id} ${other.source}`;
  return found.sort((a, b) => rank(a) - rank(b) || (name(a) < name(b) ? -1 : 1));
}
