/** Where a figure comes from, in words. Pure. */
import type { SourceSummary } from '../../../shared/api.ts';
import type { ConfigIndex } from '../../../shared/config/province-config.ts';
import type { Figure } from '../../../shared/figure.ts';
import { messages } from '../i18n/messages.ts';
import type { Locale } from '../live/wall-context.ts';

/** The office of the source that gave the figure; before the first, the office that answers for the domain. */
export function officeText(
  figure: Pick<Figure, 'source' | 'domain'>,
  index: ConfigIndex,
  sources: ReadonlyMap<string, SourceSummary>,
  locale: Locale,
): string {
  return answering(figure, index, sources)?.office[locale] ?? '';
}

/** The office by its usual short name, where its name has no room. */
export function shortOfficeText(
  figure: Pick<Figure, 'source' | 'domain'>,
  index: ConfigIndex,
  sources: ReadonlyMap<string, SourceSummary>,
  locale: Locale,
): string {
  const known = answering(figure, index, sources);
  return (known?.shortOffice ?? known?.office)?.[locale] ?? '';
}

function answering(
  { source, domain }: Pick<Figure, 'source' | 'domain'>,
  index: ConfigIndex,
  sources: ReadonlyMap<string, SourceSummary>,
): Pick<SourceSummary, 'office' | 'shortOffice'> | undefined {
  return (source === undefined ? undefined : sources.get(source)) ?? index.domains.get(domain);
}

/** `API · mỗi phút`; only the cadence as long as nothing came. */
export function methodText(figure: Pick<Figure, 'method' | 'indicator'>, locale: Locale): string {
  const words = messages[locale];
  const cadence = words.cadence[figure.indicator.cadence];
  return figure.method === undefined ? cadence : `${words.method[figure.method]} · ${cadence}`;
}

/** `58/65 xã` for a figure that we added up; empty for one the upstream gave. */
export function sumText(figure: Pick<Figure, 'sum' | 'indicator'>, locale: Locale): string {
  const { sum, indicator } = figure;
  if (sum === undefined) return '';
  const { members, truth } = messages[locale];
  const kinds = indicator.breakdown?.kinds ?? [];
  const kind =
    kinds.length === 1 && (kinds[0] as string) in members ? (kinds[0] as keyof typeof members) : 'other';
  const places = `${sum.reported}/${sum.expected} ${members[kind]}`;
  return sum.mixedPeriods ? `${places}, ${truth.mixedPeriods}` : places;
}
