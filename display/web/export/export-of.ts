/** What of a screen can be taken along, and under which address of the API. Pure. */
import type { ConfigIndex } from '../../../shared/config/province-config.ts';
import type { Widget } from '../../../shared/config/wall.ts';
import { requestOf, seriesQuery } from '../live/past-points.ts';
import { trendSpan } from '../marks/past.ts';
import type { TrendSettings } from '../widgets/trend/trend-build.ts';

/** A table of figures as they stand, of observations, events or sources; or a chart of the past. */
export type ExportTarget =
  | { readonly kind: 'table'; readonly path: string }
  | { readonly kind: 'chart'; readonly trend: TrendSettings };

/** Undefined: there is nothing in it to take along. */
export function exportOf(widget: Widget, index: ConfigIndex): ExportTarget | undefined {
  switch (widget.kind) {
    case 'trend':
      return { kind: 'chart', trend: widget };
    case 'sparkline':
      return chart(widget.indicator, widget.place, widget.hours);
    case 'figure':
    case 'gauge':
    case 'bullet':
      return chart(widget.indicator, widget.place);
    case 'tile':
      return chart(index.domains.get(widget.domain)?.headline ?? '', undefined);
    case 'bars':
    case 'ranking':
    case 'matrix':
      return figures([widget.indicator]);
    case 'map': {
      const shown = [widget.shade, widget.callouts, ...widget.layers.map(({ indicator }) => indicator)];
      const indicators = [...new Set(shown.filter((id) => id !== undefined))];
      return indicators.length === 0 ? undefined : figures(indicators);
    }
    case 'targets':
      return figures(widget.indicators, { places: 'province' });
    case 'plan': {
      const indicators = widget.items.flatMap(({ indicator }) => indicator ?? []);
      return indicators.length === 0 ? undefined : figures(indicators, { places: 'province' });
    }
    case 'flow': {
      const { arrivals, stock, exported, imported, wait, state } = widget;
      return figures([arrivals, stock, exported, imported, wait, state]);
    }
    case 'alerts':
      return figures([], {
        beyond: 'true',
        ...(widget.domain === undefined ? {} : { domain: widget.domain }),
      });
    case 'owed':
      return figures([], { domain: widget.domain });
    case 'feed':
      return table('events', [['domain', widget.domain]]);
    case 'sources':
      return table('sources', []);
    case 'picture':
    case 'countdown':
    case 'clock':
    case 'text':
      return undefined;
  }
}

const HOURS = 24;
const PERIODS = 30;

export function chart(indicator: string, place: string | undefined, hours = HOURS): ExportTarget {
  const series = [{ indicator, ...(place === undefined ? {} : { place }) }];
  return { kind: 'chart', trend: { series, hours, periods: PERIODS } };
}

/** Of no indicator: of all, but for what `more` leaves out. */
export function figures(
  indicators: readonly string[],
  more: Readonly<Record<string, string>> = {},
): ExportTarget {
  return table('figures', [
    ...indicators.map((id): [string, string] => ['indicator', id]),
    ...Object.entries(more),
  ]);
}

export function table(name: string, query: readonly (readonly [string, string])[]): ExportTarget {
  const text = new URLSearchParams(query.map(([key, value]) => [key, value])).toString();
  return { kind: 'table', path: `/api/v1/exports/${name}?${text}` };
}

/**
 * The address of its table, without format and language. A chart's points are those that it draws.
 * @param replayed `nowMs` is an instant that is replayed: nothing that was learned later is wanted.
 */
export function tablePath(
  target: ExportTarget,
  index: ConfigIndex,
  nowMs: number,
  replayed: boolean,
): string {
  const knownAtMs = Math.floor(nowMs);
  if (target.kind === 'table') return replayed ? `${target.path}&knownAtMs=${knownAtMs}` : target.path;
  const { province } = index.config;
  const { series } = target.trend;
  const indicator = index.indicators.get(series[0]?.indicator ?? '')?.indicator;
  const named = series.map(({ indicator: id, place }) => ({ indicator: id, place: place ?? province.id }));
  const request =
    indicator === undefined ? {} : requestOf(trendSpan(target.trend, indicator), nowMs, province.timeZone);
  return `/api/v1/exports/series?${seriesQuery(named, { pixels: 500, ...request, ...(replayed ? { toMs: knownAtMs, knownAtMs } : {}) })}`;
}
