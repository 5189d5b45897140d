/** Places, and the last picture of those that are cameras. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { idSchema } from '../../../../shared/config/common.ts';
import { redisKeys } from '../../../../shared/redis-keys.ts';
import { ApiError, fromStore } from '../api-error.ts';
import {
  API_PREFIX,
  apiRoute,
  ERROR_ANSWERS,
  pageAnswer,
  pageOf,
  pageQuery,
  type ApiRoute,
} from '../api-route.ts';
import { knownPlace, type ApiContext } from '../context.ts';
import { placeSchema } from '../schemas.ts';

const placeParams = z.strictObject({ id: idSchema });

export function placeRoutes(context: ApiContext): ApiRoute[] {
  return [
    apiRoute({
      path: '/places',
      access: 'viewing',
      summary: 'All places, or those of one kind.',
      query: z.strictObject({ kind: idSchema.optional(), ...pageQuery(200) }),
      answer: pageOf(placeSchema),
      run: ({ query }) => {
        const asked = context.config.places.filter(({ kind }) => kind === (query.kind ?? kind));
        return pageAnswer(context.nowMs(), asked, query);
      },
    }),
    apiRoute({
      path: '/places/:id',
      access: 'viewing',
      summary: 'One place.',
      params: placeParams,
      answer: placeSchema,
      run: ({ params }) => knownPlace(context, params.id),
    }),
    pictureRoute(context),
  ];
}

function pictureRoute(context: ApiContext): ApiRoute {
  const path = '/places/:id/picture';
  return {
    path,
    register: (app: FastifyInstance) => {
      app.route({
        method: 'GET',
        url: API_PREFIX + path,
        config: { access: 'viewing' },
        schema: {
          summary: "A camera's last picture. `X-Observed-At` says when it was taken, in ms since 1970 UTC.",
          params: placeParams,
          response: { 200: { content: { 'image/jpeg': { schema: z.any() } } }, ...ERROR_ANSWERS },
        },
        handler: async (request, reply) => {
          const { id } = request.params as z.output<typeof placeParams>;
          const { bytes, atMs } = await readPicture(context, knownPlace(context, id).id);
          return reply
            .type('image/jpeg')
            .header('last-modified', new Date(atMs).toUTCString())
            .header('x-observed-at', String(atMs))
            .header('cache-control', 'no-cache')
            .send(bytes);
        },
      });
    },
  };
}

/** @throws ApiError when none is kept: never taken, or too old to be shown as the present. */
async function readPicture(context: ApiContext, place: string): Promise<{ bytes: Buffer; atMs: number }> {
  const domains = context.config.domains.map(({ id }) => id);
  const domain = domains.find((id) => context.feeds.state(id)?.pictures.has(place));
  if (domain === undefined)
    throw new ApiError('no-picture', `no picture of "${place}" was ever taken`, 'a place with a camera');
  const key = redisKeys.picture(domain, place);
  const [bytes, atMs] = await fromStore(context.redis.hmgetBuffer(key, 'bytes', 'atMs'));
  if (bytes === null || bytes === undefined || atMs === null || atMs === undefined)
    throw new ApiError(
      'no-picture',
      `the last picture of "${place}" is older than two cadences`,
      'the next one',
    );
  return { bytes, atMs: Number(atMs.toString()) };
}
