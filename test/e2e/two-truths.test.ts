/** Two sources of one figure in a real browser: they agree, contradict each other, and one takes over from the other. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedChromium } from '../fixtures/chromium.ts';
import { noteDrawing } from '../fixtures/drawn-words.ts';
import { axeViolations, layoutProblems, smallTargets, wordsOf } from '../fixtures/page-checks.ts';
import { SECOND_SYSTEM, TINY_PROVINCE, type TinyOptions } from '../fixtures/tiny-province.ts';
import { until, WallRig } from '../fixtures/wall-rig.ts';
import { WallScreen } from '../fixtures/wall-screen.ts';
import { cutWords, lasting } from '../fixtures/word-checks.ts';

const TIMING: TinyOptions = {
  everySeconds: 1,
  lateBaseMs: 3_000,
  staleBaseMs: 6_000,
  stepMs: 100,
  secondSource: true,
};
const FIRST = 'linh-vuc-1';
const TOTAL = `${FIRST}.tong`;
/** Far from what the first source says, and easy to find. */
const OTHER_VALUE = 7_531;
/** A poll, its frame and a drawing, with a machine that is busy. */
const SHOWN_WITHIN_MS = 6_000;
const WALL = { width: 3_840, height: 2_160 };
const TABLET = { width: 1_024, height: 768 };

describe('two sources of one figure', () => {
  let rig: WallRig;
  let chromium: LaunchedChromium;
  let wall: WallScreen;
  let tablet: WallScreen;

  beforeAll(async () => {
    [rig, chromium] = await Promise.all([WallRig.start({ tiny: TIMING }), launchChromium(WALL)]);
    wall = await WallScreen.open(chromium, rig.url, '/wall/overview', noteDrawing);
    tablet = await WallScreen.open(chromium, rig.url, `/tablet/${FIRST}/${TOTAL}`);
    await tablet.page.setViewportSize(TABLET);
  }, 120_000);

  afterAll(async () => {
    await chromium?.close();
    await rig?.stop();
  });

  const marked = (screen: WallScreen) =>
    screen.page
      .locator(`[data-indicator="${TOTAL}"][data-place="${TINY_PROVINCE}"][data-contradictions]`)
      .count();
  const sourceShown = async () => {
    const { figures } = await rig.get<{ figures: { source?: { id: string } }[] }>(
      `/api/v1/indicators/${TOTAL}`,
    );
    return figures[0]?.source?.id;
  };

  it('that agree are not marked, and the trusted one is shown', async () => {
    await until('both to speak', async () => {
      const { figures } = await rig.get<{ figures: { others: unknown[] }[] }>(`/api/v1/indicators/${TOTAL}`);
      return figures[0]?.others.length === 1;
    });
    expect(await sourceShown()).toBe(`nguon-${FIRST}`);
    expect(await marked(wall)).toBe(0);
    expect(await wordsOf(wall.page)).not.toContain('≠');
  });

  it('that contradict each other are marked on the wall, in its header and in full on the tablet', async () => {
    await rig.set(SECOND_SYSTEM, `tong@${TINY_PROVINCE}`, OTHER_VALUE);
    await until('the mark on the wall', async () => (await marked(wall)) > 0, SHOWN_WITHIN_MS);
    const words = await wordsOf(wall.page);
    expect(words).toContain('7.531');
    expect(words).toContain('Văn phòng hai');
    expect(words).toContain('1 số mâu thuẫn');
    expect(words).toContain('NGUỒN KHÁC NHAU');
    expect(await layoutProblems(wall.page)).toEqual([]);
    expect(await lasting(wall.page, cutWords)).toEqual([]);
    expect(await axeViolations(wall.page)).toEqual([]);

    await until('the mark on the tablet', async () => (await marked(tablet)) > 0, SHOWN_WITHIN_MS);
    const row = tablet.page.locator(`.truths [data-source="nguon-${SECOND_SYSTEM}"]`);
    expect(await row.innerText()).toContain('7.531');
    const page = await wordsOf(tablet.page);
    expect(page).toContain('đang hiển thị');
    expect(page).toContain('Hiển thị nguồn được cấu hình tin cậy nhất.');
    expect(await axeViolations(tablet.page)).toEqual([]);
    expect(await smallTargets(tablet.page)).toEqual([]);
  });

  it('say it on every scene, not only on the one that shows the figure', async () => {
    await wall.page.keyboard.press('ArrowRight');
    await until(
      'another scene',
      async () => (await wall.page.locator('[data-scene="overview"]').count()) === 0,
    );
    expect(await wordsOf(wall.page)).toContain('1 số mâu thuẫn');
    await wall.page.keyboard.press('ArrowLeft');
  });

  it('when the trusted one falls silent the other takes over, and gives way when it is back', async () => {
    await rig.fault(FIRST, 'outage');
    await until(
      'the other to take over',
      async () => (await sourceShown()) === `nguon-${SECOND_SYSTEM}`,
      15_000,
    );
    await until('its value on the wall', async () => (await wordsOf(wall.page)).includes('7.531'));
    // A source that is stale contradicts nobody.
    await until('no mark', async () => (await marked(wall)) === 0, SHOWN_WITHIN_MS);
    // It draws in its own time.
    const reason = 'Nguồn được tin cậy hơn đã cũ';
    const isTold = async () => (await wordsOf(tablet.page)).includes(reason);
    await until('the reason on the tablet', isTold, SHOWN_WITHIN_MS);
    expect(await wordsOf(tablet.page)).toContain(reason);
    await rig.fault(FIRST, undefined);
    await until('the trusted one to be back', async () => (await sourceShown()) === `nguon-${FIRST}`, 15_000);
    await until('the mark again', async () => (await marked(wall)) > 0, SHOWN_WITHIN_MS);
  }, 60_000);

  it('that come to agree again are marked no more', async () => {
    await rig.set(SECOND_SYSTEM, `tong@${TINY_PROVINCE}`, undefined);
    await until('no mark', async () => (await marked(wall)) === 0, SHOWN_WITHIN_MS);
    expect(await wordsOf(wall.page)).not.toContain('mâu thuẫn');
    expect(wall.complaints).toEqual([]);
    expect(wall.outsideRequests).toEqual([]);
  });
});
