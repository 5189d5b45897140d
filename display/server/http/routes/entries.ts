/** Figures entered by hand: by operators who are signed in, and from this machine. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { idSchema } from '../../../../shared/config/common.ts';
import { entrySchema, type Entry } from '../../../../shared/entry/entry.ts';
import { closedBecause, entersAsOperator, foreignBecause } from '../../entry/door.ts';
import { readEntries } from '../../entry/entry-log.ts';
import { foreignBecause as foreignPage } from '../own-page.ts';
import { ApiError, apiErrorSchema, fromStore } from '../api-error.ts';
import {
  API_PREFIX,
  apiRoute,
  ERROR_ANSWERS,
  pageAnswer,
  pageOf,
  pageQuery,
  type ApiRoute,
} from '../api-route.ts';
import { knownDomain, type ApiContext } from '../context.ts';
import { entryDoorSchema, entryReplySchema, loggedEntrySchema } from '../entry-schemas.ts';

/** Two hundred fields with their names and texts. */
const MAX_BODY_BYTES = 64_000;
const PATH = '/entries';

const STATUS = { waiting: 202, invalid: 422, recorded: 200, refused: 200 } as const;

export function entryRoutes(context: ApiContext): ApiRoute[] {
  const { entries } = context;
  return [
    postRoute(context),
    doorRoute(context),
    apiRoute({
      path: PATH,
      access: 'viewing',
      summary:
        'The log of entries by hand, newest first: who entered what, when, from where, before and after.',
      query: z.strictObject({
        domain: idSchema.optional(),
        source: idSchema.optional(),
        ...pageQuery(50, 200),
      }),
      answer: pageOf(loggedEntrySchema),
      run: async ({ query }) => {
        if (query.domain !== undefined) knownDomain(context, query.domain);
        const domains = entries.desk.domains.filter((domain) => domain === (query.domain ?? domain));
        const lists = await fromStore(
          Promise.all(domains.map((domain) => readEntries(context.redis, domain))),
        );
        const all = lists.flat().filter(({ source }) => source === (query.source ?? source));
        return pageAnswer(
          context.nowMs(),
          all.toSorted((a, b) => b.atMs - a.atMs),
          query,
        );
      },
    }),
    apiRoute({
      path: `${PATH}/:id`,
      access: 'viewing',
      summary: 'What became of one entry.',
      params: z.strictObject({ id: entrySchema.shape.id }),
      answer: entryReplySchema,
      run: async ({ params }) => {
        const reply = await entries.desk.find(params.id);
        if (reply !== undefined) return reply;
        throw new ApiError(
          'unknown-entry',
          `no entry "${params.id}" is known: it was not recorded`,
          'send it again',
        );
      },
    }),
  ];
}

/** Its name is too short for the id of an entry. */
function doorRoute({ entries }: ApiContext): ApiRoute {
  const path = `${PATH}/door`;
  return {
    path,
    register: (app) => {
      app.route({
        method: 'GET',
        url: API_PREFIX + path,
        config: { access: 'own' },
        schema: {
          summary: 'Whether figures can be entered from where this request comes, and why not.',
          response: { 200: entryDoorSchema, ...ERROR_ANSWERS },
        },
        handler: (request, reply) => {
          const { session } = request;
          const reason = closedBecause(doorRequest(request), entries.door, session);
          void reply.header('cache-control', 'no-store');
          const by = session === undefined ? {} : { by: session.fullName };
          return reply.send(reason === undefined ? { isOpen: true, ...by } : { isOpen: false, reason });
        },
      });
    },
  };
}

function postRoute(context: ApiContext): ApiRoute {
  const { entries } = context;
  return {
    path: PATH,
    register: (app: FastifyInstance) => {
      app.route({
        method: 'POST',
        url: API_PREFIX + PATH,
        config: { access: 'own' },
        bodyLimit: MAX_BODY_BYTES,
        schema: {
          summary:
            'Records figures entered by hand: by operators who are signed in, in their name, and from this machine: a loopback socket, a loopback Host, the Origin of this very address, nothing forwarded.',
          body: entrySchema,
          response: {
            200: entryReplySchema,
            202: entryReplySchema,
            422: entryReplySchema,
            409: apiErrorSchema,
            415: apiErrorSchema,
            429: apiErrorSchema,
            ...ERROR_ANSWERS,
          },
        },
        // Before a byte of the body is read.
        onRequest: (request, _reply, done) => {
          done(turnedAway(request, context));
        },
        handler: async (request, reply) => {
          const { session, ip } = request;
          // What somebody signed in enters is signed with their name, whatever the page says.
          const entry = request.body as Entry;
          const signed = session === undefined ? entry : { ...entry, by: session.fullName };
          const told = await entries.desk.take(signed, ip);
          void reply.header('cache-control', 'no-store');
          return reply.code(STATUS[told.state]).send(told);
        },
      });
    },
  };
}

function turnedAway(
  request: FastifyRequest,
  { entries: { door, rate }, access: { allowedOrigins } }: ApiContext,
): ApiError | undefined {
  const asked = doorRequest(request);
  const foreign = entersAsOperator(request.session)
    ? foreignPage(request.headers, allowedOrigins)
    : foreignBecause(asked);
  const reason =
    closedBecause(asked, door, request.session) ?? (foreign === 'not-json' ? undefined : foreign);
  if (reason !== undefined)
    return new ApiError(
      'entry-closed',
      `entries are not taken from here: ${reason}`,
      'the page /entry, signed in as an operator or on this machine',
    );
  if (!/^application\/json *(;|$)/i.test(request.headers['content-type'] ?? ''))
    return new ApiError(
      'entry-not-json',
      'the body is not declared as JSON',
      'content-type: application/json',
    );
  if (rate.take(performance.now()) === 'too-often')
    return new ApiError('too-many', 'more entries than people enter', 'again in a minute');
  return undefined;
}

function doorRequest({ socket, headers }: FastifyRequest) {
  return { remoteAddress: socket.remoteAddress, headers };
}
