/**
 * Every route says who may use it, or this server does not start; whoever may not is turned away before a byte of the body
 * is read. Nothing is allowed for want of a rule.
 */
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { InvariantError } from '../../../shared/errors.ts';
import { denialOf, DENIAL_WORDS, type Access, type AccessRule } from '../auth/access.ts';
import { readCookies } from '../auth/cookies.ts';
import type { Session, Sessions } from '../auth/sessions.ts';
import { ApiError, fromStore } from './api-error.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may use the route. */
    access?: Access;
  }
  interface FastifyRequest {
    /** Of whoever is signed in, on routes that ask for it. */
    session: Session | undefined;
  }
}

/** Pages that ask by themselves say so by this header: ms since a person last touched the page. */
const LAST_INPUT_HEADER = 'x-last-input-ms';
/** Somebody who was there this short a time ago is there, ms. */
const STILL_THERE_MS = 60_000;

export interface Guard {
  readonly rule: AccessRule;
  readonly sessions: Pick<Sessions, 'find' | 'touch'>;
}

/** @returns every route, as `GET /path`, with who may use it; whole once the server is ready. */
export function guardRoutes(app: FastifyInstance, guard: Guard): ReadonlyMap<string, Access> {
  const ruled = new Map<string, Access>();
  const routes: RouteOptions[] = [];
  app.decorateRequest('session', undefined);
  app.addHook('onRoute', (route) => void routes.push(route));
  app.addHook('onReady', (done) => {
    const unruled: string[] = [];
    for (const { method, url, config } of routes) {
      const access = (config as { readonly access?: Access } | undefined)?.access;
      if (access === undefined) unruled.push(`${String(method)} ${url}`);
      else ruled.set(`${String(method)} ${url}`, access);
    }
    const all = unruled.join(', ');
    done(unruled.length === 0 ? undefined : new InvariantError(`no access is declared for ${all}`));
  });
  app.addHook('onRequest', async (request) => {
    if (request.is404) return;
    await admit(request, guard);
  });
  return ruled;
}

async function admit(request: FastifyRequest, { rule, sessions }: Guard): Promise<void> {
  const { access } = request.routeOptions.config;
  if (access === undefined) throw new ApiError('internal', 'this route has no rule');
  if (access === 'anyone' || (access === 'viewing' && rule.viewing === 'anyone')) return;
  request.session = await fromStore(sessions.find(readCookies(request.headers.cookie).session));
  if (request.session !== undefined && isUsed(request))
    await sessions.touch(request.session).catch(() => undefined);
  if (access === 'own') return;
  const denial = denialOf(access, request.session, request.ip, rule);
  if (denial !== undefined) throw new ApiError(denial, ...DENIAL_WORDS[denial]);
}

/** A page that polls keeps no session alive; a person at it does. */
function isUsed({ method, headers }: FastifyRequest): boolean {
  if (method !== 'GET') return true;
  const said = headers[LAST_INPUT_HEADER];
  return typeof said === 'string' && /^\d{1,9}$/.test(said) && Number(said) < STILL_THERE_MS;
}
