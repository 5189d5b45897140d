/** Indicators with their latest figures, each with its whole truth beside it. */
import { z } from 'zod';
import { idSchema } from '../../../../shared/config/common.ts';
import type { DomainIndicator } from '../../../../shared/config/province-config.ts';
import { figureOf, type Figure } from '../../../../shared/figure.ts';
import type { Reading } from '../../../../shared/observation.ts';
import { apiRoute, pageAnswer, pageOf, pageQuery, type ApiRoute } from '../api-route.ts';
import { knownDomain, knownIndicator, type ApiContext } from '../context.ts';
import { indicatorSummarySchema } from '../schemas.ts';

/** An indicator may have hundreds of places. */
const MAX_INDICATORS = 100;

export function indicatorRoutes(context: ApiContext): ApiRoute[] {
  const { index } = context;
  const figure = (shown: Figure) => {
    const { value, period, observedAtMs, collectedAtMs, ageMs, freshness, method, failure, sum } = shown;
    const { others, contradictions } = shown;
    return {
      place: shown.place.id,
      value,
      unit: shown.indicator.unit,
      period,
      observedAtMs,
      collectedAtMs,
      ageMs,
      freshness,
      method,
      source: shown.source === undefined ? undefined : provenance(context, shown.source),
      others: others.map((other) => truthOf(context, other)),
      contradictions: contradictions.length,
      failure,
      limit: shown.limit.level,
      sum,
    };
  };
  const summary = ({ domain, indicator }: DomainIndicator) => {
    const whole = index.config.province.id;
    const places = [whole, ...index.memberPlaces(indicator).map(({ id }) => id)];
    const state = context.feeds.state(domain);
    const nowMs = context.nowMs();
    const figures = places.map((place) => figure(figureOf(index, state, indicator.id, place, nowMs)));
    return { domain, indicator, figures };
  };
  return [
    apiRoute({
      path: '/indicators',
      access: 'viewing',
      summary: 'Indicators with their targets and latest figures per place.',
      query: z.strictObject({ domain: idSchema.optional(), ...pageQuery(20, MAX_INDICATORS) }),
      answer: pageOf(indicatorSummarySchema),
      run: ({ query }) => {
        if (query.domain !== undefined) knownDomain(context, query.domain);
        const all = [...index.indicators.values()];
        const asked = all.filter(({ domain }) => query.domain === undefined || domain === query.domain);
        const page = pageAnswer(context.nowMs(), asked, query);
        return { ...page, items: page.items.map(summary) };
      },
    }),
    apiRoute({
      path: '/indicators/:id',
      access: 'viewing',
      summary: 'One indicator with its latest figures: the province first, then its places.',
      params: z.strictObject({ id: idSchema }),
      answer: indicatorSummarySchema,
      run: ({ params }) => summary(knownIndicator(context, params.id)),
    }),
  ];
}

/** A reading as one source's word, with where it comes from. */
export function truthOf(context: ApiContext, reading: Reading) {
  const { value, period, observedAtMs, collectedAtMs, method, source } = reading;
  return { value, period, observedAtMs, collectedAtMs, method, source: provenance(context, source) };
}

/** Name and office of a source; one that is not configured any more keeps its id alone. */
export function provenance({ config }: ApiContext, id: string) {
  const source = config.sources.find((one) => one.id === id);
  return { id, name: source?.name, office: source?.office };
}
