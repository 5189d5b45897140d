/** The console in a real browser: by the keyboard, in both languages, and screens that obey. */
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Display } from '../../display/server/app.ts';
import { DEFAULT_ACCOUNT_SETTINGS } from '../../display/server/auth/account-settings.ts';
import { wallSchema } from '../../shared/config/wall.ts';
import { People } from '../fixtures/account-rig.ts';
import { launchChromium, type LaunchedChromium, type WatchedPage } from '../fixtures/chromium.ts';
import { DisplayRig, until } from '../fixtures/display-rig.ts';
import { HAND_MADE } from '../fixtures/hand-made-province.ts';
import { axeViolations, smallTargets, wordsOf } from '../fixtures/page-checks.ts';
import { startTestRedis, type TestRedis } from '../fixtures/redis.ts';

/** A machine that does other things too draws late. */
const PATIENCE_MS = 30_000;
const WEB_DIST = fileURLToPath(new URL('../../display/web/dist', import.meta.url));
const PASSWORD = 'Mùa vải chín 2026';
const NAME = 'Trực ban <b onclick="alert(1)">đêm</b>';
const both = (text: string) => ({ vi: text, en: text });
const scene = (id: string) => ({
  id,
  name: both(`Cảnh ${id}`),
  widgets: [{ kind: 'clock' as const, x: 0, y: 0, w: 2, h: 2 }],
});
const WALL = wallSchema.parse({
  id: 'overview',
  name: both('Toàn cảnh'),
  rotate: false,
  scenes: [scene('one'), scene('two')],
});

describe('the console', () => {
  let redis: TestRedis;
  let rig: DisplayRig;
  let chromium: LaunchedChromium;
  let display: Display;
  let people: People;
  let desk: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    [redis, chromium] = await Promise.all([startTestRedis(), launchChromium({ width: 1_440, height: 900 })]);
    rig = new DisplayRig(redis);
    await rig.observe('gates', { indicator: 'queue', place: 'c1', value: 1, observedAtMs: Date.now() });
    display = await rig.start({ config: { ...HAND_MADE, walls: [WALL] }, webDist: WEB_DIST });
    people = new People(redis);
    desk = await chromium.open(display.url);
    page = desk.page;
  });
  afterAll(async () => {
    await chromium?.close();
    await rig?.stop();
    await redis?.stop();
  });

  const go = async (path: string, selector: string) => {
    await page.goto(`${display.url}${path}`);
    await page.waitForSelector(selector);
  };
  const says = (words: string) =>
    until(`the page to say "${words}"`, async () => (await wordsOf(page)).includes(words), PATIENCE_MS);
  /** Whole and readable in both languages. */
  const expectSound = async (vietnamese: string, english: string) => {
    await says(vietnamese);
    expect(await axeViolations(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await page.locator('h1').first().click();
    await page.keyboard.press('e');
    await says(english);
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('e');
    await says(vietnamese);
  };
  const type = async (...texts: string[]) => {
    for (const text of texts) await page.keyboard.type(text);
  };
  const signIn = async (name: string, password: string) => {
    await go('/console', 'input[name="name"]');
    await type(name);
    await page.keyboard.press('Tab');
    await type(password);
    await page.keyboard.press('Enter');
  };
  /** From the first sign-in to a password of one's own, by the keyboard alone. */
  const chooseOwn = async (first: string) => {
    await page.waitForSelector('input[name="next"]');
    await page.fill('input[name="next"]', '');
    await page.focus('input[name="current"]');
    await type(first);
    for (const password of [PASSWORD, PASSWORD]) {
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await type(password);
    }
    await page.keyboard.press('Enter');
    await page.waitForSelector('.shell');
  };

  it('lets nobody in without an account, and says a wrong password in words', async () => {
    await go('/console/audit', 'input[name="name"]');
    await expectSound('Đăng nhập', 'Sign in');
    await page.focus('input[name="name"]');
    await signIn('khong-ai', 'Đoán bừa 12345');
    await says('Tên hoặc mật khẩu không đúng.');
    expect(await axeViolations(page)).toEqual([]);
    expect(await page.inputValue('input[name="password"]')).toBe('');
  });

  it('leads from a one-time password to a password of one’s own, by the keyboard alone', async () => {
    const first = await people.add('truc-ban', 'operator', NAME);
    await signIn('truc-ban', first);
    await expectSound('chỉ dùng được một lần', 'for one sign-in');
    await page.focus('input[name="next"]');
    await type('ngắn');
    await says('ít nhất 12 ký tự');
    await chooseOwn(first);
    // What a person is called is text, whatever it looks like.
    await says(NAME);
    expect(await page.locator('[onclick]').count()).toBe(0);
    await expectSound('phiên này', 'this session');
    expect(await page.evaluate(() => document.cookie + JSON.stringify(localStorage))).not.toContain(
      'wall_session',
    );
  });

  it('shows an operator the screens, and what is not theirs not at all', async () => {
    const words = await wordsOf(page);
    expect(words).toContain('Màn hình');
    expect(words).not.toContain('Nhật ký');
    await go('/console/audit', '.shell');
    await says('Vai trò của bạn không được làm việc này.');
  });

  it('sends a scene to a wall and reloads it, and the wall obeys', async () => {
    const wall = (await chromium.open(display.url)).page;
    await wall.goto(`${display.url}/wall/overview`);
    await wall.waitForSelector('[data-scene="one"]');
    await go('/console/screens', '[data-screen] select');
    await expectSound('trực tiếp', 'live');
    await page.selectOption('[data-screen] select', 'two');
    await page.focus('[data-screen] select');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await wall.waitForSelector('[data-scene="two"]');
    await says('đã làm');
    await until(
      'the list to tell the scene',
      async () => (await page.innerText('.scene')) === 'Cảnh two',
      20_000,
    );
    const loadedAt = () => wall.evaluate(() => performance.timeOrigin);
    const before = await loadedAt();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await until('the wall to load anew', async () => (await loadedAt().catch(() => before)) !== before);
    await wall.waitForSelector('[data-scene="two"]');
    expect(wall.url()).toBe(`${display.url}/wall/overview/two`);
    await wall.close();
  });

  it('ends by itself when the session is ended elsewhere', async () => {
    await people.accounts.change('truc-ban', (account) => ({
      ...account,
      generation: account.generation + 1,
    }));
    await page.waitForSelector('input[name="name"]');
    expect(await wordsOf(page)).not.toContain('Cảnh two');
  });

  it('lets an admin make an account, whose password is said once, and read of it in the audit', async () => {
    const first = await people.add('quan-tri', 'admin', 'Quản trị');
    await signIn('quan-tri', first);
    await chooseOwn(first);
    await go('/console/accounts', '[data-account="truc-ban"]');
    await page.fill('input[name="new-name"]', 'ca-dem');
    await page.fill('input[name="new-full-name"]', 'Ca đêm');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-account="ca-dem"]');
    const once = await page.innerText('.once b');
    expect(once).toMatch(/^(\w{4}-){4}\w{4}$/);
    await expectSound('chờ đổi mật khẩu', 'must change the password');
    await page.click('.once button');
    expect(await wordsOf(page)).not.toContain(once);
    await page.locator('[data-account="ca-dem"] .acts button').last().click();
    await until(
      'the account to be shut',
      async () => (await people.accounts.find('ca-dem'))?.isDisabled === true,
    );
    await go('/console/audit', 'tbody tr');
    await says('account-disable');
    await expectSound('Trước → sau', 'Before → after');
    expect(await wordsOf(page)).toContain('isDisabled: false');
    expect(desk.outsideRequests).toEqual([]);
  });

  it('is where a wall goes that takes an account, and comes back from', async () => {
    const settings = {
      host: '127.0.0.1',
      port: 0,
      redisUrl: redis.url,
      allowedOrigins: new Set<string>(),
      entry: 'off' as const,
      accounts: { ...DEFAULT_ACCOUNT_SETTINGS, viewing: 'sign-in' as const },
    };
    const shut = await rig.start({ config: { ...HAND_MADE, walls: [WALL] }, webDist: WEB_DIST, settings });
    const wall = (await chromium.open(shut.url)).page;
    await wall.goto(`${shut.url}/wall/overview/two`);
    await wall.waitForSelector('input[name="name"]');
    await wall.fill('input[name="name"]', 'quan-tri');
    await wall.fill('input[name="password"]', PASSWORD);
    await wall.keyboard.press('Enter');
    await wall.waitForSelector('[data-scene="two"]');
    await people.accounts.change('quan-tri', (account) => ({ ...account, isDisabled: true }));
    await wall.waitForSelector('input[name="name"]');
    expect(await wordsOf(wall)).toContain('Phải đăng nhập mới xem được màn hình.');
  });
});
