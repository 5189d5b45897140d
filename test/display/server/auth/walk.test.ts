/** All routes and all commands × everybody (S15): what a server really answers, against a table written by hand. */
import { readdirSync } from 'node:fs';
import Fastify, { type FastifyContextConfig, type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Display } from '../../../../display/server/app.ts';
import { DENIALS, type Access } from '../../../../display/server/auth/access.ts';
import { DEFAULT_ACCOUNT_SETTINGS } from '../../../../display/server/auth/account-settings.ts';
import { COMMANDS } from '../../../../display/server/commands/index.ts';
import { guardRoutes } from '../../../../display/server/http/guard.ts';
import { Browser, People } from '../../../fixtures/account-rig.ts';
import { DisplayRig, until } from '../../../fixtures/display-rig.ts';
import { withRedis } from '../../../fixtures/redis.ts';

const PEOPLE = ['nobody', 'first-day', 'viewer', 'operator', 'admin'] as const;
type Person = (typeof PEOPLE)[number];
const VIEWINGS = ['anyone', 'sign-in'] as const;

/** Who may, where it is not whoever may look. A new route or command of another kind is not allowed before it stands here. */
const ROUTES: Readonly<Record<string, Access>> = {
  '/healthz': 'anyone',
  '/readyz': 'anyone',
  '/metrics': 'anyone',
  '/api/v1/session': 'own',
  '/api/v1/sessions': 'viewer',
  '/api/v1/accounts': 'admin',
  '/api/v1/audit': 'admin',
  '/api/v1/entries/door': 'own',
};
const PAGES =
  /^\/($|\*$|assets\/\*$|(wall|tablet|entry|stories|console)(\/\*)?$|index\.html$|assets$|favicon)/;
const COMMAND_ACCESS: Readonly<Record<string, Access>> = {
  'account-create': 'admin',
  'account-disable': 'admin',
  'account-enable': 'admin',
  'account-reset': 'admin',
  'account-role': 'admin',
  'alert-acknowledge': 'operator',
  'alert-shelve': 'operator',
  'alert-unshelve': 'operator',
  'password-change': 'signed-in',
  'screen-reload': 'operator',
  'screen-scene': 'operator',
  'session-revoke': 'viewer',
  'session-sign-in': 'anyone',
  'session-sign-out': 'signed-in',
};

/** Who is let in, worked out by hand rather than by the code under test. */
const LET_IN: Readonly<Record<Exclude<Access, 'own' | 'viewing'>, readonly Person[]>> = {
  anyone: PEOPLE,
  'signed-in': ['first-day', 'viewer', 'operator', 'admin'],
  viewer: ['viewer', 'operator', 'admin'],
  operator: ['operator', 'admin'],
  admin: ['admin'],
};
const mayUse = (access: Access, person: Person, viewing: (typeof VIEWINGS)[number]): boolean => {
  if (access === 'own') return true;
  if (access === 'viewing') return viewing === 'anyone' || LET_IN.viewer.includes(person);
  return LET_IN[access].includes(person);
};

const redis = withRedis();
let rig: DisplayRig;
const displays = new Map<string, Display>();
const browsers = new Map<Person, Browser>();

beforeAll(async () => {
  rig = new DisplayRig(redis());
  for (const viewing of VIEWINGS) {
    const settings = {
      host: '127.0.0.1',
      port: 0,
      redisUrl: redis().url,
      allowedOrigins: new Set<string>(),
      entry: 'accounts' as const,
      accounts: { ...DEFAULT_ACCOUNT_SETTINGS, viewing },
    };
    displays.set(viewing, await rig.start({ settings }));
  }
  const url = displays.get('anyone')?.url ?? '';
  await until('the display to reach Redis', async () => (await fetch(`${url}/api/v1/screens`)).ok);
  const people = new People(redis());
  browsers.set('nobody', new Browser(url));
  const first = new Browser(url);
  await first.command('session-sign-in', {
    name: 'first-day',
    password: await people.add('first-day', 'admin'),
  });
  browsers.set('first-day', first);
  for (const role of ['viewer', 'operator', 'admin'] as const)
    browsers.set(role, await people.signedIn(url, `la-${role}`, role));
});
afterAll(() => rig.stop());

const asPerson = (person: Person, viewing: string): Browser => {
  const browser = browsers.get(person) ?? new Browser('');
  browser.url = displays.get(viewing)?.url ?? '';
  return browser;
};

describe.each(VIEWINGS)('where looking is for %s', (viewing) => {
  it('every route is for whom the table says', () => {
    const routes = [...(displays.get(viewing)?.routes ?? [])];
    expect(routes.length).toBeGreaterThan(40);
    const unlike = routes.filter(([name, access]) => {
      const [method = '', url = ''] = name.split(' ');
      if (method === 'POST')
        return url === '/api/v1/entries' ? access !== 'own' : !url.startsWith('/api/v1/commands/');
      const wanted =
        ROUTES[url] ?? (PAGES.test(url) ? 'anyone' : url.startsWith('/api/') ? 'viewing' : undefined);
      return access !== wanted;
    });
    expect(unlike).toEqual([]);
    // Nothing but what is read, entered and commanded.
    const methods = new Set(routes.flatMap(([name]) => (name.split(' ')[0] ?? '').split(',')));
    expect([...methods].toSorted()).toEqual(['GET', 'HEAD', 'POST']);
  });

  it.each(PEOPLE)('%s gets what is read, and nothing more', async (person) => {
    const browser = asPerson(person, viewing);
    const wrong: string[] = [];
    for (const [name, access] of displays.get(viewing)?.routes ?? []) {
      const [method, url = ''] = name.split(' ');
      if (method !== 'GET') continue;
      const path = url.replaceAll(/:\w+/g, 'abcdefgh').replaceAll('*', 'x');
      const { status, said } = await browser.get(path);
      const isDenied = (DENIALS as readonly unknown[]).includes(said['code']);
      if (isDenied !== (status === 401 || status === 403))
        wrong.push(`${path} answered ${status} ${String(said['code'])}`);
      if (isDenied === mayUse(access, person, viewing)) wrong.push(`${path} answered ${status} to ${person}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each(PEOPLE)('%s gives the commands of that role, and no others', async (person) => {
    const wrong: string[] = [];
    for (const [name, { access }] of COMMANDS) {
      const browser = asPerson(person, viewing);
      // Whoever is let in is told that this is nothing to work with, or, where nothing is needed, is not asked here.
      const body = name === 'session-sign-out' ? { nothing: true } : {};
      const { status, ok, code } = await browser.command(name, body);
      const isDenied = (DENIALS as readonly unknown[]).includes(code);
      if (access !== COMMAND_ACCESS[name]) wrong.push(`${name} is for ${access}`);
      if (ok) wrong.push(`${name} was done with ${JSON.stringify(body)}`);
      if (isDenied === mayUse(access, person, viewing))
        wrong.push(`${name} answered ${status} ${code} to ${person}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each(PEOPLE)('%s enters figures only as an operator', async (person) => {
    const browser = asPerson(person, viewing);
    const door = await browser.get('/api/v1/entries/door');
    expect(door.said['isOpen'], JSON.stringify(door.said)).toBe(LET_IN.operator.includes(person));
    const response = await fetch(`${browser.url}/api/v1/entries`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: browser.url,
        cookie: browser.cookieHeader() ?? '',
      },
      body: '{}',
    });
    expect(response.status).toBe(LET_IN.operator.includes(person) ? 400 : 403);
  });
});

describe('a route without a rule', () => {
  const guarded = (config: FastifyContextConfig) => {
    const app = Fastify() as unknown as FastifyInstance;
    guardRoutes(app, { rule: { viewing: 'anyone', isAdminAddress: () => true }, sessions });
    app.get('/forgotten', { config }, () => 'secret');
    return app;
  };
  const sessions = { find: () => Promise.resolve(undefined), touch: () => Promise.resolve() };

  it('keeps the server from starting, which says which one it is', async () => {
    await expect(guarded({}).ready()).rejects.toThrow('no access is declared for GET /forgotten');
    await expect(guarded({ access: 'anyone' }).ready()).resolves.toBeDefined();
  });
});

describe('the registry of commands', () => {
  it('names each file of the folder, as its file', () => {
    const folder = new URL('../../../../display/server/commands/', import.meta.url);
    const files = readdirSync(folder).filter((name) => name !== 'index.ts');
    expect([...COMMANDS.keys()].map((name) => `${name}.ts`)).toEqual(files.toSorted());
  });

  it('is documented with its requests', async () => {
    const url = displays.get('anyone')?.url ?? '';
    const { paths } = (await (await fetch(`${url}/api/docs/json`)).json()) as {
      paths: Record<string, unknown>;
    };
    for (const name of COMMANDS.keys())
      expect(paths).toHaveProperty([`/api/v1/commands/${name}`, 'post', 'requestBody']);
  });
});
