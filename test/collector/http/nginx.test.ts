/** The JSON connector before a real nginx: its authentication, redirects, validators, packing, limits and slowness. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connector } from '../../../collector/connectors/http-json.ts';
import { AccessTokens } from '../../../collector/network/access-tokens.ts';
import type { PollAnswer, PollRequest } from '../../../collector/connector.ts';
import { LIMITS, TestNetwork, type WayOptions } from '../../conformance/network.ts';
import { hasServer } from '../../fixtures/debian-servers.ts';
import { startNginx, type Nginx } from '../../fixtures/nginx.ts';

const PASSWORD = 'open sesame ô';
const CLIENT = { id: 'wall:1', secret: 'p&ss+wörd' };
/** RFC 6749 writes both as in a form before it joins them. */
const CLIENT_LINE = 'wall%3A1:{PLAIN}p%26ss%2Bw%C3%B6rd';

/** A token is good as long as a file of its name is there: so the test can revoke it. */
const SHARED = `
  map $http_authorization $bearer { default none; "~^Bearer (?<token>[a-z0-9-]+)$" $token; }
  map $arg_page $next { default ""; "" '</pages/1.json?page=2>; rel="next"'; 2 '</pages/2.json?page=3>; rel="next"'; }
  map $arg_page $next_missing { default ""; "" '</missing/2.json?page=2>; rel="next"'; }
  limit_req_zone $binary_remote_addr zone=busy:1m rate=1r/m;
  gzip_types application/json; gzip_min_length 100; gzip_http_version 1.0;
`;
const main = (folder: string, [, other, dead]: readonly number[]) => `
  location = /private.json { auth_basic "wall"; auth_basic_user_file ${folder}/users; }
  location = /forbidden.json { deny all; }
  location = /packed.json { gzip on; }
  location = /moved.json { return 301 /plain.json; }
  location = /elsewhere.json { return 307 http://127.0.0.1:${other}/echo; }
  location = /proxied.json { proxy_pass http://127.0.0.1:${other}/echo; }
  location = /gone.json { proxy_pass http://127.0.0.1:${dead ?? 9}/; }
  location = /slow.json { limit_rate 300; }
  location = /busy.json { limit_req zone=busy; limit_req_status 429; error_page 429 @busy; }
  location @busy { add_header Retry-After 3 always; return 429; }
  location /pages/ { add_header Link $next; }
  location /missing/ { add_header Link $next_missing; }
  location = /oauth/token.json {
    auth_basic "token"; auth_basic_user_file ${folder}/clients; error_page 405 =200 $uri;
  }
  location /api/ { if (!-f ${folder}/tokens/$bearer) { return 401; } }
  location = /since { try_files /since/$arg_after.json /since/all.json; }
`;
const other = `location = /echo {
  return 200 '{"key":"$http_x_secretkey","authorization":"$http_authorization","path":"$request_uri"}';
}`;

describe.skipIf(!hasServer('nginx'))('http-json before nginx', () => {
  let nginx: Nginx;
  const network = new TestNetwork();
  beforeAll(async () => {
    nginx = await startNginx((ports, folder) => [main(folder, ports), other], SHARED);
    nginx.write('users', `ioc:{PLAIN}${PASSWORD}\n`);
    nginx.write('clients', `${CLIENT_LINE}\n`);
    const files: Record<string, unknown> = {
      plain: { value: 1 },
      private: { value: 2 },
      packed: { rows: Array.from({ length: 500 }, (_, at) => `Hữu Nghị ${at}`) },
      slow: { text: 'a'.repeat(5_000) },
      busy: { value: 3 },
      forbidden: {},
      'pages/0': [1, 2],
      'pages/1': [3, 4],
      'pages/2': [5],
      'missing/1': [1, 2],
      'oauth/token': { access_token: 'token-1', token_type: 'Bearer', expires_in: 3_600 },
      'api/report': { value: 9 },
      'since/all': {
        rows: [
          { id: 1, at: '2026-11-01' },
          { id: 2, at: '2026-11-20' },
        ],
      },
      'since/2026-11-20': { rows: [] },
    };
    for (const [name, document] of Object.entries(files))
      nginx.write(`files/${name}.json`, JSON.stringify(document));
    nginx.write('tokens/token-1', '');
  });
  afterAll(async () => {
    await network.close();
    await nginx?.close();
  });

  const url = (path: string) => `${nginx.urls[0]}${path}`;
  const poll = (
    given: object,
    more: Partial<PollRequest<never>> = {},
    way: WayOptions & { readonly patienceMs?: number } = {},
  ): Promise<PollAnswer> => {
    const signal = AbortSignal.timeout(way.patienceMs ?? 5_000);
    const settings = connector.settings.parse(given);
    return connector.poll({
      settings,
      signal,
      limits: LIMITS,
      places: [],
      ...network.way(settings, signal, way),
      ...more,
    });
  };
  const read = (answer: PollAnswer) =>
    answer.kind === 'document' ? (JSON.parse(new TextDecoder().decode(answer.json)) as unknown) : answer.kind;

  it('passes its basic authentication, and fails as auth with a wrong or no password', async () => {
    const basic = (password: string) => ({
      url: url('/private.json'),
      auth: { kind: 'basic', user: 'ioc', password },
    });
    expect(read(await poll(basic(PASSWORD)))).toEqual({ value: 2 });
    await expect(poll(basic('wrong'))).rejects.toMatchObject({ reason: 'auth', message: 'HTTP 401' });
    await expect(poll({ url: url('/private.json') })).rejects.toMatchObject({ reason: 'auth' });
    await expect(poll({ url: url('/forbidden.json') })).rejects.toMatchObject({ message: 'HTTP 403' });
  });

  it('is told that nothing changed by ETag and by date', async () => {
    const first = await poll({ url: url('/plain.json') });
    const validators = first.kind === 'document' ? first.validators : undefined;
    expect(validators).toMatchObject({ etag: expect.any(String), lastModified: expect.any(String) });
    expect(read(await poll({ url: url('/plain.json') }, { validators }))).toBe('unchanged');
    const { lastModified } = validators ?? {};
    expect(read(await poll({ url: url('/plain.json') }, { validators: { lastModified } }))).toBe('unchanged');
  });

  it('reads what it packs', async () => {
    const answer = await poll({ url: url('/packed.json') });
    expect(answer.head.headers['content-encoding']).toBe('gzip');
    expect(read(answer)).toMatchObject({ rows: expect.arrayContaining(['Hữu Nghị 499']) });
  });

  it('follows its redirect, and leaves every credential behind on the way to another origin', async () => {
    expect(read(await poll({ url: url('/moved.json') }))).toEqual({ value: 1 });
    const elsewhere = {
      url: url('/elsewhere.json'),
      headers: { 'X-SecretKey': 'k' },
      auth: { kind: 'bearer', token: 't' },
    };
    await expect(poll(elsewhere)).rejects.toMatchObject({ reason: 'forbidden-address' });
    const origins = [nginx.urls[1] ?? ''];
    expect(read(await poll(elsewhere, {}, { origins }))).toEqual({
      key: '',
      authorization: '',
      path: '/echo',
    });
    expect(read(await poll({ ...elsewhere, url: url('/proxied.json') }))).toMatchObject({
      key: 'k',
      authorization: 'Bearer t',
    });
  });

  it('fails as server where nginx finds nobody behind it', async () => {
    await expect(poll({ url: url('/gone.json') })).rejects.toMatchObject({
      reason: 'server',
      message: 'HTTP 502',
    });
  });

  it('leaves it alone for as long as it says when it is asked too often', async () => {
    expect(read(await poll({ url: url('/busy.json') }))).toEqual({ value: 3 });
    await expect(poll({ url: url('/busy.json') })).rejects.toMatchObject({
      reason: 'rate-limited',
      retryAfterMs: 3_000,
    });
  });

  it('gives up on its slowness in time', async () => {
    await expect(poll({ url: url('/slow.json') }, {}, { patienceMs: 500 })).rejects.toMatchObject({
      reason: 'timeout',
    });
  });

  it('reads its pages by their links, all or none', async () => {
    const paging = { kind: 'link' };
    expect(read(await poll({ url: url('/pages/0.json'), paging }))).toEqual([1, 2, 3, 4, 5]);
    await expect(poll({ url: url('/missing/1.json'), paging })).rejects.toMatchObject({
      reason: 'client',
      message: 'HTTP 404',
    });
  });

  it('asks only for what is new', async () => {
    const settings = { url: url('/since'), items: 'rows', since: { parameter: 'after', largest: 'at' } };
    const first = await poll(settings);
    expect(first).toMatchObject({ kind: 'document', state: '"2026-11-20"' });
    const second = await poll(settings, { state: '"2026-11-20"' });
    expect(read(second)).toEqual({ rows: [] });
    expect(second).toMatchObject({ state: '"2026-11-20"' });
  });

  describe('as an OAuth 2 client', () => {
    const auth = (more: object = {}) => ({
      kind: 'oauth2',
      tokenUrl: url('/oauth/token.json'),
      clientId: CLIENT.id,
      clientSecret: CLIENT.secret,
      ...more,
    });
    const report = (more: object = {}) => ({ url: url('/api/report.json'), auth: auth(more) });
    const issue = (token: string, lifeS = 3_600) =>
      nginx.write(
        'files/oauth/token.json',
        JSON.stringify({ access_token: token, token_type: 'bearer', expires_in: lifeS }),
      );
    const accept = (token: string) => nginx.write(`tokens/${token}`, '');
    const revoke = (token: string) => rmSync(join(nginx.folder, 'tokens', token), { force: true });

    it('fetches a token once and keeps it to its end', async () => {
      let nowMs = 0;
      const tokens = new AccessTokens(() => nowMs);
      issue('kept', 100);
      accept('kept');
      expect(read(await poll(report(), {}, { tokens }))).toEqual({ value: 9 });
      issue('later');
      accept('later');
      nowMs = 89_000;
      revoke('later');
      expect(read(await poll(report(), {}, { tokens }))).toEqual({ value: 9 });
      nowMs = 91_000;
      await expect(poll(report(), {}, { tokens })).rejects.toMatchObject({
        reason: 'auth',
        message: 'HTTP 401',
      });
      accept('later');
      expect(read(await poll(report(), {}, { tokens }))).toEqual({ value: 9 });
    });

    it('renews a revoked token once', async () => {
      const tokens = new AccessTokens();
      issue('one');
      accept('one');
      await poll(report(), {}, { tokens });
      revoke('one');
      issue('two');
      accept('two');
      expect(read(await poll(report(), {}, { tokens }))).toEqual({ value: 9 });
      revoke('two');
      await expect(poll(report(), {}, { tokens })).rejects.toMatchObject({
        reason: 'auth',
        message: 'HTTP 401',
      });
    });

    it('with a wrong secret fails as auth, and says neither secret nor token', async () => {
      const error = await poll(report({ clientSecret: 'wrong-secret' })).catch(
        (one: unknown) => one as Error,
      );
      expect(error).toMatchObject({ reason: 'auth', message: 'no token: HTTP 401' });
    });

    it('takes nothing for a token that is none', async () => {
      for (const text of [
        '{}',
        'no json',
        '{"access_token":"a\\r\\nX: y","token_type":"bearer"}',
        '{"access_token":"a","token_type":"mac"}',
      ]) {
        nginx.write('files/oauth/token.json', text);
        await expect(poll(report())).rejects.toMatchObject({
          reason: 'malformed',
          message: 'the token server gives no bearer token',
        });
      }
    });
  });
});
