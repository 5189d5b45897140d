/** The past of series: points for charts, raw observations for whoever asks where a number came from. */
import { z } from 'zod';
import { idSchema } from '../../../../shared/config/common.ts';
import { MANUAL_CONNECTOR } from '../../../../shared/config/entry-form.ts';
import { enteredBy, readEntries } from '../../entry/entry-log.ts';
import { fromStore } from '../api-error.ts';
import { apiRoute, type ApiRoute } from '../api-route.ts';
import { knownIndicator, knownPlace, type ApiContext } from '../context.ts';
import { observationSchema } from '../schemas.ts';
import { seriesSchema } from '../series-schema.ts';
import { readSeries, seriesQuery } from '../series-query.ts';
import { instantQuery } from '../instant-query.ts';
import { provenance } from './indicators.ts';

export function pastRoutes(context: ApiContext): ApiRoute[] {
  return [
    apiRoute({
      path: '/series',
      access: 'viewing',
      summary:
        'The past of up to 100 series over one window, oldest first, at the resolution of a chart of so many pixels: ' +
        'every fact as last corrected where they are few, else least, greatest, sum, count and last of stretches of ' +
        'equal length, of which those at the ends may reach over them by less than their length. Nothing is drawn between two points where the later says `afterGap`. Figures of a period come ' +
        'one by one. At the province, without a figure of its own, the places are added up by the rule of the ' +
        'indicator at the end of stretches, with how many reported; where one that was heard before was not known, ' +
        'there is no point.',
      query: z.strictObject(seriesQuery),
      answer: seriesSchema,
      isLarge: true,
      run: ({ query }) => readSeries(context, query),
    }),
    apiRoute({
      path: '/observations/:indicator/:place',
      access: 'viewing',
      summary: 'The last observations of one series as they came, newest first, corrections included.',
      params: z.strictObject({ indicator: idSchema, place: idSchema }),
      query: z.strictObject({
        limit: z.coerce.number().int().min(1).max(200).default(20),
        knownAtMs: instantQuery.meta({ description: 'As it was known then. Default: now.' }),
      }),
      answer: z.strictObject({
        serverNowMs: z.number(),
        indicator: idSchema,
        place: idSchema,
        items: z.array(observationSchema),
      }),
      run: async ({ params, query }) => {
        const { domain, indicator } = knownIndicator(context, params.indicator);
        const place = knownPlace(context, params.place);
        const items = await fromStore(
          observationsOf(context, { domain, indicator: indicator.id, place: place.id }, query),
        );
        return { serverNowMs: context.nowMs(), indicator: indicator.id, place: place.id, items };
      },
    }),
  ];
}

/** The newest first; `corrected`: the same source said otherwise of the same fact later. */
export async function observationsOf(
  context: ApiContext,
  series: { readonly domain: string; readonly indicator: string; readonly place: string },
  { limit, knownAtMs }: { readonly limit: number; readonly knownAtMs?: number | undefined },
) {
  const seen = new Set<string>();
  const versions = await context.history.newest.of(series, limit, knownAtMs);
  const isEntered = versions.some(({ source }) => isForm(context, source));
  const entries = isEntered ? await readEntries(context.redis, series.domain) : [];
  return versions.map(({ value, period, observedAtMs, collectedAtMs, source, method }) => {
    const point = { value, period, observedAtMs, collectedAtMs, source, method };
    const fact = `${point.source} ${point.period ?? point.observedAtMs}`;
    const corrected = seen.has(fact);
    seen.add(fact);
    const { name, office } = provenance(context, point.source);
    const entered = enteredBy(entries, series, point);
    return { ...point, sourceName: name, office, corrected, entered };
  });
}

function isForm({ config }: ApiContext, id: string): boolean {
  return config.sources.some((source) => source.id === id && source.connector === MANUAL_CONNECTOR);
}
