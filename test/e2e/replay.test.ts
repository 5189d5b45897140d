/** The time machine in a real browser: scrub, play, step, return to live; the address holds the instant. */
import { setTimeout as sleep } from 'node:timers/promises';
import readXlsxFile from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localTimeText } from '../../display/server/export/local-time.ts';
import { idMs } from '../../shared/history/segment.ts';
import { launchChromium, type LaunchedChromium } from '../fixtures/chromium.ts';
import { axeViolations, smallTargets } from '../fixtures/page-checks.ts';
import { untilListed } from '../fixtures/screen-list.ts';
import { StoreTruth } from '../fixtures/store-truth.ts';
import { lookAt, readCsv, takeAlong } from '../fixtures/taken-along.ts';
import { EVERYTHING, TINY_PROVINCE } from '../fixtures/tiny-province.ts';
import { until, WallRig } from '../fixtures/wall-rig.ts';
import { WallScreen } from '../fixtures/wall-screen.ts';

const RETURN_SECONDS = 10;
const HISTORY_MS = 12_000;

describe('the time machine', () => {
  let rig: WallRig;
  let chromium: LaunchedChromium;
  let screen: WallScreen;
  let truth: StoreTruth;
  let fromMs: number;
  let midMs: number;

  beforeAll(async () => {
    [rig, chromium] = await Promise.all([
      WallRig.start({ historian: true, tiny: { replayReturnSeconds: RETURN_SECONDS } }),
      launchChromium({ width: 1920, height: 1080 }),
    ]);
    truth = new StoreTruth(rig.redis, rig.domains);
    await until('the journal to begin', async () => (await history()).historyFromMs !== undefined, 20_000);
    // By then that of every domain has begun.
    await sleep(3_000);
    fromMs = Date.now();
    await rig.fault('linh-vuc-2', 'outage');
    await sleep(HISTORY_MS / 2);
    await rig.fault('linh-vuc-2', undefined);
    midMs = Date.now();
    await sleep(HISTORY_MS / 2);
    screen = await WallScreen.open(chromium, rig.url, EVERYTHING);
  });

  afterAll(async () => {
    await truth?.stop();
    await chromium?.close();
    await rig?.stop();
  });

  const history = () =>
    rig.get<{ historyFromMs?: number; serverNowMs: number }>(
      `/api/v1/outages?fromMs=0&toMs=${Date.now() + 1_000}`,
    );
  const replayed = () => screen.page.evaluate(() => window.wall?.replayed?.());
  const band = () => screen.page.locator('[data-replay]').innerText();
  const shownMs = async () =>
    Date.parse(new URL(screen.page.url()).searchParams.get('at')?.replace(' ', '+') ?? '');
  const link = () => screen.link();

  /** What is shown is what the store said at the same cursor. */
  async function expectTrue(): Promise<void> {
    const hashes = (await replayed()) ?? [];
    expect(hashes.length).toBe(rig.domains.length);
    for (const [domain, cursor, hash] of hashes) {
      await until(`the truth at ${cursor}`, () => truth.hashAt(domain, cursor) !== undefined, 3_000);
      expect([domain, cursor, hash]).toEqual([domain, cursor, truth.hashAt(domain, cursor)]);
    }
  }

  async function open(atMs: number): Promise<void> {
    await screen.page.goto(`${screen.url}?at=${new Date(atMs).toISOString()}`);
    await until('the instant to be there', async () => (await replayed()) !== undefined, 15_000);
    // A tile and three bars of every domain; some kinds of widgets are fetched later than others.
    await until(
      'all figures of then',
      async () => (await screen.figures()).length >= 4 * rig.domains.length,
      15_000,
    );
  }

  it('shows by an address what was shown then, says so, and is never called live', async () => {
    await open(midMs);
    expect(await link()).toBe('replay');
    expect(await band()).toMatch(/XEM LẠI \d\d:\d\d:\d\d \d\d\/\d\d\/\d{4} – không phải hiện tại/);
    await expectTrue();
    for (const [domain, cursor] of (await replayed()) ?? []) {
      expect(idMs(cursor)).toBeLessThanOrEqual(midMs);
      const next = truth.accepted.get(domain)?.find(({ id }) => idMs(id) > idMs(cursor));
      expect(next === undefined || idMs(next.id) > midMs).toBe(true);
    }
    const failed = (await screen.figures()).filter(({ failure }) => failure !== undefined);
    expect(new Set(failed.map(({ indicator }) => indicator.split('.')[0]))).toEqual(new Set(['linh-vuc-2']));
    expect(await screen.page.getByText('Kết nối trực tiếp').count()).toBe(0);
    await untilListed(rig, await screen.screenId(), ['replaying'], 10_000);
    await screen.page.screenshot({ path: process.env['REPLAY_SHOT'] ?? '/dev/null', type: 'png' });
  });

  it('stands still, and judges freshness as it was judged then', async () => {
    await open(midMs);
    const before = await screen.figures();
    // Long enough for every tile of the present to have turned stale.
    await sleep(2_500);
    expect(await screen.figures()).toEqual(before);
    expect(before.some(({ freshness }) => freshness === 'fresh')).toBe(true);
  });

  it('plays on, at every moment what the store said, and the address follows', async () => {
    await open(fromMs + 2_000);
    const startMs = await shownMs();
    await screen.page.keyboard.press('Space');
    for (let n = 0; n < 8; n += 1) {
      await sleep(500);
      await expectTrue();
    }
    expect(await shownMs()).toBeGreaterThan(startMs + 1_000);
    expect(await shownMs()).toBeLessThan(startMs + 10_000);
    // Out of the midst of playing, where the clock stands at no round instant.
    await screen.page.keyboard.press('+');
    await until('ten times as fast', async () => (await band()).includes('10×'));
    const fasterMs = await shownMs();
    await until('it to play on', async () => (await shownMs()) > fasterMs);
    await expectTrue();
    expect(await band()).not.toContain('máy chủ không trả lời');
    await screen.page.keyboard.press('Space');
  });

  it('is never begun on the pages where figures are entered', async () => {
    await screen.page.goto(`${rig.url}/entry?at=${new Date(midMs).toISOString()}`);
    await until('the page', async () => (await screen.page.locator('.entry').count()) > 0);
    await screen.page.keyboard.press('t');
    expect(await screen.page.locator('[data-replay], .scrubber, .opener').count()).toBe(0);
    await until('a clean address', () => !screen.page.url().includes('at='), 5_000);
  });

  it('steps to the next change', async () => {
    await open(fromMs + 3_000);
    const before = (await replayed()) ?? [];
    await screen.page.keyboard.press('n');
    await until('another state', async () => {
      const now = (await replayed()) ?? [];
      return now.some(([domain, cursor]) => before.find(([one]) => one === domain)?.[1] !== cursor);
    });
    await expectTrue();
    expect(await link()).toBe('replay');
  });

  it('is scrubbed by the time line, which shows the outages of sources', async () => {
    await open(midMs);
    await until('the marks', async () => (await screen.page.locator('.marks .outage').count()) > 0, 5_000);
    await screen.page.selectOption('.scrubber select', 'hour');
    const slider = screen.page.locator('.scrubber input[type=range]');
    const box = await slider.boundingBox();
    if (box === null) throw new Error('no slider');
    await screen.page.mouse.move(box.x + box.width - 12, box.y + box.height / 2);
    await screen.page.mouse.down();
    await screen.page.mouse.move(box.x + box.width - 14, box.y + box.height / 2, { steps: 4 });
    await screen.page.mouse.up();
    await until('another instant', async () => Math.abs((await shownMs()) - midMs) > 2_000, 8_000);
    expect(await link()).toBe('replay');
    await screen.page.keyboard.press('ArrowLeft');
    await until('ten seconds earlier', async () => (await replayed()) !== undefined);
  });

  it('returns to live by Escape, with a clean address', async () => {
    await open(midMs);
    await screen.page.keyboard.press('Escape');
    await until('the screen to be live', async () => (await link()) === 'live', 8_000);
    await until('a clean address', () => !screen.page.url().includes('at='), 5_000);
    expect(await screen.page.locator('[data-replay]').count()).toBe(0);
    const newest = Math.max(...(await screen.figures()).map(({ observedAtMs }) => observedAtMs ?? 0));
    expect(Date.now() - newest).toBeLessThan(5_000);
  });

  it('returns to live by itself when nobody touches it', async () => {
    await open(midMs);
    expect(await band()).toContain('tự về trực tiếp sau 0:');
    await until('the screen to be live', async () => (await link()) === 'live', (RETURN_SECONDS + 6) * 1_000);
    await untilListed(rig, await screen.screenId(), ['live'], 10_000);
  });

  it('keeps the instant when the page is loaded again, and on the tablet from page to page', async () => {
    await open(midMs);
    await screen.page.reload();
    await until('the instant to be there', async () => (await replayed()) !== undefined, 15_000);
    expect(Math.abs((await shownMs()) - midMs)).toBeLessThanOrEqual(1_000);
    const at = new URL(screen.page.url()).searchParams.get('at') ?? '';
    await screen.page.goto(`${rig.url}/tablet?at=${encodeURIComponent(at)}`);
    await until('the instant to be there', async () => (await replayed()) !== undefined, 15_000);
    await screen.page.locator('a[href*="linh-vuc-1"]').first().click();
    await until('a page of a domain', () => screen.page.url().includes('/tablet/linh-vuc-1'), 5_000);
    expect(Math.abs((await shownMs()) - Date.parse(at))).toBeLessThan(1_000);
    expect(await link()).toBe('replay');
  });

  it('is taken along as it was: each file says of when it is, and has nothing of later', async () => {
    const { page } = screen;
    const { province } = await rig.get<{ province: { timeZone: string } }>('/api/v1/province');
    const midText = localTimeText(midMs, province.timeZone);
    const stamp = midText.replaceAll(/[-:]/g, '').replace(' ', '-');
    const opens = async (path: string) => {
      await page.goto(`${rig.url}${path}?at=${new Date(midMs).toISOString()}`);
      await until('the instant to be there', async () => (await replayed()) !== undefined, 15_000);
    };
    const expectThen = async (what: string) => {
      const csv = await takeAlong(page, what, 'CSV');
      expect(csv.name).toMatch(new RegExp(`-xem-lai-${stamp}\\.csv$`));
      const { about, head, rows } = readCsv(csv.bytes.toString());
      expect(about).toContainEqual(['Như đã biết lúc', midText]);
      const times = rows.map((row) => row[head.indexOf('Nhận lúc')] ?? '').filter((one) => one !== '');
      expect(times.length, what).toBeGreaterThan(0);
      for (const time of times) expect(time <= midText, `${what}: ${time}`).toBe(true);
      const [data, provenance] = await readXlsxFile((await takeAlong(page, what, 'XLSX')).bytes);
      expect(data?.sheet).toBe(`Xem lại ${midText.replaceAll(':', '.')}`);
      expect(data?.data.length).toBe(rows.length + 1);
      expect(provenance?.data.flat()).toContain('XEM LẠI');
    };
    await opens('/tablet/linh-vuc-1');
    await expectThen('Lĩnh vực 1');
    await opens('/tablet/linh-vuc-1/linh-vuc-1.tong');
    await expectThen('Diễn biến');
    await expectThen('Các lần quan sát');
    const picture = await takeAlong(page, 'Diễn biến', 'PNG');
    expect(picture.name).toMatch(new RegExp(`-xem-lai-${stamp}\\.png$`));
    expect((await lookAt(page, picture.bytes)).colours).toBeGreaterThan(20);
    expect(await link()).toBe('replay');
  });

  it.each([
    [1_920, 1_080, EVERYTHING],
    [1_024, 768, '/tablet'],
    [768, 1_024, '/tablet'],
  ])(
    'says whole on %i × %i that it is not the present, and what is not known of it',
    async (width, height, path) => {
      await screen.page.setViewportSize({ width, height });
      await screen.page.goto(`${rig.url}${path}?at=2020-01-01T09:12`);
      await until(
        'what is not known',
        async () => (await screen.page.locator('.band .doubt').count()) > 0,
        15_000,
      );
      const outside = await screen.page.evaluate(() => {
        const band = document.querySelector('[data-replay]')?.getBoundingClientRect();
        if (band === undefined) return ['the band'];
        return [...document.querySelectorAll<HTMLElement>('[data-replay] > *')]
          .filter((part) => {
            const { left, right, top, bottom } = part.getBoundingClientRect();
            const isInside = left >= 0 && right <= innerWidth && top >= band.top && bottom <= band.bottom;
            return !isInside || part.scrollWidth > part.clientWidth + 1;
          })
          .map((part) => part.innerText);
      });
      expect(outside).toEqual([]);
      expect(await band()).toContain('09:12:00 01/01/2020');
      await screen.page.setViewportSize({ width: 1_920, height: 1_080 });
    },
  );

  it('has no violation of axe and no small target, on wall and tablet', async () => {
    for (const path of [EVERYTHING, '/tablet', `/tablet/linh-vuc-1/linh-vuc-1.tong/${TINY_PROVINCE}`]) {
      await screen.page.goto(`${rig.url}${path}?at=${new Date(midMs).toISOString()}`);
      await until('the instant to be there', async () => (await replayed()) !== undefined, 15_000);
      await sleep(300);
      expect(await axeViolations(screen.page)).toEqual([]);
      expect(await smallTargets(screen.page)).toEqual([]);
    }
    expect(screen.complaints).toEqual([]);
    expect(screen.outsideRequests).toEqual([]);
  });
});
