/** Accounts from the machine itself: made, shut and listed without a password on any command line. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { AuditLog } from '../../../../display/server/audit/audit-log.ts';
import { Accounts } from '../../../../display/server/auth/accounts.ts';
import { typedAccount } from '../../../../display/server/auth/typed-account.ts';
import { withRedis } from '../../../fixtures/redis.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const redis = withRedis();

const run = (program: string, ...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const argv = ['--import', 'tsx', `display/server/cli/${program}.ts`, ...args];
    const env = { ...process.env, REDIS_URL: redis().url };
    execFile(process.execPath, argv, { cwd: ROOT, env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, out, err }),
    );
  });

describe('the first login of a store', () => {
  it('is said once, by one of several that start at one moment, and never again', async () => {
    const said = await Promise.all([run('first-login'), run('first-login')]);
    const logins = said.map(({ out }) => out).filter((out) => out !== '');
    expect(logins).toHaveLength(1);
    const { name, password } = JSON.parse(logins[0] ?? '') as { name: string; password: string };
    expect(name).toBe('operator');
    expect(password).toMatch(/^([a-hjkmnp-z2-9]{4}-){4}[a-hjkmnp-z2-9]{4}$/);
    expect(said.map(({ err }) => err).join('')).toBe('');
    const client = redis().connect();
    const accounts = new Accounts(client);
    expect(await accounts.find('operator')).toMatchObject({ role: 'operator', generation: 1 });
    expect((await accounts.find('operator'))?.oneTimeUntilMs).toBeGreaterThan(Date.now());
    expect((await run('first-login')).out).toBe('');
  });
});

describe('npm run user', () => {
  it('makes an account with a password for one sign-in, and writes down who did it', async () => {
    const { code, out } = await run(
      'user',
      'add',
      'chi-lan',
      '--role',
      'admin',
      '--full-name',
      'Hoàng Thị Lan',
    );
    expect(code).toBe(0);
    const password = /^password {2}(\S+)$/m.exec(out)?.[1] ?? '';
    expect(password).toHaveLength(24);
    const client = redis().connect();
    expect(await new Accounts(client).find('chi-lan')).toMatchObject({
      fullName: 'Hoàng Thị Lan',
      role: 'admin',
    });
    const { items } = await new AuditLog(client).page(undefined, 1);
    expect(items[0]).toMatchObject({
      what: 'account-create',
      target: 'chi-lan',
      from: 'this machine',
      outcome: 'ok',
    });
    expect(items[0]?.who).toMatch(/^cli:/);
    expect(JSON.stringify(items)).not.toContain(password);
  });

  it('lists them, and shuts none that is the last admin', async () => {
    const shut = await run('user', 'disable', 'chi-lan');
    expect(shut).toMatchObject({ code: 1, out: '' });
    expect(shut.err).toContain('last admin');
    expect((await run('user', 'role', 'operator', 'viewer')).out).toContain('operator is viewer');
    const { out } = await run('user', 'list');
    expect(out).toMatch(/^chi-lan +admin +must change the password +0 sessions +Hoàng Thị Lan$/m);
    expect(out).toMatch(/^operator +viewer /m);
  });

  it('takes no password, and says in words what is wrong', async () => {
    const { code, err } = await run('user', 'add', 'van-an', '--password', 'x');
    expect(code).toBe(1);
    expect(err).toContain("Unknown option '--password'");
    expect(err).toContain('No password is taken here');
    expect(err).not.toContain('node:');
    expect((await run('user', 'reset', 'khong-co')).err).toBe(
      'khong-co: there is no account of this name; list names them\n',
    );
  });

  it.each([
    [['add', 'An'], 'name: found "An", expected 3 to 32'],
    [['add', 'аdmin'], 'name: found "аdmin"'],
    [['add', 'van-an', '--full-name', 'A\u202e gnaig'], 'full name: found'],
    [['role', 'van-an', 'king'], 'role: found "king", expected viewer, operator, admin'],
    [['drop'], 'found "drop", expected one of'],
    [[], 'found "", expected one of'],
  ])('is told of %j what was expected', (args, words) => {
    expect(() => typedAccount(args)).toThrow(words);
  });
});
