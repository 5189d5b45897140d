/** Tables to take along: what charts and tables of the screens show, with where it comes from and of when it is. */
import { z } from 'zod';
import { idSchema } from '../../../../shared/config/common.ts';
import { figureOf } from '../../../../shared/figure.ts';
import type { WallEvent } from '../../../../shared/observation.ts';
import { redisKeys } from '../../../../shared/redis-keys.ts';
import { parseEvent } from '../../../../shared/stored-domain.ts';
import type { SourceHealth } from '../../../../shared/source-health.ts';
import { figuresTable } from '../../export/figures-table.ts';
import { eventsTable, observationsTable, sourcesTable, type Fared } from '../../export/list-tables.ts';
import { seriesTable, type Newest } from '../../export/series-table.ts';
import type { Locale } from '../../export/words.ts';
import { ApiError, fromStore } from '../api-error.ts';
import type { ApiRoute } from '../api-route.ts';
import { knownDomain, knownIndicator, knownPlace, type ApiContext } from '../context.ts';
import { exportRoute } from '../export-route.ts';
import { instantQuery } from '../instant-query.ts';
import { oneOrMore } from '../one-or-more.ts';
import { readSeries, seriesQuery } from '../series-query.ts';
import { domainOf, domainsOf, judgedAt, shownAt, type Judging, type Shown } from '../shown-at.ts';
import { observationsOf } from './past.ts';

const MAX_INDICATORS = 100;
const MAX_OBSERVATIONS = 5_000;
const MAX_EVENTS = 2_000;

const knownAtMs = instantQuery.meta({
  description: 'As screens held it then, judged by the limits of then. Default: now.',
});

/** What a table says of its making. */
const made = (
  { config, nowMs }: ApiContext,
  locale: Locale,
  { index, sources, isTodaysConfig, unknown = new Map() }: Judging & Partial<Pick<Shown, 'unknown'>>,
  atMs: number | undefined,
) => ({
  config,
  index,
  sources,
  locale,
  madeAtMs: nowMs(),
  knownAtMs: atMs,
  isTodaysConfig,
  unknown: [...unknown].map(
    ([domain, why]) => [index.domains.get(domain)?.name[locale] ?? domain, why] as const,
  ),
});

export function exportRoutes(context: ApiContext): ApiRoute[] {
  const routes = [seriesExport, figuresExport, observationsExport, eventsExport, sourcesExport];
  return routes.map((route) => route(context));
}

function seriesExport(context: ApiContext): ApiRoute {
  return exportRoute(context.writer, {
    path: '/exports/series',
    access: 'viewing',
    summary: 'The past of several series as a table: the same question and the same points as `/series`.',
    query: seriesQuery,
    table: async (query, locale) => {
      const reply = await readSeries(context, query);
      const newest = await fromStore(newestOf(context, reply.lines, query.knownAtMs));
      const domains = reply.lines.map(({ indicator }) => knownIndicator(context, indicator).domain);
      const judging = await judgedAt(context, [...new Set(domains)], query.knownAtMs);
      return seriesTable({ ...made(context, locale, judging, query.knownAtMs), reply, newest });
    },
  });
}

function figuresExport(context: ApiContext): ApiRoute {
  return exportRoute(context.writer, {
    path: '/exports/figures',
    access: 'viewing',
    summary:
      'Figures as they stand now, or stood at an instant: of a domain, or of some indicators, with their places.',
    query: {
      domain: idSchema.optional(),
      indicator: oneOrMore(idSchema, MAX_INDICATORS).optional(),
      places: z
        .enum(['all', 'province'])
        .default('all')
        .meta({ description: 'With or without their places.' }),
      beyond: z.stringbool().default(false).meta({ description: 'Only those beyond a limit.' }),
      knownAtMs,
    },
    table: async (query, locale) => {
      const shown = await shownAt(context, await askedDomains(context, query), query.knownAtMs);
      const { index } = shown;
      const domain = query.domain === undefined ? undefined : knownDomain(shown, query.domain);
      const indicators =
        query.indicator?.map((id) => knownIndicator(shown, id)) ??
        [...index.indicators.values()].filter((one) => domain === undefined || one.domain === domain.id);
      const figures = indicators.flatMap(({ domain: of, indicator }) => {
        if (shown.unknown.has(of)) return [];
        const members = query.places === 'all' ? index.memberPlaces(indicator).map(({ id }) => id) : [];
        const places = [context.config.province.id, ...members];
        return places.map((place) => figureOf(index, shown.state(of), indicator.id, place, shown.nowMs));
      });
      const told = figures.filter(({ limit }) => !query.beyond || limit.level !== 'normal');
      const names =
        query.indicator === undefined
          ? [(domain ?? context.config.province).name]
          : indicators.map(({ indicator }) => indicator.name);
      const title = names.map((name) => name[locale]).join(', ');
      const id = domain?.id ?? query.indicator?.[0] ?? 'figures';
      return figuresTable({ ...made(context, locale, shown, query.knownAtMs), figures: told, title, id });
    },
  });
}

interface DomainsAsked {
  readonly domain?: string | undefined;
  readonly indicator?: readonly string[] | undefined;
  readonly knownAtMs?: number | undefined;
}

/** The domains that a question is about; an indicator that is none of today's may have been one of any. */
async function askedDomains(
  context: ApiContext,
  { domain, indicator, knownAtMs: atMs }: DomainsAsked,
): Promise<readonly string[]> {
  const { index } = context;
  const all = atMs === undefined ? [...index.domains.keys()] : await domainsOf(context);
  if (indicator !== undefined) {
    const known = indicator.map((id) => index.indicators.get(id)?.domain);
    return known.includes(undefined) ? all : all.filter((id) => known.includes(id));
  }
  return domain === undefined ? all : [await askedDomain(context, domain, atMs)];
}

/** @throws ApiError for one that is none. */
async function askedDomain(context: ApiContext, id: string, atMs: number | undefined): Promise<string> {
  return atMs === undefined ? knownDomain(context, id).id : domainOf(context, id);
}

function observationsExport(context: ApiContext): ApiRoute {
  return exportRoute(context.writer, {
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
      const judging = await judgedAt(context, [domain], query.knownAtMs);
      return observationsTable({ ...made(context, locale, judging, query.knownAtMs), ...series, items });
    },
  });
}

function eventsExport(context: ApiContext): ApiRoute {
  return exportRoute(context.writer, {
    path: '/exports/events',
    access: 'viewing',
    summary: 'The events of a domain, newest first; of an instant those that screens held.',
    query: {
      domain: idSchema,
      limit: z.coerce.number().int().min(1).max(MAX_EVENTS).default(500),
      knownAtMs,
    },
    table: async (query, locale) => {
      const id = await askedDomain(context, query.domain, query.knownAtMs);
      const shown = await shownAt(context, [id], query.knownAtMs);
      const events =
        query.knownAtMs === undefined
          ? await storedEvents(context, id, query.limit)
          : (shown.state(id)?.events ?? []).slice(0, query.limit);
      return eventsTable({ ...made(context, locale, shown, query.knownAtMs), domain: id, events });
    },
  });
}

async function storedEvents({ redis }: ApiContext, domain: string, limit: number): Promise<WallEvent[]> {
  const ids = await fromStore(redis.zrevrange(redisKeys.eventOrder(domain), 0, limit - 1));
  const texts = ids.length === 0 ? [] : await fromStore(redis.hmget(redisKeys.events(domain), ...ids));
  return texts.flatMap((text) => (text === null ? [] : [parseEvent(domain, text)]));
}

function sourcesExport(context: ApiContext): ApiRoute {
  return exportRoute(context.writer, {
    path: '/exports/sources',
    access: 'viewing',
    summary: 'All sources with how they fare, or fared at an instant.',
    query: { knownAtMs },
    table: async (query, locale) => {
      const domains = await askedDomains(context, query);
      const shown = await shownAt(context, domains, query.knownAtMs);
      const fared = query.knownAtMs === undefined ? await storedHealths(context, domains) : faredThen(shown);
      return sourcesTable({ ...made(context, locale, shown, query.knownAtMs), fared });
    },
  });
}

async function storedHealths({ redis }: ApiContext, domains: readonly string[]) {
  const texts = await fromStore(Promise.all(domains.map((id) => redis.hvals(redisKeys.health(id)))));
  const healths = texts.flat().map((text) => JSON.parse(text) as SourceHealth);
  return new Map(healths.map((one) => [one.source, one]));
}

/** Screens know of a poll only that it failed; one that gave something, and has not failed since, went well. */
function faredThen({ sources, state }: Shown): Map<string, Fared> {
  const fared = new Map<string, Fared>();
  for (const { id, domain } of sources.values()) {
    const then = state(domain);
    if (then === undefined) continue;
    const heard = [...then.readings.values(), ...[...then.others.values()].flat(), ...then.events];
    const outcome = then.failures.get(id) ?? (heard.some(({ source }) => source === id) ? 'ok' : undefined);
    if (outcome !== undefined) fared.set(id, { outcome });
  }
  return fared;
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
