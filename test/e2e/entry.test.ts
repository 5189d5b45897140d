/** The forms of /entry in a real browser: by the keyboard alone, looked over, sent, and shown on the wall as by hand. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedChromium, type WatchedPage } from '../fixtures/chromium.ts';
import { EntryRig } from '../fixtures/entry-rig.ts';
import { axeViolations, faintFigures, smallTargets, wordsOf } from '../fixtures/page-checks.ts';
import { startTestRedis, type TestRedis } from '../fixtures/redis.ts';
import { until } from '../fixtures/wall-rig.ts';

const SIZES = [
  { width: 1_024, height: 768 },
  { width: 1_920, height: 1_080 },
] as const;
const FORM_PATH = '/entry/rain-form';
const NAME = 'Trực ban <b onclick="alert(1)">thủy văn</b>';

describe('figures by hand', () => {
  let redis: TestRedis;
  let rig: EntryRig;
  let chromium: LaunchedChromium;
  let url: string;
  let opened: WatchedPage;

  beforeAll(async () => {
    [redis, chromium] = await Promise.all([startTestRedis(), launchChromium(SIZES[0])]);
    rig = new EntryRig(redis);
    url = (await rig.show('loopback', '127.0.0.1', 'built')).url;
    await rig.collect();
    opened = await chromium.open(url);
  });
  afterAll(async () => {
    await chromium?.close();
    await rig?.stop();
    await redis?.stop();
  });

  const go = async (path: string): Promise<Page> => {
    await opened.page.goto(`${url}${path}`);
    await opened.page.waitForSelector(path === '/entry' ? '.forms li' : '.typed input');
    return opened.page;
  };
  const press = async (page: Page, ...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const focused = (page: Page) =>
    page.evaluate(
      () =>
        document.activeElement?.getAttribute('aria-label') ??
        document.activeElement?.getAttribute('name') ??
        document.activeElement?.textContent?.trim(),
    );

  it('are listed with what is owed and when it is due', async () => {
    const page = await go('/entry');
    const words = await wordsOf(page);
    expect(words).toContain('Mưa ngày');
    expect(words).toMatch(/quá hạn, chờ nhập · hạn 00:00 \d+\/\d+/);
    expect(words).toContain('0/2 ô đã có số');
    expect(words).toContain('chưa nhập lần nào');
    await opened.page.goto(`${url}/wall/overview`);
    const owed = opened.page.locator('[data-kind="owed"]');
    await until('the wall to say so', async () =>
      /Mưa ngày[^]*chờ nhập, hạn 00:00 \d+\/\d+ · 2\/2 số/.test(await owed.innerText()),
    );
  });

  it('are entered by the keyboard alone, looked over before they go, and told as recorded', async () => {
    const page = await go('/entry');
    await page.keyboard.press('Tab');
    for (let step = 0; step < 6 && !(await focused(page))?.includes('Mưa ngày'); step += 1)
      await press(page, 'Tab');
    await press(page, 'Enter');
    await page.waitForSelector('.typed input');
    expect(await focused(page)).toBe('by');
    await page.keyboard.type(NAME);
    // Past "remember" and the period.
    await press(page, 'Tab', 'Tab', 'Tab');
    expect(await focused(page)).toBe('rain, Trạm Một');
    await page.keyboard.type('12,5');
    await press(page, 'Enter');
    expect(await focused(page)).toBe('rain, Trạm Hai');
    await page.keyboard.type('5000');
    await press(page, 'Enter');
    // More than may be: the form stays, says so, and leads there.
    await until('the field to be found wrong', async () =>
      (await wordsOf(page)).includes('nhiều nhất 1.000'),
    );
    expect(await focused(page)).toBe('rain, Trạm Hai');
    await press(page, 'Control+a');
    await page.keyboard.type('7');
    await press(page, 'Enter');
    await page.waitForSelector('.summary');
    const summary = await wordsOf(page);
    expect(summary).toContain('Sẽ ghi những số này');
    // Every digit that will be recorded, though a wall would round it.
    expect(summary).toMatch(/12,5\sx/);
    expect(summary).toContain('số đầu tiên');
    expect(await focused(page)).toBe('Gửi');
    await press(page, 'Enter');
    await page.waitForSelector('[data-told="recorded"]');
    expect(await wordsOf(page)).toContain('đã ghi, số đầu tiên');
    expect((await rig.latest())?.value).toBe(12.5);
    // What a person calls themselves is text, whatever it looks like.
    expect(await wordsOf(page)).toContain(NAME);
    expect(await page.locator('[onclick]').count()).toBe(0);
    expect((await rig.lines()).map(({ by }) => by)).toEqual([NAME]);
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('thủy văn');
  });

  it('are said to be by hand on the wall, and on the tablet with who entered them', async () => {
    await opened.page.goto(`${url}/wall/overview`);
    for (const kind of ['figure', 'ranking'])
      await until(`${kind} to say it`, async () =>
        (await opened.page.locator(`[data-kind="${kind}"]`).innerText()).includes('nhập tay'),
      );
    expect(await wordsOf(opened.page)).not.toContain('thủy văn');
    expect(await opened.page.locator('[data-kind="owed"]').innerText()).not.toContain('chờ nhập');
    await opened.page.goto(`${url}/tablet/water/rain/st-1`);
    await until('the observation to be attributed', async () =>
      (await wordsOf(opened.page)).includes(`${NAME} nhập lúc`),
    );
  });

  it('survive a reload while they are a draft, without the name of who may not be remembered', async () => {
    const page = await go(FORM_PATH);
    await page.fill('input[name="by"]', 'Người trực');
    await page.selectOption('select', { index: 1 });
    const when = await page.locator('select').inputValue();
    await page.getByLabel('rain, Trạm Một', { exact: true }).fill('88,5');
    await page.getByLabel('không có: rain, Trạm Hai').click();
    await page.reload();
    await page.waitForSelector('.typed input');
    expect(await page.getByLabel('rain, Trạm Một', { exact: true }).inputValue()).toBe('88,5');
    expect(await page.getByLabel('không có: rain, Trạm Hai').getAttribute('aria-pressed')).toBe('true');
    expect(await page.locator('select').inputValue()).toBe(when);
    expect(await page.locator('input[name="by"]').inputValue()).toBe('');
    // Far from the last one: asked for once more, and taken when it is meant.
    await until('the question', async () => (await wordsOf(page)).includes('khác xa lần trước (12,5)'));
    await page.getByLabel('đúng như vậy: rain, Trạm Một').click();
    expect(await wordsOf(page)).not.toContain('khác xa lần trước');
    await page.fill('input[name="by"]', 'Người trực');
    await page.getByText('Nhớ tên trên máy này').click();
    await page.reload();
    await page.waitForSelector('.typed input');
    expect(await page.locator('input[name="by"]').inputValue()).toBe('Người trực');
  });

  it.each(SIZES)(
    'are quiet and within reach of a finger at $width×$height, in both languages',
    async (size) => {
      for (const path of ['/entry', FORM_PATH]) {
        const page = await go(path);
        await page.setViewportSize(size);
        for (const language of ['vi', 'en'] as const) {
          if ((await page.evaluate(() => document.documentElement.lang)) !== language)
            await page.getByRole('button', { name: language === 'en' ? 'English' : 'Tiếng Việt' }).click();
          expect(await axeViolations(page), path).toEqual([]);
          expect(await smallTargets(page), path).toEqual([]);
          expect(await faintFigures(page), path).toEqual([]);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(overflow).toBeLessThanOrEqual(0);
        }
        await page.getByRole('button', { name: 'Tiếng Việt' }).click();
      }
      expect(opened.outsideRequests).toEqual([]);
    },
  );

  it('are not said to be recorded while there is no collector, and are kept as a draft', async () => {
    await Promise.all(rig.collectors.splice(0).map((one) => one.close()));
    const page = await go(FORM_PATH);
    await page.getByRole('button', { name: 'Xem lại trước khi gửi' }).click();
    await page.getByRole('button', { name: 'Gửi', exact: true }).click();
    await page.waitForSelector('[data-told="waiting"]', { timeout: 30_000 });
    const words = await wordsOf(page);
    expect(words).toContain('CHƯA GHI');
    expect(words).toContain('Bản nháp còn giữ');
    const lines = (await rig.lines()).length;
    await rig.collect();
    // Sent again under its own id: recorded once.
    await page.getByRole('button', { name: 'Gửi lại' }).click();
    await page.waitForSelector('[data-told="recorded"]', { timeout: 30_000 });
    expect((await rig.lines()).length).toBe(lines + 1);
    expect(await page.evaluate(() => localStorage.getItem('wall.entry.draft.rain-form'))).toBeNull();
  });
});
