/** Where sources contradict each other now, with both words and where each comes from. */
import { z } from 'zod';
import { idSchema } from '../../../../shared/config/common.ts';
import { domainContradictions, type SeriesContradiction } from '../../../../shared/domain-contradictions.ts';
import { apiRoute, pageAnswer, pageOf, pageQuery, type ApiRoute } from '../api-route.ts';
import { knownDomain, type ApiContext } from '../context.ts';
import { contradictionSchema } from '../truth-schemas.ts';
import { truthOf } from './indicators.ts';

export function contradictionRoutes(context: ApiContext): ApiRoute[] {
  const described = (one: SeriesContradiction) => ({
    domain: one.domain,
    indicator: one.indicator.id,
    place: one.place.id,
    unit: one.indicator.unit,
    shown: truthOf(context, one.shown),
    other: truthOf(context, one.other),
    difference: one.difference,
    allowed: one.allowed,
    sinceMs: one.sinceMs,
    precedence: one.indicator.precedence ?? [],
  });
  return [
    apiRoute({
      path: '/contradictions',
      access: 'viewing',
      summary:
        'Series of which two sources say otherwise beyond the tolerance: both words with their provenance, the shown first.',
      query: z.strictObject({ domain: idSchema.optional(), ...pageQuery(100) }),
      answer: pageOf(contradictionSchema),
      run: ({ query }) => {
        if (query.domain !== undefined) knownDomain(context, query.domain);
        const nowMs = context.nowMs();
        const all = context.config.domains
          .filter(({ id }) => id === (query.domain ?? id))
          .flatMap(({ id }) => domainContradictions(context.index, context.feeds.state(id), id, nowMs));
        const page = pageAnswer(nowMs, all, query);
        return { ...page, items: page.items.map(described) };
      },
    }),
  ];
}
