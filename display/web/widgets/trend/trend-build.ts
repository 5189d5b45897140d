/** What a trend is drawn from, alive: on a wall, on the tablet, and once on a picture to take along. */
import { computed } from 'vue';
import type { Indicator } from '../../../../shared/config/domain.ts';
import type { WidgetOf } from '../../../../shared/config/wall.ts';
import { localFields, periodOf } from '../../../../shared/period.ts';
import type { Locale, WallContext } from '../../live/wall-context.ts';
import type { ChartBox } from '../../marks/chart.vue';
import { figureName, placeName, shortNumber } from '../../marks/figure-words.ts';
import { dateText, hourText } from '../../marks/instant-text.ts';
import { trendSpan, windowOf } from '../../marks/past.ts';
import { steadyList } from '../../marks/steady.ts';
import { formatValue } from '../../truth/format.ts';
import { nearPeriodText } from '../../truth/period-text.ts';
import { widgetWords } from '../words.ts';
import { quietLines } from './beside.ts';
import { markUnit } from './time-marks.ts';
import { trendOption } from './trend-option.ts';

/** The window moves on once a minute: a line is not redrawn for less than a pixel. */
const STEP_MS = 60_000;

export type TrendSettings = Pick<
  WidgetOf<'trend'>,
  'series' | 'title' | 'hours' | 'periods' | 'range' | 'beside'
>;

export function trendBuild(wall: WallContext, widget: TrendSettings) {
  const { index, locale, serverNowMs, config } = wall;
  const { timeZone } = config.province;

  const series = widget.series.map(({ indicator, place }) => {
    const figure = wall.figure(indicator, place);
    const span = trendSpan(widget, figure.value.indicator);
    return { figure, span, past: wall.past(indicator, place, span) };
  });
  const { span } = series[0] as (typeof series)[number];
  const figures = steadyList(() => series.map(({ figure }) => figure.value));
  const first = computed(() => (series[0] as (typeof series)[number]).figure.value);
  const oneIndicator = computed(() => new Set(widget.series.map(({ indicator }) => indicator)).size === 1);

  const title = computed(() => {
    const { indicator } = first.value;
    const own = oneIndicator.value
      ? indicator.name[locale.value]
      : figureName(first.value, index, locale.value);
    return widget.title?.[locale.value] ?? own;
  });
  const steppedNowMs = computed(() => Math.ceil(serverNowMs.value / STEP_MS) * STEP_MS);

  function nameOf(figure: (typeof figures.value)[number]): string {
    const place = placeName(figure.place, locale.value);
    const name = oneIndicator.value
      ? place
      : (figure.indicator.shortName ?? figure.indicator.name)[locale.value];
    if (series.length === 1) return formatValue(figure.indicator, figure.value, locale.value);
    return `${name} ${formatValue(figure.indicator, figure.value, locale.value)}`;
  }

  const build = computed(() => {
    const lines = figures.value.map((figure, at) => {
      const past = (series[at] as (typeof series)[number]).past.value;
      return {
        figure,
        points: past.points,
        name: nameOf(figure),
        beside: quietLines(past, span, locale.value, timeZone),
      };
    });
    const window =
      first.value.indicator.period === undefined ? windowOf(span, steppedNowMs.value, timeZone) : undefined;
    const words = widgetWords[locale.value];
    const { decimals } = first.value.indicator;
    return ({ widthPx, heightPx, textPx }: ChartBox) =>
      trendOption(lines, {
        ...(window === undefined ? {} : { window }),
        timeZone,
        textPx,
        widthPx,
        heightPx,
        number: (value) => shortNumber(value, decimals, locale.value),
        tick: tickOf(first.value.indicator, window, timeZone, locale.value),
        limitWord: (level) => words.limits[level],
      });
  });
  return { series, span, figures, first, title, build };
}

/** Words of the x axis: hours, days or months of a window, or periods. */
function tickOf(
  { period }: Pick<Indicator, 'period'>,
  window: { readonly fromMs: number; readonly toMs: number } | undefined,
  timeZone: string,
  locale: Locale,
): (atMs: number) => string {
  const unit = window === undefined ? 'hour' : markUnit(window);
  return (atMs) => {
    if (period === 'year') return String(localFields(atMs, timeZone).year);
    if (period !== undefined) return nearPeriodText(periodOf(atMs, period, timeZone), locale);
    if (unit === 'hour') return hourText(atMs, timeZone);
    return unit === 'day'
      ? dateText(atMs, timeZone)
      : nearPeriodText(periodOf(atMs, 'month', timeZone), locale);
  };
}
