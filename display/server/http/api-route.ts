/** A route of the API as a declaration: what it takes and gives is checked and documented from the same schemas. */
import type { FastifyInstance, FastifyReply } from 'fastify';
// The description of a route in OpenAPI is a field that this plugin declares.
import type {} from '@fastify/swagger';
import { z } from 'zod';
import type { Access } from '../auth/access.ts';
import type { Session } from '../auth/sessions.ts';
import { apiErrorSchema } from './api-error.ts';

export const API_PREFIX = '/api/v1';

/** What a schema gives, as whoever only reads may hold it. */
export type ReadOnly<T> = T extends (infer Item)[]
  ? readonly ReadOnly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: ReadOnly<T[Key]> }
    : T;

interface RouteDeclaration<Params extends z.ZodType, Query extends z.ZodType, Answer extends z.ZodType> {
  /** Path below {@link API_PREFIX}; parameters as `:name`. */
  readonly path: string;
  /** Who may ask. */
  readonly access: Access;
  readonly summary: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly answer: Answer;
  /** Thousands of points: they are sent as they are, without a check against the schema on the way out. */
  readonly isLarge?: true;
  readonly run: (request: {
    readonly params: z.output<Params>;
    readonly query: z.output<Query>;
    /** Of whoever is signed in; not looked for where anybody may ask. */
    readonly session: Session | undefined;
  }) => Promise<ReadOnly<z.output<Answer>>> | ReadOnly<z.output<Answer>>;
}

export interface ApiRoute {
  readonly path: string;
  register(app: FastifyInstance): void;
}

/** Answers other than 200 that any route may give. */
export const ERROR_ANSWERS = {
  400: apiErrorSchema,
  401: apiErrorSchema,
  403: apiErrorSchema,
  404: apiErrorSchema,
  500: apiErrorSchema,
  503: apiErrorSchema,
};

const NOTHING = z.strictObject({});

export function apiRoute<
  Answer extends z.ZodType,
  Params extends z.ZodType = typeof NOTHING,
  Query extends z.ZodType = typeof NOTHING,
>(declared: RouteDeclaration<Params, Query, Answer>): ApiRoute {
  return {
    path: declared.path,
    register: (app) => {
      app.route({
        method: 'GET',
        url: API_PREFIX + declared.path,
        config: { access: declared.access },
        schema: {
          summary: declared.summary,
          ...(declared.params === undefined ? {} : { params: declared.params }),
          querystring: declared.query ?? NOTHING,
          response: { 200: declared.answer, ...ERROR_ANSWERS },
        },
        ...(declared.isLarge === true
          ? { serializerCompiler: () => (answer) => JSON.stringify(answer) }
          : {}),
        handler: async (request, reply: FastifyReply) => {
          void reply.header('cache-control', 'no-store');
          const params = request.params as z.output<Params>;
          const query = request.query as z.output<Query>;
          return reply.send(await declared.run({ params, query, session: request.session }));
        },
      });
    },
  };
}

/**
 * A route whose answer is the same text for everybody, but for a few fields: encoding it for every screen that
 * comes back after a restart would hold up the frames of the others.
 */
export function textRoute(declared: {
  readonly path: string;
  readonly access: Access;
  readonly summary: string;
  readonly answer: z.ZodType;
  readonly text: () => string;
}): ApiRoute {
  return {
    path: declared.path,
    register: (app) => {
      app.route({
        method: 'GET',
        url: API_PREFIX + declared.path,
        config: { access: declared.access },
        schema: {
          summary: declared.summary,
          querystring: NOTHING,
          response: { 200: declared.answer, ...ERROR_ANSWERS },
        },
        handler: (_request, reply: FastifyReply) =>
          reply
            .header('cache-control', 'no-store')
            .type('application/json; charset=utf-8')
            .send(declared.text()),
      });
    },
  };
}

/** Most items of one page of a list. */
const MAX_PAGE = 500;

/** Where a page of a list begins and how long it is. */
export const pageQuery = (defaultLimit: number, maxLimit = MAX_PAGE) => ({
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0).meta({ description: 'Items to skip.' }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(maxLimit)
    .default(defaultLimit)
    .meta({ description: 'Most items of the page.' }),
});

/** A page of a list, the length of the whole, and the server's time that ages are counted to. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    serverNowMs: z
      .number()
      .meta({ description: 'The time of the answer on the clock of the store, ms since 1970 UTC.' }),
    total: z.number().int().meta({ description: 'Items of the whole list.' }),
    offset: z.number().int(),
    items: z.array(item),
  });

export function pageAnswer<Item>(
  serverNowMs: number,
  all: readonly Item[],
  { offset, limit }: { readonly offset: number; readonly limit: number },
) {
  return { serverNowMs, total: all.length, offset, items: all.slice(offset, offset + limit) };
}
