/** Whose address is believed, and from where admins act. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Display } from '../../../../display/server/app.ts';
import { readSettings } from '../../../../display/server/settings.ts';
import type { AuditLine } from '../../../../shared/account/words.ts';
import { Browser, PASSWORD, People } from '../../../fixtures/account-rig.ts';
import { DisplayRig, until } from '../../../fixtures/display-rig.ts';
import { withRedis } from '../../../fixtures/redis.ts';

const redis = withRedis();
let rig: DisplayRig;
let people: People;
let bare: Display;
let proxied: Display;

const settingsOf = (environment: Record<string, string>) =>
  readSettings({ ...environment, PORT: '0', REDIS_URL: redis().url });

beforeAll(async () => {
  rig = new DisplayRig(redis());
  people = new People(redis());
  bare = await rig.start({ settings: settingsOf({ ADMIN_ADDRESSES: '10.20.0.0/16' }) });
  proxied = await rig.start({
    settings: settingsOf({ ADMIN_ADDRESSES: '10.20.0.0/16, 2001:db8::/32', TRUSTED_PROXIES: '127.0.0.1' }),
  });
  for (const { url } of [bare, proxied])
    await until('the display to reach Redis', async () => (await fetch(`${url}/api/v1/screens`)).ok);
});
afterAll(() => rig.stop());

describe('an address', () => {
  it('that a client claims is not believed, and one that a named proxy tells is', async () => {
    const admin = await people.signedIn(proxied.url, 'o-xa', 'admin');
    const audit = async (from: string, browser = admin) =>
      browser.get('/api/v1/audit', { 'x-forwarded-for': from });
    expect((await audit('203.0.113.9')).said).toMatchObject({ code: 'forbidden-address' });
    expect((await audit('2001:db8::7')).status).toBe(200);
    // Whoever stands before the proxy may have written the first part; the last one is the proxy's own.
    expect((await audit('10.20.3.4, 203.0.113.9')).said).toMatchObject({ code: 'forbidden-address' });
    const { status, said } = await audit('203.0.113.9, 10.20.3.4');
    expect(status).toBe(200);
    expect((said['items'] as AuditLine[])[0]).toMatchObject({ what: 'password-change', who: 'o-xa' });
    admin.url = bare.url;
    expect((await audit('10.20.3.4')).said).toMatchObject({ code: 'forbidden-address' });
  });

  it('has its own count of wrong passwords behind a named proxy, and no other one', async () => {
    await people.signedIn(proxied.url, 'chung-proxy', 'viewer');
    const guess = (url: string, password: string, from: string) =>
      new Browser(url).command(
        'session-sign-in',
        { name: 'chung-proxy', password },
        { 'x-forwarded-for': from },
      );
    for (let n = 0; n < 6; n += 1) await guess(proxied.url, `Sai bét ${n} lần`, '203.0.113.9');
    expect(await guess(proxied.url, PASSWORD, '203.0.113.9')).toMatchObject({ code: 'too-many-guesses' });
    expect(await guess(proxied.url, PASSWORD, '203.0.113.10')).toMatchObject({ ok: true });
    // Where no proxy is named, another header makes nobody another.
    for (let n = 0; n < 6; n += 1) await guess(bare.url, `Sai bét ${n} lần`, `198.51.100.${n}`);
    expect(await guess(bare.url, PASSWORD, '198.51.100.99')).toMatchObject({ code: 'too-many-guesses' });
  });
});

describe('the environment', () => {
  it.each([
    [
      { ADMIN_ADDRESSES: '10.0.0.0/33' },
      'ADMIN_ADDRESSES: found "10.0.0.0/33", expected addresses or networks',
    ],
    [{ TRUSTED_PROXIES: 'proxy.example' }, 'TRUSTED_PROXIES: found "proxy.example"'],
    [{ VIEWING: 'everybody' }, 'VIEWING: found "everybody"'],
    [{ SESSION_HOURS: '0' }, 'SESSION_HOURS: found "0"'],
    [{ SESSION_IDLE_MINUTES: 'never' }, 'SESSION_IDLE_MINUTES: found "never"'],
    [{ ENTRY: 'everybody' }, 'ENTRY: found "everybody"'],
  ])('%j is refused in words', (environment, words) => {
    expect(() => readSettings(environment as NodeJS.ProcessEnv)).toThrow(words);
  });

  it('says how long sessions last', () => {
    const { accounts } = readSettings({ SESSION_HOURS: '8', SESSION_IDLE_MINUTES: '15' });
    expect(accounts.limitsOf('operator')).toEqual({ idleMs: 15 * 60_000, lifeMs: 8 * 3_600_000 });
    // A wall looks on, with nobody before it.
    expect(accounts.limitsOf('viewer').idleMs).toBe(accounts.limitsOf('viewer').lifeMs);
  });
});
