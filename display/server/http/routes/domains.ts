/** Domains with what is known of them. */
import { z } from 'zod';
import { idSchema } from '../../../../shared/config/common.ts';
import type { Domain } from '../../../../shared/config/domain.ts';
import { freshnessCounts } from '../../../../shared/figure.ts';
import { apiRoute, pageAnswer, pageOf, pageQuery, type ApiRoute } from '../api-route.ts';
import { knownDomain, type ApiContext } from '../context.ts';
import { domainSummarySchema } from '../schemas.ts';

export function domainRoutes(context: ApiContext): ApiRoute[] {
  const summary = (domain: Domain) => {
    const { id, name, office, headline } = domain;
    const state = context.feeds.state(id);
    return {
      id,
      name,
      office,
      headline,
      figures: freshnessCounts(context.index, state, id, context.nowMs()),
      failing: [...(state?.failures ?? [])].map(([source, reason]) => ({ source, reason })),
      epoch: state?.epoch ?? '',
      cursor: state?.cursor ?? '',
    };
  };
  return [
    apiRoute({
      path: '/domains',
      access: 'viewing',
      summary:
        'All domains, with how many of their expected figures are fresh, late, stale or were never seen.',
      query: z.strictObject(pageQuery(50)),
      answer: pageOf(domainSummarySchema),
      run: ({ query }) => pageAnswer(context.nowMs(), context.config.domains.map(summary), query),
    }),
    apiRoute({
      path: '/domains/:id',
      access: 'viewing',
      summary: 'One domain.',
      params: z.strictObject({ id: idSchema }),
      answer: domainSummarySchema,
      run: ({ params }) => summary(knownDomain(context, params.id)),
    }),
  ];
}
