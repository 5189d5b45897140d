/** What operators and supervisors ask: alive, ready, metrics. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { domainContradictions } from '../../../shared/domain-contradictions.ts';
import { freshnessCounts } from '../../../shared/figure.ts';
import { screenState } from '../../../shared/socket.ts';
import type { Readiness } from '../feed/feeds.ts';
import type { Metrics } from '../metrics.ts';
import type { ApiContext } from './context.ts';

const readySchema = z.strictObject({ status: z.literal('ready') });
const unreadySchema = z.strictObject({
  status: z.literal('not-ready'),
  reason: z.enum(['redis-unreachable', 'never-observed']),
  domains: z
    .array(z.string())
    .exactOptional()
    .meta({ description: 'Domains of which nothing was ever observed.' }),
  message: z.string(),
});

export function registerOperations(app: FastifyInstance, context: ApiContext, metrics: Metrics): void {
  app.get(
    '/healthz',
    {
      config: { access: 'anyone' },
      schema: {
        summary: 'Whether the process is alive.',
        response: { 200: z.strictObject({ status: z.literal('alive') }) },
      },
    },
    () => ({ status: 'alive' as const }),
  );
  app.get(
    '/readyz',
    {
      config: { access: 'anyone' },
      schema: {
        summary: 'Whether Redis is reached and every domain was observed since this store was created.',
        response: { 200: readySchema, 503: unreadySchema },
      },
    },
    (_request, reply) => {
      const readiness = context.feeds.readiness();
      if (readiness.ready) return reply.send({ status: 'ready' });
      return reply.code(503).send(unready(readiness));
    },
  );
  // Whoever supervises has no account; what it tells are counts.
  const schema = { summary: 'Metrics for Prometheus.' };
  app.get('/metrics', { config: { access: 'anyone' }, schema }, async (_request, reply) => {
    await gatherMetrics(context, metrics);
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

function unready(readiness: Exclude<Readiness, { ready: true }>): z.output<typeof unreadySchema> {
  const base = { status: 'not-ready' as const, reason: readiness.reason };
  if (readiness.reason === 'redis-unreachable') return { ...base, message: 'Redis does not answer' };
  const domains = [...readiness.domains];
  return { ...base, domains, message: `nothing was ever observed of ${domains.join(', ')}` };
}

/** Gauges of what stands now; counters count by themselves. */
async function gatherMetrics(context: ApiContext, metrics: Metrics): Promise<void> {
  // Nothing is awaited from here on: two who ask at one moment must not count into the same gauges in turn.
  const screens = await context.screens.list();
  const nowMs = context.nowMs();
  const readiness = context.feeds.readiness();
  metrics.redisReached.set(!readiness.ready && readiness.reason === 'redis-unreachable' ? 0 : 1);
  for (const domain of context.feeds.domains) {
    const state = context.feeds.state(domain);
    metrics.failures.set({ domain }, state?.failures.size ?? 0);
    const contradictions = domainContradictions(context.index, state, domain, nowMs);
    metrics.contradictions.set({ domain }, contradictions.length);
    for (const [freshness, count] of Object.entries(freshnessCounts(context.index, state, domain, nowMs)))
      metrics.freshness.set({ domain, freshness }, count);
    metrics.differing.set({ domain }, 0);
  }
  for (const state of ['live', 'replaying', 'hash-differs', 'not-drawing', 'silent', 'disconnected'])
    metrics.screens.set({ state }, 0);
  for (const screen of screens) {
    const state = screenState(screen, nowMs);
    metrics.screens.inc({ state });
    if (state === 'disconnected') continue;
    for (const domain of screen.differing) metrics.differing.inc({ domain });
  }
}
