/** The part of the configuration that a screen may know: no settings of sources, no addresses. */
import type { ScreenConfig, SourceSummary } from './api.ts';
import { entryFormOf } from './config/entry-form.ts';
import type { ProvinceConfig } from './config/province-config.ts';
import type { Source } from './config/source.ts';

/** By it a screen of then judges, lays out and names what it shows; kept with the journal under its hash. */
export type JudgingConfig = Omit<ScreenConfig, 'build' | 'serverNowMs'>;

export function judgingConfigOf(config: ProvinceConfig): JudgingConfig {
  const { province, domains, places, sources, walls, hash } = config;
  return { province, domains, places, sources: sources.map(sourceSummary), walls, configHash: hash };
}

/** What anybody may know of a source: no settings but the form of one that people fill in. */
export function sourceSummary(source: Source): SourceSummary {
  const { id, name, office, shortOffice, domain, connector, everySeconds } = source;
  return { id, name, office, shortOffice, domain, connector, everySeconds, form: entryFormOf(source) };
}
