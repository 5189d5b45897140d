/** The whole configuration of a province, checked, and the questions everybody asks of it. */
import type { RulesFile } from '../alert/rule.ts';
import type { CalendarConfig } from './calendar.ts';
import type { Domain, Indicator } from './domain.ts';
import type { Place } from './place.ts';
import type { Province } from './province.ts';
import type { Source } from './source.ts';
import type { Wall } from './wall.ts';

export interface ProvinceConfig {
  readonly province: Province;
  readonly domains: readonly Domain[];
  readonly places: readonly Place[];
  readonly sources: readonly Source[];
  readonly walls: readonly Wall[];
  /** The alert rules as the files give them: the first revision of each. */
  readonly rules: readonly RulesFile[];
  /** When offices work; absent: every hour is working time. */
  readonly calendar?: CalendarConfig | undefined;
  /** SHA-256 over the files: equal on two processes exactly when they were given the same files. */
  readonly hash: string;
}

/** An indicator together with its domain. */
export interface DomainIndicator {
  readonly domain: string;
  readonly indicator: Indicator;
}

/** Look-ups over a configuration or the part of it that a screen gets. */
export class ConfigIndex {
  readonly indicators: ReadonlyMap<string, DomainIndicator>;
  readonly places: ReadonlyMap<string, Place>;
  readonly domains: ReadonlyMap<string, Domain>;

  constructor(readonly config: Pick<ProvinceConfig, 'province' | 'domains' | 'places'>) {
    const { province } = config;
    this.indicators = new Map(
      config.domains.flatMap((domain) =>
        domain.indicators.map((indicator) => [indicator.id, { domain: domain.id, indicator }] as const),
      ),
    );
    const whole: Place = { id: province.id, kind: 'province', name: province.name, aliases: [], tags: [] };
    this.places = new Map([whole, ...config.places].map((place) => [place.id, place]));
    this.domains = new Map(config.domains.map((domain) => [domain.id, domain]));
  }

  /** The places that have a figure of their own of this indicator, in the order of the files. */
  memberPlaces(indicator: Indicator): readonly Place[] {
    const { breakdown } = indicator;
    if (breakdown === undefined) return [];
    return this.config.places.filter(
      (place) =>
        breakdown.kinds.includes(place.kind) &&
        (breakdown.only?.includes(place.id) ?? true) &&
        !(breakdown.except?.includes(place.id) ?? false),
    );
  }

  /** Ids of all places from which a figure is expected, the province's own included where upstream gives it. */
  expectedPlaces(indicator: Indicator): readonly string[] {
    const members = this.memberPlaces(indicator).map((place) => place.id);
    return indicator.aggregate === 'upstream' ? [this.config.province.id, ...members] : members;
  }
}
