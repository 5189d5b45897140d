/** Commands over HTTP: `POST /api/v1/commands/<name>`, answered `{ ok: true, value }` or `{ ok: false, code, message }`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DENIALS } from '../auth/access.ts';
import { readCookies, setCookies } from '../auth/cookies.ts';
import { REFUSALS, type Asker, type Command } from '../commanding/command.ts';
import { runCommand, type CommandReply, type FailureCode, type Runner } from '../commanding/run-command.ts';
import { COMMANDS } from '../commands/index.ts';
import { ApiError } from './api-error.ts';
import { API_PREFIX, type ApiRoute } from './api-route.ts';
import { foreignBecause, isSecurePage } from './own-page.ts';

/** The longest password, as JSON, and some names. */
const MAX_BODY_BYTES = 4_000;

const STATUS: Readonly<Record<FailureCode, number>> = {
  malformed: 400,
  'bad-password': 400,
  'not-signed-in': 401,
  'sign-in-refused': 401,
  'wrong-password': 403,
  'password-change-needed': 403,
  forbidden: 403,
  'forbidden-address': 403,
  'own-account': 403,
  'unknown-account': 404,
  'unknown-session': 404,
  'unknown-screen': 404,
  'unknown-scene': 404,
  'unknown-alert': 404,
  'account-exists': 409,
  'too-many-accounts': 409,
  overtaken: 409,
  'last-admin': 409,
  'screen-gone': 409,
  'screen-silent': 409,
  'too-many-guesses': 429,
  busy: 503,
  'store-unreachable': 503,
  internal: 500,
};

const OTHER_CODES = ['malformed', 'store-unreachable', 'internal'] as const;
const failureSchema = z
  .strictObject({
    ok: z.literal(false),
    code: z.union([z.enum([...REFUSALS, ...DENIALS, ...OTHER_CODES]), z.string()]),
    message: z.string(),
    waitMs: z.number().optional().meta({ description: 'When to try again, ms.' }),
    problem: z.string().optional().meta({ description: 'What is wrong with what was asked.' }),
  })
  .meta({ id: 'CommandFailure', description: 'A command that was not done, and why.' });
const FAILURES = Object.fromEntries(
  [...new Set([...Object.values(STATUS), 413, 415, 421])].map((status) => [status, failureSchema]),
);

export interface CommandDoor {
  readonly runner: Runner;
  readonly allowedOrigins: ReadonlySet<string>;
}

export function commandRoutes(door: CommandDoor): ApiRoute[] {
  return [...COMMANDS.values()].map((command) => commandRoute(command, door));
}

function commandRoute(command: Command, { runner, allowedOrigins }: CommandDoor): ApiRoute {
  const path = `/commands/${command.name}`;
  const register = (app: FastifyInstance) => {
    app.route({
      method: 'POST',
      url: API_PREFIX + path,
      bodyLimit: MAX_BODY_BYTES,
      config: { access: 'own' },
      schema: {
        summary: command.summary,
        description: `For: ${command.access}.`,
        body: command.request,
        response: { 200: z.strictObject({ ok: z.literal(true), value: command.value }), ...FAILURES },
      },
      // The command's own way checks it, after it was authorised.
      validatorCompiler: () => (body) => ({ value: body }),
      onRequest: (request, _reply, done) => {
        const reason = foreignBecause(request.headers, allowedOrigins);
        if (reason === undefined) return done();
        const code = reason === 'not-json' ? 'not-json' : 'foreign-page';
        done(new ApiError(code, `commands are not taken from here: ${reason}`, 'the console of this server'));
      },
      errorHandler: (error, request, reply) => tellError(error, request, reply),
      handler: async (request, reply) => {
        const {
          reply: told,
          cookies,
          cause,
        } = await runCommand(command, request.body, askerOf(request), runner);
        if (cause !== undefined) request.log.warn({ err: cause, command: command.name }, 'a command failed');
        if (cookies !== undefined)
          void reply.header('set-cookie', setCookies(cookies, isSecurePage(request.headers)));
        return tell(reply, told);
      },
    });
  };
  return { path, register };
}

function askerOf({ session, ip, headers }: FastifyRequest): Asker {
  return { session, from: ip, agent: headers['user-agent'] ?? '', cookies: readCookies(headers.cookie) };
}

function tell(reply: FastifyReply, told: CommandReply): FastifyReply {
  void reply.header('cache-control', 'no-store');
  return reply.code(told.ok ? 200 : STATUS[told.code]).send(told);
}

/** What goes wrong before the command is asked, in the shape of its answers. */
function tellError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const ours = error instanceof ApiError ? error : undefined;
  const status = ours?.status ?? (error as { statusCode?: number }).statusCode ?? 500;
  if (status >= 500) request.log.warn({ err: error, url: request.url }, 'a command failed');
  const code = ours?.code ?? (status >= 500 ? 'internal' : 'malformed');
  const message =
    ours === undefined ? 'the body is no JSON, or too large' : `${ours.message}; ${ours.expected ?? ''}`;
  void reply
    .code(status)
    .header('cache-control', 'no-store')
    .send({
      ok: false,
      code,
      message: status >= 500 && ours === undefined ? 'this is a bug; see the log' : message,
    });
}
