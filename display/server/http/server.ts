/** The HTTP side: API with its description, operations, and the web app. */
import { STATUS_CODES } from 'node:http';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { LogController, type FastifyError, type FastifyInstance } from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import type { Access } from '../auth/access.ts';
import type { HostRule } from '../host-rule.ts';
import type { Metrics } from '../metrics.ts';
import { ApiError } from './api-error.ts';
import { commandRoutes, type CommandDoor } from './command-routes.ts';
import type { ApiContext } from './context.ts';
import { guardRoutes, type Guard } from './guard.ts';
import { registerOperations } from './operations.ts';
import { apiRoutes } from './routes/index.ts';
import { registerSecurityHeaders } from './security-headers.ts';
import type { WebApp } from './web-app.ts';

/** Nobody has a reason to send a body, but who enters figures or gives a command. */
const MAX_BODY_BYTES = 1_000;
/** Longest address part that is read as a parameter; ids have at most 64 letters. */
const MAX_PARAM_LENGTH = 100;
const REQUEST_TIMEOUT_MS = 15_000;

export interface BuiltHttp {
  readonly app: FastifyInstance;
  readonly routes: ReadonlyMap<string, Access>;
}

export interface HttpOptions {
  readonly context: ApiContext;
  readonly metrics: Metrics;
  readonly webApp: WebApp;
  readonly answersTo: HostRule;
  readonly guard: Guard;
  readonly commands: CommandDoor;
  readonly trustedProxies: readonly string[];
  readonly log: Logger;
}

/** @returns the server, and every route of it with who may use it. */
export async function buildHttp(options: HttpOptions): Promise<BuiltHttp> {
  const { context, metrics, webApp, answersTo, guard, commands, trustedProxies, log } = options;
  const app: FastifyInstance = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    // Of nobody else is it believed for whom they ask.
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
  }) as unknown as FastifyInstance;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  answerErrors(app, log);
  refuseForeignHosts(app, answersTo);
  const routes = guardRoutes(app, guard);
  await registerSecurityHeaders(app);
  await describeApi(app);
  for (const route of [...apiRoutes(context), ...commandRoutes(commands)]) route.register(app);
  registerOperations(app, context, metrics);
  await webApp.register(app);
  return { app, routes };
}

function refuseForeignHosts(app: FastifyInstance, answersTo: HostRule): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (answersTo(request.headers.host)) return done();
    done(
      new ApiError(
        'foreign-host',
        'this server does not answer to the host of the request',
        'its address, localhost, or a name of ALLOWED_ORIGINS',
      ),
    );
  });
}

async function describeApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'IOC wall',
        description:
          'What the wall knows, with its whole truth: value, age, source, method. Read only, but for figures entered by hand and the commands of whoever is signed in.',
        version: '1',
      },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  await app.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'viewing' };
    });
    await docs.register(swaggerUi, { routePrefix: '/api/docs' });
  });
}

function answerErrors(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler((error: FastifyError | ApiError, request, reply) => {
    const told = toldAs(error);
    if (told.status >= 500) log.warn({ err: error, url: request.url }, 'a request failed');
    return reply.code(told.status).type('application/json').send(JSON.stringify(told.body));
  });
  app.setNotFoundHandler((request, reply) => {
    const { status, body } = new ApiError(
      'not-found',
      `nothing is at ${request.url.slice(0, 200)}`,
      'see /api/docs',
    );
    return reply.code(status).type('application/json').send(JSON.stringify(body));
  });
}

/** Ours as they are; those of the framework by their status; anything else is a bug and says nothing outside. */
function toldAs(error: FastifyError | ApiError): { status: number; body: unknown } {
  if (error instanceof ApiError) return { status: error.status, body: error.body };
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issue = error.validation[0];
    const where = `${error.validationContext ?? ''}${issue?.instancePath ?? ''}`;
    const { body } = new ApiError('malformed', `${where}: ${issue?.message ?? 'malformed'}`, 'see /api/docs');
    return { status: 400, body };
  }
  const status = error.statusCode ?? 500;
  if (status >= 500)
    return { status: 500, body: new ApiError('internal', 'this is a bug; see the log').body };
  return { status, body: { code: 'malformed', message: STATUS_CODES[status] ?? 'malformed' } };
}
