/** What contradicting sources say, in words: both values and who says each. Pure. */
import type { SourceSummary } from '../../../shared/api.ts';
import type { Indicator } from '../../../shared/config/domain.ts';
import type { Contradiction } from '../../../shared/contradiction.ts';
import type { Figure } from '../../../shared/figure.ts';
import type { Reading, Value } from '../../../shared/observation.ts';
import { messages } from '../i18n/messages.ts';
import type { Locale } from '../live/wall-context.ts';
import { formatNumber, formatValue } from './format.ts';

/** What is said of a contradiction where there is room, and where there is little. */
export interface ContradictionWords {
  readonly full: string;
  readonly short: string;
}

type Sources = ReadonlyMap<string, SourceSummary>;

/** More decimals than these no office publishes. */
const MOST_DECIMALS = 6;

/** Two values so that they read differently: 97,84 and 97,81 are not both 97,8. */
export function tellApart(
  indicator: Pick<Indicator, 'decimals' | 'states'>,
  values: readonly [Value, Value],
  locale: Locale,
): [string, string] {
  const [a, b] = values;
  const text = (value: Value) =>
    value === null ? messages[locale].truth.none : formatValue(indicator, value, locale);
  if (typeof a !== 'number' || typeof b !== 'number') return [text(a), text(b)];
  for (let decimals = indicator.decimals; decimals < MOST_DECIMALS; decimals += 1) {
    const pair: [string, string] = [formatNumber(a, decimals, locale), formatNumber(b, decimals, locale)];
    if (pair[0] !== pair[1]) return pair;
  }
  return [String(a), String(b)];
}

/** The office of a reading; where the other is of the same office, the source itself; and how it came if not by API. */
export function sayerText(
  reading: Reading,
  other: Reading,
  sources: Sources,
  locale: Locale,
  length: 'full' | 'short',
): string {
  const officeOf = ({ source }: Reading) => {
    const known = sources.get(source);
    return (length === 'short' ? (known?.shortOffice ?? known?.office) : known?.office)?.[locale];
  };
  const isOneOffice = officeOf(reading) === officeOf(other);
  const name = (isOneOffice ? undefined : officeOf(reading)) ?? sources.get(reading.source)?.name[locale];
  const method = reading.method === 'api' ? '' : ` (${messages[locale].method[reading.method]})`;
  return (name ?? reading.source) + method;
}

/** `11.234,5 ≠ 11.100,0: Kho bạc, Hải quan`: where the line ends too soon, an office is cut and no value. */
export function bothWords(
  indicator: Pick<Indicator, 'decimals' | 'states'>,
  { shown, other }: Pick<Contradiction, 'shown' | 'other'>,
  sources: Sources,
  locale: Locale,
): ContradictionWords {
  const [a, b] = tellApart(indicator, [shown.value, other.value], locale);
  const line = (length: 'full' | 'short') =>
    `${a} ≠ ${b}: ${sayerText(shown, other, sources, locale, length)}, ${sayerText(other, shown, sources, locale, length)}`;
  return { full: line('full'), short: line('short') };
}

/** `2 nguồn khác nhau`, counting the one that is shown. */
export function differText(others: number, locale: Locale): string {
  return `${others + 1} ${messages[locale].truth.differ}`;
}

/**
 * What the line below a figure says when sources contradict each other on its own series.
 * Undefined: they do not, or only on series that it was added up from.
 */
export function ownContradictionWords(
  figure: Pick<Figure, 'contradictions' | 'sum' | 'indicator'>,
  sources: Sources,
  locale: Locale,
): ContradictionWords | undefined {
  const { contradictions, sum, indicator } = figure;
  if (sum !== undefined || contradictions.length === 0) return undefined;
  const words = contradictions.map((one) => bothWords(indicator, one, sources, locale));
  return {
    full: `${differText(contradictions.length, locale)}, ${words.map(({ full }) => full).join('; ')}`,
    short: words.map(({ short }) => short).join('; '),
  };
}

/** `1/65 xã` of many places, of which sources contradict each other; empty when there is none. */
export function contradictedPlacesText(figures: readonly Figure[], locale: Locale): string {
  const [first] = figures;
  if (first === undefined) return '';
  const isOneSum = figures.length === 1 && first.sum !== undefined;
  const count = isOneSum
    ? new Set(first.contradictions.map(({ shown }) => shown.place)).size
    : figures.filter(({ contradictions }) => contradictions.length > 0).length;
  if (count === 0) return '';
  const { members, truth } = messages[locale];
  const kinds = first.indicator.breakdown?.kinds ?? [];
  const kind =
    kinds.length === 1 && (kinds[0] as string) in members ? (kinds[0] as keyof typeof members) : 'other';
  const isOneIndicator = figures.every(({ indicator }) => indicator.id === first.indicator.id);
  const what = isOneIndicator ? members[kind] : truth.figures;
  return `${count}/${isOneSum ? first.sum?.expected : figures.length} ${what}`;
}
