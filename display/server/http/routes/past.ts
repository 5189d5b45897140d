/** The past of series: points for charts, raw observations for whoever asks where a number came from. */
import { z } from 'zod';
import { idSchema } from '../../../../shared/config/common.ts';
import { MANUAL_CONNECTOR } from '../../../../shared/config/entry-form.ts';
import { seriesKey } from '../../../../shared/observation.ts';
import { redisKeys } from '../../../../shared/redis-keys.ts';
import { enteredBy, readEntries } from '../../entry/entry-log.ts';
import { readNewest } from '../../series/read-history.ts';
import { ApiError, fromStore } from '../api-error.ts';
import { apiRoute, type ApiRoute } from '../api-route.ts';
import { knownIndicator, knownPlace, type ApiContext } from '../context.ts';
import { observationSchema, seriesSchema } from '../schemas.ts';
import { provenance } from './indicators.ts';

const HOUR_MS = 3_600_000;
/** What a chart shows when nothing else is asked. */
const DEFAULT_SPAN_MS = 24 * HOUR_MS;
const DEFAULT_PERIODS = 30;
const MAX_POINTS = 2_000;
/** Bounds of dates as JavaScript knows them. */
const MAX_MS = 8_640_000_000_000_000;

const seriesParams = z.strictObject({ indicator: idSchema, place: idSchema });
const instantQuery = z.coerce.number().int().min(0).max(MAX_MS).optional();

export function pastRoutes(context: ApiContext): ApiRoute[] {
  return [
    apiRoute({
      path: '/series/:indicator/:place',
      summary:
        'The past of one series, oldest first, each point as last corrected. At the province, without a figure of ' +
        'its own, the places are added up; where one of them was not known there is no point.',
      params: seriesParams,
      query: z.strictObject({
        fromMs: instantQuery.meta({ description: 'Default: 24 hours before `toMs`.' }),
        toMs: instantQuery.meta({ description: 'Default: now.' }),
        maxPoints: z.coerce.number().int().min(2).max(MAX_POINTS).default(500),
        periods: z.coerce.number().int().min(1).max(365).optional().meta({
          description: 'For figures of a period: this many newest ones; the default is 30.',
        }),
      }),
      answer: seriesSchema,
      run: ({ params, query }) => {
        const { domain, indicator } = knownIndicator(context, params.indicator);
        const place = knownPlace(context, params.place);
        const toMs = query.toMs ?? context.nowMs();
        const fromMs = query.fromMs ?? toMs - DEFAULT_SPAN_MS;
        if (fromMs > toMs)
          throw new ApiError('malformed', `fromMs ${fromMs} is after toMs ${toMs}`, 'fromMs ≤ toMs');
        const periods =
          indicator.period === undefined || query.fromMs !== undefined ? undefined : DEFAULT_PERIODS;
        const asked = {
          domain,
          indicator,
          place,
          span: { fromMs, toMs },
          periods: indicator.period === undefined ? undefined : (query.periods ?? periods),
          maxPoints: query.maxPoints,
        };
        return fromStore(context.series.read(asked, performance.now()));
      },
    }),
    apiRoute({
      path: '/observations/:indicator/:place',
      summary: 'The last observations of one series as they came, newest first, corrections included.',
      params: seriesParams,
      query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(20) }),
      answer: z.strictObject({
        serverNowMs: z.number(),
        indicator: idSchema,
        place: idSchema,
        items: z.array(observationSchema),
      }),
      run: async ({ params, query }) => {
        const { domain, indicator } = knownIndicator(context, params.indicator);
        const place = knownPlace(context, params.place);
        const key = redisKeys.history(domain, seriesKey(indicator.id, place.id));
        const points = await fromStore(readNewest(context.redis, key, query.limit));
        const isEntered = points.some(({ source }) => isForm(context, source));
        const entries = isEntered ? await fromStore(readEntries(context.redis, domain)) : [];
        const seen = new Set<string>();
        const items = points.map((point) => {
          const fact = `${point.source} ${point.period ?? point.observedAtMs}`;
          const corrected = seen.has(fact);
          seen.add(fact);
          const { name, office } = provenance(context, point.source);
          const entered = enteredBy(entries, params, point);
          return { ...point, sourceName: name, office, corrected, entered };
        });
        return { serverNowMs: context.nowMs(), indicator: indicator.id, place: place.id, items };
      },
    }),
  ];
}

function isForm({ config }: ApiContext, id: string): boolean {
  return config.sources.some((source) => source.id === id && source.connector === MANUAL_CONNECTOR);
}
