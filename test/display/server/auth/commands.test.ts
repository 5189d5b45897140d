/** What admins do with accounts, what becomes of the sessions, and what is written down of it all (S11, S12, S18). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Display } from '../../../../display/server/app.ts';
import type { AuditLine, SessionLine } from '../../../../shared/account/words.ts';
import { redisKeys } from '../../../../shared/redis-keys.ts';
import { Browser, PASSWORD, People } from '../../../fixtures/account-rig.ts';
import { DisplayRig, until } from '../../../fixtures/display-rig.ts';
import { withRedis } from '../../../fixtures/redis.ts';

const redis = withRedis();
let rig: DisplayRig;
let displays: Display[];
let people: People;
let admin: Browser;

beforeAll(async () => {
  rig = new DisplayRig(redis());
  displays = [await rig.start(), await rig.start()];
  for (const { url } of displays)
    await until('the display to reach Redis', async () => (await fetch(`${url}/api/v1/screens`)).ok);
  people = new People(redis());
  admin = await people.signedIn(displays[0]?.url ?? '', 'quan-tri', 'admin');
});
afterAll(() => rig.stop());

const urlOf = (server: 0 | 1) => displays[server]?.url ?? '';
const audit = async () => (await admin.get('/api/v1/audit?limit=500')).said['items'] as AuditLine[];

describe('accounts', () => {
  it('are made by admins, with a password that is said once', async () => {
    const asked = { name: 'ca-moi', fullName: 'Ca trực mới', role: 'operator' };
    const made = await admin.command('account-create', asked);
    const { password } = made.value as { password: string };
    const browser = new Browser(urlOf(1));
    expect(await browser.command('session-sign-in', { name: 'ca-moi', password })).toMatchObject({
      ok: true,
    });
    expect(await admin.command('account-create', asked)).toMatchObject({
      status: 409,
      code: 'account-exists',
    });
    const listed = JSON.stringify((await admin.get('/api/v1/accounts')).said);
    expect(listed).toContain('"fullName":"Ca trực mới"');
    expect(listed).not.toMatch(/argon2|assword(Hash)?":"/);
  });

  it.each([
    ['a name that looks like another', { name: 'аdmin', fullName: 'x y', role: 'admin' }],
    ['a name with a line break', { name: 'van-a\n', fullName: 'x y', role: 'admin' }],
    ['a full name that runs backwards', { name: 'van-a', fullName: 'abc \u202e gnaig', role: 'admin' }],
    ['a role that is none', { name: 'van-a', fullName: 'x y', role: 'root' }],
    ['a field too many', { name: 'van-a', fullName: 'x y', role: 'viewer', passwordHash: 'x' }],
  ])('are not made with %s', async (_what, asked) => {
    expect(await admin.command('account-create', asked)).toMatchObject({ status: 400, code: 'malformed' });
  });

  it('are never left without an admin, and nobody judges in their own case', async () => {
    const own = { name: 'quan-tri' };
    expect(await admin.command('account-disable', own)).toMatchObject({ code: 'own-account' });
    expect(await admin.command('account-role', { ...own, role: 'viewer' })).toMatchObject({
      code: 'own-account',
    });
    expect(await admin.command('account-role', { name: 'khong-ai', role: 'viewer' })).toMatchObject({
      status: 404,
      code: 'unknown-account',
    });
  });

  it('of two admins at one moment keep what both changed', async () => {
    await people.add('hai-tay', 'viewer');
    await Promise.all([
      admin.command('account-role', { name: 'hai-tay', role: 'operator' }),
      admin.command('account-disable', { name: 'hai-tay' }),
    ]);
    expect(await people.accounts.find('hai-tay')).toMatchObject({
      role: 'operator',
      isDisabled: true,
      generation: 3,
    });
  });
});

describe('a session ends at once, on every server,', () => {
  it.each([
    ['when its account is shut', (name: string) => admin.command('account-disable', { name })],
    ['when its role changes', (name: string) => admin.command('account-role', { name, role: 'viewer' })],
    ['when its password is reset', (name: string) => admin.command('account-reset', { name })],
  ])('%s', async (what, end) => {
    const name = `het-phien-${what.length}-${what.at(-1)}`;
    const browser = await people.signedIn(urlOf(0), name, 'operator');
    browser.url = urlOf(1);
    expect(await browser.who()).toMatchObject({ name });
    expect(await end(name)).toMatchObject({ ok: true });
    expect(await browser.who()).toBeUndefined();
    expect(await browser.command('screen-reload', { screen: 'abcdefgh' })).toMatchObject({
      status: 401,
      code: 'not-signed-in',
    });
  });

  it('when it is revoked from the list, by its owner or an admin and nobody else', async () => {
    const owner = await people.signedIn(urlOf(0), 'nhieu-may', 'operator');
    const second = new Browser(urlOf(1));
    await second.command('session-sign-in', { name: 'nhieu-may', password: PASSWORD });
    const stranger = await people.signedIn(urlOf(0), 'nguoi-la', 'operator');
    const lines = (await owner.get('/api/v1/sessions')).said['items'] as SessionLine[];
    expect(lines.map(({ account }) => account)).toEqual(['nhieu-may', 'nhieu-may']);
    const other = { account: 'nhieu-may', id: lines.find(({ isThis }) => !isThis)?.id };
    expect(await stranger.command('session-revoke', other)).toMatchObject({
      status: 404,
      code: 'unknown-session',
    });
    expect(await second.who()).toBeDefined();
    expect(await owner.command('session-revoke', other)).toMatchObject({ ok: true });
    expect(await second.who()).toBeUndefined();
    expect(await owner.who()).toBeDefined();
    // What the list calls a session opens none.
    const thief = new Browser(urlOf(0));
    thief.cookies.set('wall_session', lines.find(({ isThis }) => isThis)?.id ?? '');
    expect(await thief.who()).toBeUndefined();
    const own = { account: 'nhieu-may', id: lines.find(({ isThis }) => isThis)?.id };
    expect(await admin.command('session-revoke', own)).toMatchObject({ ok: true });
    expect(await owner.who()).toBeUndefined();
  });

  it('when its owner changes the password elsewhere', async () => {
    const here = await people.signedIn(urlOf(0), 'doi-mat-khau', 'operator');
    const there = new Browser(urlOf(1));
    await there.command('session-sign-in', { name: 'doi-mat-khau', password: PASSWORD });
    const told = await here.command('password-change', { current: PASSWORD, next: 'Hoa đào nở 2027' });
    expect(told).toMatchObject({ ok: true });
    expect(await there.who()).toBeUndefined();
    expect(await here.who()).toMatchObject({ name: 'doi-mat-khau' });
  });
});

describe('the audit', () => {
  it('has who, when, from where, what, before and after, and what became of it; and no secret', async () => {
    await people.add('ghi-so', 'viewer');
    const fromMs = Date.now() - 1_000;
    await admin.command('account-role', { name: 'ghi-so', role: 'operator' });
    await admin.command('account-role', { name: 'khong-co-ai', role: 'operator' });
    const lines = await audit();
    expect(lines[1]).toMatchObject({
      who: 'quan-tri',
      role: 'admin',
      from: '127.0.0.1',
      what: 'account-role',
      asked: { name: 'ghi-so', role: 'operator' },
      target: 'ghi-so',
      before: { role: 'viewer', isDisabled: false },
      after: { role: 'operator', isDisabled: false },
      outcome: 'ok',
    });
    expect(lines[1]?.atMs).toBeGreaterThan(fromMs);
    expect(lines[0]).toMatchObject({ outcome: 'unknown-account' });
    const raw = JSON.stringify(await redis().connect().xrange(redisKeys.audit(), '-', '+'));
    expect(raw).toContain('password-change');
    expect(raw).not.toContain(PASSWORD);
    expect(raw).not.toContain('argon2');
  });

  it('names whoever tried what they may not, and who failed to sign in where the name is known', async () => {
    const viewer = await people.signedIn(urlOf(0), 'to-mo', 'viewer');
    await viewer.command('account-disable', { name: 'quan-tri' });
    await new Browser(urlOf(0)).command('session-sign-in', { name: 'to-mo', password: 'Sai mật khẩu 1' });
    await new Browser(urlOf(0)).command('session-sign-in', { name: 'MatKhau2026!', password: 'to-mo' });
    await new Browser(urlOf(0)).command('session-sign-in', { name: 'to-mo', password: PASSWORD });
    const [good, typed, wrong, tried] = await audit();
    expect(tried).toMatchObject({ who: 'to-mo', what: 'account-disable', outcome: 'forbidden' });
    expect(wrong).toMatchObject({
      who: '(nobody)',
      what: 'session-sign-in',
      target: 'to-mo',
      outcome: 'sign-in-refused',
    });
    // A password typed where the name belongs is not written down.
    expect(JSON.stringify(typed)).not.toMatch(/matkhau/i);
    expect(good).toMatchObject({ who: 'to-mo', what: 'session-sign-in', outcome: 'ok' });
  });

  it('is not filled by whoever goes on guessing', async () => {
    const guess = () =>
      new Browser(urlOf(0)).command('session-sign-in', { name: 'ai-do', password: 'Đoán mò 12345' });
    const client = redis().connect();
    for (let n = 0; n < 6; n += 1) await guess();
    const length = await client.xlen(redisKeys.audit());
    expect((await audit())[0]).toMatchObject({ outcome: 'too-many-guesses' });
    for (let n = 0; n < 5; n += 1) expect(await guess()).toMatchObject({ code: 'too-many-guesses' });
    expect(await client.xlen(redisKeys.audit())).toBe(length);
  });

  it('cannot be edited: whatever is not a reading of it is nowhere', async () => {
    const before = await audit();
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      for (const path of ['/api/v1/audit', `/api/v1/audit/${before[0]?.id}`]) {
        const headers = {
          origin: urlOf(0),
          cookie: admin.cookieHeader() ?? '',
          'content-type': 'application/json',
        };
        const response = await fetch(urlOf(0) + path, { method, headers, body: '{}' });
        expect(response.status, `${method} ${path}`).toBe(404);
      }
    expect(await audit()).toEqual(before);
  });

  it('comes in pages that lose no line and no outcome', async () => {
    const whole = await audit();
    const pages: AuditLine[] = [];
    let next: string | undefined = '';
    while (next !== undefined) {
      const { said } = await admin.get(`/api/v1/audit?limit=7${next === '' ? '' : `&before=${next}`}`);
      pages.push(...(said['items'] as AuditLine[]));
      next = said['next'] as string | undefined;
    }
    expect(pages).toEqual(whole);
    expect(whole.every(({ outcome }) => outcome !== undefined)).toBe(true);
  });

  it('keeps what was asked of a command that never ended', async () => {
    const client = redis().connect();
    const cut = { asked: { atMs: 1, who: 'ca-dem', from: '10.0.0.1', what: 'screen-reload', asked: {} } };
    await client.xadd(redisKeys.audit(), '*', 'e', JSON.stringify(cut));
    const [line] = await audit();
    expect(line).toMatchObject({ who: 'ca-dem', what: 'screen-reload' });
    expect(line).not.toHaveProperty('outcome');
  });
});
