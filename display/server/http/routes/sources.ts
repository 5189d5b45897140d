/** Sources and how they fare. */
import { z } from 'zod';
import { idSchema } from '../../../../shared/config/common.ts';
import { entryFormOf } from '../../../../shared/config/entry-form.ts';
import type { Source } from '../../../../shared/config/source.ts';
import { entryForm, type EntryForm } from '../../../../shared/entry/form.ts';
import { formStanding } from '../../../../shared/entry/standing.ts';
import { redisKeys } from '../../../../shared/redis-keys.ts';
import { sourceSummary } from '../../../../shared/screen-config.ts';
import type { SourceHealth } from '../../../../shared/source-health.ts';
import { fromStore } from '../api-error.ts';
import { apiRoute, pageAnswer, pageOf, pageQuery, type ApiRoute } from '../api-route.ts';
import { knownDomain, knownSource, type ApiContext } from '../context.ts';
import { sourceSchema } from '../schemas.ts';

/** A poll that ends late is no news; this many in a row that did not end at all are. */
const OVERDUE_AFTER_POLLS = 3;

export function sourceRoutes(context: ApiContext): ApiRoute[] {
  const { index, feeds } = context;
  const formOf = (source: Source) => {
    const form = entryFormOf(source);
    return form === undefined ? undefined : entryForm(index, { id: source.id, domain: source.domain, form });
  };
  const isOwed = (form: EntryForm) => {
    const readings = feeds.state(form.domain)?.readings;
    const { timeZone } = index.config.province;
    return formStanding(form, (key) => readings?.get(key), context.nowMs(), timeZone)?.state === 'overdue';
  };
  const withHealth = (source: Source, health: SourceHealth | undefined) => {
    const form = formOf(source);
    if (form !== undefined) return { ...sourceSummary(source), health, overdue: isOwed(form) };
    const dueMs = OVERDUE_AFTER_POLLS * source.everySeconds * 1_000 + source.timeoutMs;
    const overdue = health === undefined || context.nowMs() - health.lastAttemptMs > dueMs;
    return { ...sourceSummary(source), health, overdue };
  };
  return [
    apiRoute({
      path: '/sources',
      access: 'viewing',
      summary: 'All sources: office, cadence, when each was last polled and how that went.',
      query: z.strictObject({ domain: idSchema.optional(), ...pageQuery(200) }),
      answer: pageOf(sourceSchema),
      run: async ({ query }) => {
        if (query.domain !== undefined) knownDomain(context, query.domain);
        const asked = context.config.sources.filter(({ domain }) => domain === (query.domain ?? domain));
        const page = pageAnswer(context.nowMs(), asked, query);
        const domains = [...new Set(page.items.map(({ domain }) => domain))];
        const read = Promise.all(domains.map((domain) => context.redis.hvals(redisKeys.health(domain))));
        const texts = (await fromStore(read)).flat();
        const bySource = new Map(
          texts.map((text) => JSON.parse(text) as SourceHealth).map((one) => [one.source, one]),
        );
        return { ...page, items: page.items.map((source) => withHealth(source, bySource.get(source.id))) };
      },
    }),
    apiRoute({
      path: '/sources/:id',
      access: 'viewing',
      summary: 'One source.',
      params: z.strictObject({ id: idSchema }),
      answer: sourceSchema,
      run: async ({ params }) => {
        const source = knownSource(context, params.id);
        const text = await fromStore(context.redis.hget(redisKeys.health(source.domain), source.id));
        return withHealth(source, text === null ? undefined : (JSON.parse(text) as SourceHealth));
      },
    }),
  ];
}
