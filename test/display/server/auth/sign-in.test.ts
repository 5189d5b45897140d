/** Signing in, as people do it and as those who would like to be them (S12, S13). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Display } from '../../../../display/server/app.ts';
import { MAX_FROM_ONE, MAX_OF_ADDRESS, networkOf } from '../../../../display/server/auth/guesses.ts';
import { tokenId } from '../../../../display/server/auth/tokens.ts';
import { redisKeys } from '../../../../shared/redis-keys.ts';
import { Browser, PASSWORD, People } from '../../../fixtures/account-rig.ts';
import { post } from '../../../fixtures/entry-rig.ts';
import { DisplayRig, until } from '../../../fixtures/display-rig.ts';
import { withRedis } from '../../../fixtures/redis.ts';
import { DEFAULT_ACCOUNT_SETTINGS } from '../../../../display/server/auth/account-settings.ts';

const redis = withRedis();
let rig: DisplayRig;
let display: Display;
let people: People;

beforeAll(async () => {
  rig = new DisplayRig(redis());
  display = await rig.start();
  people = new People(redis());
  await until('the display to reach Redis', async () => (await fetch(`${display.url}/api/v1/screens`)).ok);
});
afterAll(() => rig.stop());
/** Nobody has guessed anything yet. */
beforeEach(async () => {
  const client = redis().connect();
  const keys = await client.keys(redisKeys.guesses('*', '*'));
  if (keys.length > 0) await client.del(...keys);
});

const signIn = (browser: Browser, name: string, password: string, headers: Record<string, string> = {}) =>
  browser.command('session-sign-in', { name, password }, headers);

describe('the first sign-in', () => {
  it('leads to a new password and to nothing else', async () => {
    const first = await people.add('moi', 'admin');
    const browser = new Browser(display.url);
    expect(await signIn(browser, ' MOI ', first)).toMatchObject({ status: 200, ok: true });
    expect(await browser.who()).toMatchObject({ name: 'moi', mustChange: true });
    for (const path of ['/api/v1/accounts', '/api/v1/audit', '/api/v1/sessions'])
      expect((await browser.get(path)).said).toMatchObject({ code: 'password-change-needed' });
    const screen = { screen: 'abcdefgh' };
    expect(await browser.command('screen-reload', screen)).toMatchObject({ code: 'password-change-needed' });
    for (const [next, problem] of [
      ['Ngắn 1', 'too-short'],
      [first, 'same'],
      ['chỉ có chữ thường thôi', 'too-plain'],
      ['Mua hè của moi nhé', undefined],
    ] as const) {
      const told = await browser.command('password-change', { current: first, next });
      expect(told.problem).toBe(problem);
      expect(told.ok).toBe(problem === undefined);
    }
    expect(await browser.who()).toMatchObject({ mustChange: false });
    expect((await browser.get('/api/v1/accounts')).status).toBe(200);
    // It was for one sign-in.
    expect(await signIn(new Browser(display.url), 'moi', first)).toMatchObject({ code: 'sign-in-refused' });
  });

  it('is void after three days', async () => {
    const first = await people.add('muon', 'viewer');
    await people.accounts.change('muon', (account) => ({ ...account, oneTimeUntilMs: Date.now() - 1 }));
    expect(await signIn(new Browser(display.url), 'muon', first)).toMatchObject({ code: 'sign-in-refused' });
  });
});

describe('a session', () => {
  it('has an id of its own, whatever was planted before, and the one before ends', async () => {
    const browser = await people.signedIn(display.url, 'co-phien', 'operator');
    const before = browser.cookies.get('wall_session') ?? '';
    const planted = new Browser(display.url);
    planted.cookies.set('wall_session', 'A'.repeat(43));
    await signIn(planted, 'co-phien', PASSWORD);
    expect(planted.cookies.get('wall_session')).not.toBe('A'.repeat(43));
    await signIn(browser, 'co-phien', PASSWORD);
    const after = browser.cookies.get('wall_session') ?? '';
    expect(after).not.toBe(before);
    const old = new Browser(display.url);
    old.cookies.set('wall_session', before);
    expect(await old.who()).toBeUndefined();
    expect(await browser.who()).toMatchObject({ name: 'co-phien' });
  });

  it('is a cookie that no script reads and no other site sends; over HTTPS no neighbour can set it', async () => {
    await people.signedIn(display.url, 'co-banh', 'operator');
    const plain = await signIn(new Browser(display.url), 'co-banh', PASSWORD);
    expect(plain.setCookies).toHaveLength(2);
    for (const line of plain.setCookies) expect(line).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    const host = new URL(display.url).host;
    const secure = await signIn(new Browser(display.url), 'co-banh', PASSWORD, { origin: `https://${host}` });
    for (const line of secure.setCookies)
      expect(line).toMatch(/^__Host-wall_\w+=[\w-]{43}; .*Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  });

  it('is kept by its hash: whoever reads the store cannot use what is there', async () => {
    const browser = await people.signedIn(display.url, 'kin-dao', 'operator');
    const token = browser.cookies.get('wall_session') ?? '';
    const client = redis().connect();
    expect(await client.exists(redisKeys.session(tokenId(token)))).toBe(1);
    const keys = await client.keys('*');
    expect(keys.join()).not.toContain(token);
    const thief = new Browser(display.url);
    thief.cookies.set('wall_session', tokenId(token));
    expect(await thief.who()).toBeUndefined();
    expect(await client.hget(redisKeys.accounts(), 'kin-dao')).not.toContain(PASSWORD);
    expect(await client.hget(redisKeys.accounts(), 'kin-dao')).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });

  it('ends when it is signed out of, and for the same browser too', async () => {
    const browser = await people.signedIn(display.url, 'di-ra', 'viewer');
    const copy = new Browser(display.url);
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
    expect(await browser.command('session-sign-out')).toMatchObject({ ok: true });
    expect(browser.cookies.has('wall_session')).toBe(false);
    expect(await copy.who()).toBeUndefined();
  });

  it('ends idle and at last, and a page that only polls keeps it no longer', async () => {
    const limitsOf = () => ({ idleMs: 60_000, lifeMs: 90_000 });
    const short = await rig.start({
      settings: {
        host: '127.0.0.1',
        port: 0,
        redisUrl: redis().url,
        allowedOrigins: new Set(),
        entry: 'off',
        accounts: { ...DEFAULT_ACCOUNT_SETTINGS, limitsOf },
      },
    });
    await until(
      'the other display to reach Redis',
      async () => (await fetch(`${short.url}/api/v1/screens`)).ok,
    );
    const browser = await people.signedIn(short.url, 'ngu-quen', 'operator');
    const client = redis().connect();
    const key = redisKeys.session(tokenId(browser.cookies.get('wall_session') ?? ''));
    const leftMs = () => client.pttl(key);
    expect(await leftMs()).toBeLessThanOrEqual(60_000);
    await client.pexpire(key, 5_000);
    await browser.who();
    expect(await leftMs()).toBeLessThanOrEqual(5_000);
    await browser.get('/api/v1/session', { 'x-last-input-ms': '999999' });
    expect(await leftMs()).toBeLessThanOrEqual(5_000);
    await browser.get('/api/v1/session', { 'x-last-input-ms': '1000' });
    expect(await leftMs()).toBeGreaterThan(5_000);
    // Never beyond its own end, which is told to the page.
    const { untilMs = 0 } = (await browser.who()) ?? {};
    await client.pexpire(key, 89_000);
    await browser.get('/api/v1/session', { 'x-last-input-ms': '0' });
    expect(await leftMs()).toBeLessThanOrEqual(60_000);
    expect(untilMs - Date.now()).toBeLessThanOrEqual(90_000);
    await client.pexpire(key, 1);
    await until('the session to end', async () => (await browser.who()) === undefined);
  });
});

describe('guessing', () => {
  it('is answered alike for who is unknown, wrong, shut out or late, and costs the same work', async () => {
    await people.signedIn(display.url, 'that', 'operator');
    await people.signedIn(display.url, 'bi-khoa', 'operator');
    await people.accounts.change('bi-khoa', (account) => ({ ...account, isDisabled: true }));
    const answers = [];
    for (const [name, password] of [
      ['that', 'Sai mật khẩu 1'],
      ['khong-co-ai', 'Sai mật khẩu 1'],
      ['bi-khoa', PASSWORD],
      ['<script>', 'Sai mật khẩu 1'],
    ] as const) {
      const { setCookies: _none, ...told } = await signIn(new Browser(display.url), name, password);
      answers.push(JSON.stringify(told));
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('"sign-in-refused"');
  });

  it('stops after a few wrong ones from one address, also for many at one moment, and says when to go on', async () => {
    await people.signedIn(display.url, 'doan-mo', 'operator');
    const tries = await Promise.all(
      Array.from({ length: MAX_FROM_ONE + 6 }, () =>
        signIn(new Browser(display.url), 'doan-mo', 'Sai bét 12345'),
      ),
    );
    expect(tries.filter(({ code }) => code === 'sign-in-refused')).toHaveLength(MAX_FROM_ONE);
    const stopped = tries.filter(({ code }) => code === 'too-many-guesses');
    expect(stopped).toHaveLength(6);
    expect(stopped[0]).toMatchObject({ status: 429 });
    expect(stopped[0]?.waitMs).toBeGreaterThan(0);
    // Being right comes too late for a stranger.
    expect(await signIn(new Browser(display.url), 'doan-mo', PASSWORD)).toMatchObject({
      code: 'too-many-guesses',
    });
  });

  it('by strangers does not shut out whoever was here before', async () => {
    const own = await people.signedIn(display.url, 'bi-pha', 'operator');
    for (let n = 0; n <= MAX_FROM_ONE; n += 1)
      await signIn(new Browser(display.url), 'bi-pha', `Sai bét ${n}`);
    expect(await signIn(new Browser(display.url), 'bi-pha', PASSWORD)).toMatchObject({
      code: 'too-many-guesses',
    });
    expect(await signIn(own, 'bi-pha', PASSWORD)).toMatchObject({ ok: true });
  });

  it('of one password at many accounts stops, too', async () => {
    const codes: unknown[] = [];
    for (let n = 0; n < MAX_OF_ADDRESS + 1; n += 1)
      codes.push((await signIn(new Browser(display.url), `ten-${n}`, PASSWORD)).code);
    expect(codes.slice(0, MAX_OF_ADDRESS)).toEqual(codes.slice(0, MAX_OF_ADDRESS).fill('sign-in-refused'));
    expect(codes.at(-1)).toBe('too-many-guesses');
  });

  it('of the current password behind an open page stops as well', async () => {
    const browser = await people.signedIn(display.url, 'bo-may', 'operator');
    browser.cookies.delete('wall_device');
    const guess = () =>
      browser.command('password-change', { current: 'Không biết 123', next: 'Của kẻ trộm 123' });
    for (let n = 0; n < MAX_FROM_ONE; n += 1) expect(await guess()).toMatchObject({ code: 'wrong-password' });
    expect(await guess()).toMatchObject({ code: 'too-many-guesses' });
  });

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:0db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('from %s is counted for %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('pages of others', () => {
  it.each<[string, Record<string, string | undefined>, number]>([
    ['another site', { origin: 'https://evil.example' }, 403],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }, 403],
    ['a page that does not say which it is', { origin: undefined }, 403],
    ['a frame that hides its page', { origin: 'null' }, 403],
    ['our own name by another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a form of HTML', { 'content-type': 'text/plain' }, 415],
    ['a form with fields', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ])('sign nobody in: %s', async (_name, headers, status) => {
    const told = await new Browser(display.url).command(
      'session-sign-in',
      { name: 'that', password: PASSWORD },
      headers,
    );
    expect(told).toMatchObject({ ok: false, status });
    expect(told.setCookies).toEqual([]);
  });

  it('sign nobody in under a name that was rebound to us', async () => {
    const body = { name: 'that', password: PASSWORD };
    const headers = { host: 'wall.evil.example', origin: 'http://wall.evil.example' };
    expect(await post(`${display.url}`, body, headers, '/api/v1/commands/session-sign-in')).toMatchObject({
      status: 421,
      said: { ok: false, code: 'foreign-host' },
    });
  });

  it('send no huge body, and none that is no JSON', async () => {
    const browser = new Browser(display.url);
    expect(
      await browser.command('session-sign-in', { name: 'that', password: 'x'.repeat(9_000) }),
    ).toMatchObject({
      ok: false,
      status: 413,
    });
    expect(await browser.command('session-sign-in', '{"name":')).toMatchObject({ ok: false, status: 400 });
    expect(
      await browser.command('session-sign-in', { name: 'that', password: PASSWORD, role: 'admin' }),
    ).toMatchObject({ status: 400, code: 'malformed' });
  });
});
