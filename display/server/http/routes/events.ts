/** Events: vehicles, petitions, posts, camera events. Their texts are for showing as text only. */
import { z } from 'zod';
import { idSchema } from '../../../../shared/config/common.ts';
import { redisKeys } from '../../../../shared/redis-keys.ts';
import { parseEvent } from '../../../../shared/stored-domain.ts';
import { fromStore } from '../api-error.ts';
import { apiRoute, pageOf, pageQuery, type ApiRoute } from '../api-route.ts';
import { knownDomain, type ApiContext } from '../context.ts';
import { eventSchema } from '../schemas.ts';

const MAX_EVENTS = 200;

export function eventRoutes(context: ApiContext): ApiRoute[] {
  return [
    apiRoute({
      path: '/events',
      access: 'viewing',
      summary: 'The events of a domain, newest first.',
      query: z.strictObject({ domain: idSchema, ...pageQuery(60, MAX_EVENTS) }),
      answer: pageOf(eventSchema),
      run: async ({ query }) => {
        const { id } = knownDomain(context, query.domain);
        const { offset, limit } = query;
        const order = redisKeys.eventOrder(id);
        const [total, ids] = await fromStore(
          Promise.all([
            context.redis.zcard(order),
            context.redis.zrevrange(order, offset, offset + limit - 1),
          ]),
        );
        const texts =
          ids.length === 0 ? [] : await fromStore(context.redis.hmget(redisKeys.events(id), ...ids));
        const items = texts.flatMap((text) => (text === null ? [] : [parseEvent(id, text)]));
        return { serverNowMs: context.nowMs(), total, offset, items };
      },
    }),
  ];
}
