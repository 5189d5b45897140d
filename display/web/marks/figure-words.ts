/** What a figure is measured against, and what it is called, in words. Pure. */
import type { ConfigIndex } from '../../../shared/config/province-config.ts';
import type { Figure } from '../../../shared/figure.ts';
import type { Locale } from '../live/wall-context.ts';
import { formatNumber } from '../truth/format.ts';
import { widgetWords } from '../widgets/words.ts';

/** `Xe tồn tại Tân Thanh`, or the indicator's name alone for the whole province. */
export function figureName(
  figure: Pick<Figure, 'indicator' | 'place'>,
  index: ConfigIndex,
  locale: Locale,
): string {
  const { indicator, place } = figure;
  const name = (indicator.shortName ?? indicator.name)[locale];
  if (place.id === index.config.province.id) return indicator.name[locale];
  return `${name} ${widgetWords[locale].at} ${placeName(place, locale)}`;
}

/** What a title without room for {@link figureName} says; undefined where there is no shorter name. */
export function shortFigureName(figure: Figure, index: ConfigIndex, locale: Locale): string | undefined {
  const isProvince = figure.place.id === index.config.province.id;
  return isProvince ? figure.indicator.shortName?.[locale] : undefined;
}

export function placeName(place: Figure['place'], locale: Locale): string {
  return (place.shortName ?? place.name)[locale];
}

/** One piece of the line below a bullet; `strong` marks the limit that is crossed. */
export interface MeasurePart {
  readonly text: string;
  readonly strong: boolean;
}

/** `mục tiêu ≥ 95` or `ngưỡng 500 · 1.000 · 3.000`; the crossed limit is strong. Never both: the target wins when calm. */
export function measureParts(figure: Figure, locale: Locale): MeasurePart[] {
  const { target, limits, decimals } = figure.indicator;
  const words = widgetWords[locale];
  const number = (value: number) => shortNumber(value, decimals, locale);
  if (target !== undefined && figure.limit.level === 'normal') {
    const sign = target.comparison === 'at-least' ? '≥' : '≤';
    const label = target.label === undefined ? '' : `, ${target.label[locale]}`;
    return [{ text: `${words.target} ${sign} ${number(target.value)}${label}`, strong: false }];
  }
  if (limits.length > 0)
    return [
      { text: words.limit, strong: false },
      ...limits.flatMap((limit, index) => [
        { text: index === 0 ? ' ' : ' · ', strong: false },
        { text: number(limit.value), strong: figure.limit.limit?.value === limit.value },
      ]),
    ];
  const reference = figure.indicator.references[0];
  if (reference === undefined) return [];
  return [{ text: `${reference.label[locale]}: ${number(reference.value)}`, strong: false }];
}

/** No more decimals than the number has: a limit of 95 is not 95,0. */
export function shortNumber(value: number, decimals: number, locale: Locale): string {
  const isEnough = (places: number) => Math.abs(Number(value.toFixed(places)) - value) < 1e-9;
  const needed = Array.from({ length: decimals }, (_, places) => places).find(isEnough) ?? decimals;
  return formatNumber(value, needed, locale);
}

/** `vượt 57`, `thấp hơn 0,8`; empty for words. */
export function excessText(figure: Figure, locale: Locale): string {
  const { limit } = figure.limit;
  if (limit === undefined || typeof figure.value !== 'number') return '';
  const words = widgetWords[locale];
  const size = formatNumber(Math.abs(figure.value - limit.value), figure.indicator.decimals, locale);
  return `${limit.direction === 'above' ? words.beyondBy : words.belowBy} ${size}`;
}
