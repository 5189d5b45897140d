/** OAuth 2 client credentials of a simulated system: a token route, and routes that want its tokens. */
import { createHmac } from 'node:crypto';
import { MINUTE_MS } from './sim/rhythm.ts';
import type { UpstreamAnswer, UpstreamRequest, UpstreamRoute } from './service.ts';

const LIFE_MS = 10 * MINUTE_MS;

/** A token tells its end, and nobody else can have written it. */
function tokenUntil(untilMs: number, secretKey: string): string {
  return `${untilMs}.${createHmac('sha256', secretKey).update(String(untilMs)).digest('hex')}`;
}

function nowMs(request: UpstreamRequest): number {
  return request.live({ stepMs: 1 }).atMs;
}

function isClient({ headers, credentials }: UpstreamRequest): boolean {
  const sent = Buffer.from((headers['authorization'] ?? '').replace(/^Basic /, ''), 'base64').toString();
  return sent === [credentials.systemId, credentials.secretKey].map(encodeURIComponent).join(':');
}

/** `POST <path>`, with id and secret as HTTP Basic. */
export function tokenRoute(path: string): UpstreamRoute {
  return {
    method: 'POST',
    path,
    answer: (request) => {
      if (!isClient(request)) return { status: 401, json: { error: 'invalid_client' } };
      if (new URLSearchParams(request.body).get('grant_type') !== 'client_credentials')
        return { status: 400, json: { error: 'unsupported_grant_type' } };
      const untilMs = nowMs(request) + LIFE_MS;
      const token = tokenUntil(untilMs, request.credentials.secretKey);
      return { json: { access_token: token, token_type: 'Bearer', expires_in: LIFE_MS / 1000 } };
    },
  };
}

/** The same routes for whoever brings a token that has not ended. */
export function withToken(routes: readonly UpstreamRoute[]): UpstreamRoute[] {
  return routes.map((route) => ({
    ...route,
    answer: (request): UpstreamAnswer | Promise<UpstreamAnswer> =>
      isAuthorized(request) ? route.answer(request) : { status: 401, json: { error: 'invalid_token' } },
  }));
}

function isAuthorized(request: UpstreamRequest): boolean {
  const token = (request.headers['authorization'] ?? '').replace(/^Bearer /, '');
  const untilMs = Number(token.split('.', 1)[0]);
  return token === tokenUntil(untilMs, request.credentials.secretKey) && nowMs(request) < untilMs;
}
