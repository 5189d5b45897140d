/** Tables to take along: what charts and tables of the screens show, with where it comes from and of when it is. */
import { z } from 'zod';
import { idSchema } from '../../../../shared/config/common.ts';
import type { ConfigIndex } from '../../../../shared/config/province-config.ts';
import type { Source } from '../../../../shared/config/source.ts';
import { figureOf } from '../../../../shared/figure.ts';
import { redisKeys } from '../../../../shared/redis-keys.ts';
import { parseEvent } from '../../../../shared/stored-domain.ts';
import type { SourceHealth } from '../../../../shared/source-health.ts';
import type { Made } from '../../export/about.ts';
import { figuresTable } from '../../export/figures-table.ts';
import { eventsTable, observationsTable, sourcesTable } from '../../export/list-tables.ts';
import { seriesTable, type Newest } from '../../export/series-table.ts';
import type { Locale } from '../../export/words.ts';
import { ApiError, fromStore } from '../api-error.ts';
import type { ApiRoute } from '../api-route.ts';
import { knownDomain, knownIndicator, knownPlace, type ApiContext } from '../context.ts';
import { exportRoute } from '../export-route.ts';
import { instantQuery } from '../instant-query.ts';
import { oneOrMore } from '../one-or-more.ts';
import { readSeries, seriesQuery } from '../series-query.ts';
import { observationsOf } from './past.ts';

const MAX_INDICATORS = 100;
const MAX_OBSERVATIONS = 5_000;
const MAX_EVENTS = 2_000;

type Making = (
  locale: Locale,
  knownAtMs?: number,
) => Made & {
  readonly index: ConfigIndex;
  readonly sources: ReadonlyMap<string, Source>;
};

export function exportRoutes(context: ApiContext): ApiRoute[] {
  const { config, index } = context;
  const sources = new Map(config.sources.map((source) => [source.id, source]));
  const made: Making = (locale, knownAtMs) => {
    return { config, index, sources, locale, madeAtMs: context.nowMs(), knownAtMs };
  };
  const routes = [seriesExport, figuresExport, observationsExport, eventsExport, sourcesExport];
  return routes.map((route) => route(context, made));
}

function seriesExport(context: ApiContext, made: Making): ApiRoute {
  return exportRoute({
    path: '/exports/series',
    access: 'viewing',
    summary: 'The past of several series as a table: the same question and the same points as `/series`.',
    query: seriesQuery,
    table: async (query, locale) => {
      const reply = await readSeries(context, query);
      const newest = await fromStore(newestOf(context, reply.lines, query.knownAtMs));
      return seriesTable({ ...made(locale, query.knownAtMs), reply, newest });
    },
  });
}

function figuresExport(context: ApiContext, made: Making): ApiRoute {
  return exportRoute({
    path: '/exports/figures',
    access: 'viewing',
    summary: 'Figures as they stand now: of a domain, or of some indicators, with their places.',
    query: {
      domain: idSchema.optional(),
      indicator: oneOrMore(idSchema, MAX_INDICATORS).optional(),
      places: z
        .enum(['all', 'province'])
        .default('all')
        .meta({ description: 'With or without their places.' }),
      beyond: z.stringbool().default(false).meta({ description: 'Only those beyond a limit.' }),
    },
    table: (query, locale) => {
      const { index } = context;
      const domain = query.domain === undefined ? undefined : knownDomain(context, query.domain);
      const indicators =
        query.indicator?.map((id) => knownIndicator(context, id)) ??
        [...index.indicators.values()].filter((one) => domain === undefined || one.domain === domain.id);
      const nowMs = context.nowMs();
      const figures = indicators.flatMap(({ domain: of, indicator }) => {
        const members = query.places === 'all' ? index.memberPlaces(indicator).map(({ id }) => id) : [];
        const places = [context.config.province.id, ...members];
        return places.map((place) => figureOf(index, context.feeds.state(of), indicator.id, place, nowMs));
      });
      const shown = figures.filter(({ limit }) => !query.beyond || limit.level !== 'normal');
      const names =
        query.indicator === undefined
          ? [(domain ?? context.config.province).name]
          : indicators.map(({ indicator }) => indicator.name);
      const title = names.map((name) => name[locale]).join(', ');
      const id = domain?.id ?? query.indicator?.[0] ?? 'figures';
      return figuresTable({ ...made(locale), figures: shown, title, id });
    },
  });
}

function observationsExport(context: ApiContext, made: Making): ApiRoute {
  return exportRoute({
    path: '/exports/observations',
    access: 'viewing',
    summary: 'The last observations of one series as they came, corrections included.',
    query: {
      indicator: idSchema,
      place: idSchema.optional(),
      limit: z.coerce.number().int().min(1).max(MAX_OBSERVATIONS).default(1_000),
      knownAtMs: instantQuery.meta({ description: 'As it was known then. Default: now.' }),
    },
    table: async (query, locale) => {
      const { domain, indicator } = knownIndicator(context, query.indicator);
      const place = knownPlace(context, query.place ?? context.config.province.id);
      const series = { domain, indicator: indicator.id, place: place.id };
      const items = await fromStore(observationsOf(context, series, query));
      return observationsTable({ ...made(locale, query.knownAtMs), ...series, items });
    },
  });
}

function eventsExport(context: ApiContext, made: Making): ApiRoute {
  return exportRoute({
    path: '/exports/events',
    access: 'viewing',
    summary: 'The events of a domain, newest first.',
    query: { domain: idSchema, limit: z.coerce.number().int().min(1).max(MAX_EVENTS).default(500) },
    table: async (query, locale) => {
      const { id } = knownDomain(context, query.domain);
      const ids = await fromStore(context.redis.zrevrange(redisKeys.eventOrder(id), 0, query.limit - 1));
      const texts =
        ids.length === 0 ? [] : await fromStore(context.redis.hmget(redisKeys.events(id), ...ids));
      const events = texts.flatMap((text) => (text === null ? [] : [parseEvent(id, text)]));
      return eventsTable({ ...made(locale), domain: id, events });
    },
  });
}

function sourcesExport(context: ApiContext, made: Making): ApiRoute {
  return exportRoute({
    path: '/exports/sources',
    access: 'viewing',
    summary: 'All sources with how they fare.',
    query: {},
    table: async (_query, locale) => {
      const domains = context.config.domains.map(({ id }) => redisKeys.health(id));
      const texts = (await fromStore(Promise.all(domains.map((key) => context.redis.hvals(key))))).flat();
      const healths = texts.map((text) => JSON.parse(text) as SourceHealth);
      return sourcesTable({ ...made(locale), healths: new Map(healths.map((one) => [one.source, one])) });
    },
  });
}

/** The newest that is known of each line; of a sum the youngest of its places. */
async function newestOf(
  context: ApiContext,
  lines: readonly { readonly indicator: string; readonly place: string; readonly aggregated?: unknown }[],
  knownAtMs: number | undefined,
): Promise<(Newest | undefined)[]> {
  const newest: (Newest | undefined)[] = [];
  for (const { indicator: id, place, aggregated } of lines) {
    const known = context.index.indicators.get(id);
    if (known === undefined) throw new ApiError('unknown-indicator', `no indicator "${id}" is configured`);
    const places =
      aggregated === undefined ? [place] : context.index.memberPlaces(known.indicator).map((one) => one.id);
    const last = await context.history.newest.ofMany(
      { domain: known.domain, indicator: id, places },
      knownAtMs,
    );
    // Redis does not keep the method of past points; while nothing newer came, it is that of the figure on the screens.
    const now = figureOf(context.index, context.feeds.state(known.domain), id, place, context.nowMs());
    const isNow = knownAtMs === undefined && last !== undefined && now.source === last.source;
    newest.push(isNow ? { ...last, method: last.method ?? now.method } : last);
  }
  return newest;
}
