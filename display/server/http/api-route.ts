/** A route of the API as a declaration: what it takes and gives is checked and documented from the same schemas. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
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

/** What all routes have in common: they are read, described by their schemas, and answered anew each time. */
export function getRoute(declared: {
  readonly path: string;
  readonly access: Access;
  readonly summary: string;
  readonly params?: z.ZodType | undefined;
  readonly query?: z.ZodType | undefined;
  /** Schema of the answer, or of each kind of content. */
  readonly answer: z.ZodType | { readonly content: Readonly<Record<string, { readonly schema: z.ZodType }>> };
  /** Thousands of points: they are sent as they are, without a check against the schema on the way out. */
  readonly isLarge?: true | undefined;
  readonly handler: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> | FastifyReply;
}): ApiRoute {
  const { path, access, summary, params, query = NOTHING, answer, isLarge, handler } = declared;
  return {
    path,
    register: (app) => {
      app.route({
        method: 'GET',
        url: API_PREFIX + path,
        config: { access },
        schema: {
          summary,
          ...(params === undefined ? {} : { params }),
          querystring: query,
          response: { 200: answer, ...ERROR_ANSWERS },
        },
        ...(isLarge === true ? { serializerCompiler: () => (sent) => JSON.stringify(sent) } : {}),
        handler: (request, reply: FastifyReply) =>
          handler(request, reply.header('cache-control', 'no-store')),
      });
    },
  };
}

export function apiRoute<
  Answer extends z.ZodType,
  Params extends z.ZodType = typeof NOTHING,
  Query extends z.ZodType = typeof NOTHING,
>({ run, ...declared }: RouteDeclaration<Params, Query, Answer>): ApiRoute {
  return getRoute({
    ...declared,
    handler: async (request, reply) => {
      const params = request.params as z.output<Params>;
      const query = request.query as z.output<Query>;
      return reply.send(await run({ params, query, session: request.session }));
    },
  });
}

/**
 * A route whose answer is the same text for everybody, but for a few fields: encoding it for every screen that
 * comes back after a restart would hold up the frames of the others.
 */
export function textRoute({
  text,
  ...declared
}: {
  readonly path: string;
  readonly access: Access;
  readonly summary: string;
  readonly answer: z.ZodType;
  readonly text: () => string;
}): ApiRoute {
  return getRoute({
    ...declared,
    handler: (_request, reply) => reply.type('application/json; charset=utf-8').send(text()),
  });
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
