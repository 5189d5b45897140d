/** A screen that lost its server says so within 2 s, and its tiles age by themselves. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedChromium } from '../fixtures/chromium.ts';
import { EVERYTHING, type TinyOptions } from '../fixtures/tiny-province.ts';
import { until, WallRig } from '../fixtures/wall-rig.ts';
import { WallScreen } from '../fixtures/wall-screen.ts';

const TIMING: TinyOptions = { lateBaseMs: 3_000, staleBaseMs: 4_500, stepMs: 100 };
const LAST_DEADLINE_MS = 4_500 + 8 * 100;
/** Of screens.md, rule 4. */
const SAID_WITHIN_MS = 2_000;
/** The question itself takes its time, on a busy machine. */
const ASKING_MS = 500;
const BACK_WITHIN_MS = 5_000;

const LOSSES = ['SIGSTOP', 'SIGKILL'] as const;

describe('a screen without its server', () => {
  let rig: WallRig;
  let chromium: LaunchedChromium;
  let screen: WallScreen;

  beforeAll(async () => {
    [rig, chromium] = await Promise.all([
      WallRig.start({ tiny: TIMING }),
      launchChromium({ width: 1280, height: 720 }),
    ]);
    screen = await WallScreen.open(chromium, rig.url, EVERYTHING);
  });

  afterAll(async () => {
    await chromium?.close();
    await rig?.stop();
  });

  const freshnesses = async () => new Set((await screen.figures()).map(({ freshness }) => freshness));
  const lostWords = () => screen.page.locator('.link.lost').count();

  it.each(LOSSES)(
    '%s: says so within 2 s, turns late and stale by itself, and comes back',
    async (signal) => {
      const [display] = rig.displays;
      if (display === undefined) throw new Error('no display server');
      await until('a fresh wall', async () => [...(await freshnesses())].join() === 'fresh', 20_000);
      await display.process.kill(signal);
      const lostAtMs = Date.now();
      await until(
        'the page to say that its server is lost',
        async () => (await screen.link()) === 'lost',
        5_000,
      );
      expect(Date.now() - lostAtMs).toBeLessThan(SAID_WITHIN_MS + ASKING_MS);
      expect(await lostWords()).toBe(1);
      await until('every tile to be late or stale', async () => !(await freshnesses()).has('fresh'), 8_000);
      await until('every tile to be stale', async () => [...(await freshnesses())].join() === 'stale', 8_000);
      expect(Date.now() - lostAtMs).toBeLessThan(LAST_DEADLINE_MS + 1_000 + ASKING_MS);

      if (signal === 'SIGSTOP') await display.process.kill('SIGCONT');
      else display.process.start();
      await rig.ready(display);
      await until('the page to be live', async () => (await screen.link()) === 'live', BACK_WITHIN_MS);
      await until('a fresh wall', async () => [...(await freshnesses())].join() === 'fresh', BACK_WITHIN_MS);
      expect(await lostWords()).toBe(0);
    },
  );

  it('never showed a figure as live beyond its stale-after', async () => {
    await sleep(200);
    const { lies, samples } = await screen.sampled();
    expect(samples).toBeGreaterThan(1_000);
    expect(lies).toEqual([]);
  });
});
