/** A graphics driver that resets takes the map's WebGL context away: the map comes back with all that it showed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PALETTE } from '../../display/web/marks/palette.ts';
import { launchChromium, type LaunchedChromium } from '../fixtures/chromium.ts';
import { until, WallRig } from '../fixtures/wall-rig.ts';
import { WallScreen } from '../fixtures/wall-screen.ts';

const SIZE = { width: 1280, height: 720 };
const BOTH = (text: string) => ({ vi: text, en: text });
/** Software WebGL beside a whole wall is slow. */
const DRAWN_WITHIN_MS = 60_000;
/** The page has long told its map what it knows. */
const LOST_FOR_MS = 1_000;
/** So far from the other communes that each of their shades becomes another. */
const FAR_VALUE = 900;
/** Lighter than every shade in red, green and blue: letters and signs, their smoothed edges left out. */
const LIGHT_FROM = 0xa0;
/** Shaded cells differ by at most this part of the picture from before: the edges of discs and letters. */
const MAY_DIFFER = 0.01;

const WALL = {
  id: 'overview',
  name: BOTH('Bản đồ'),
  rotate: false,
  scenes: [
    {
      id: 'ban-do',
      name: BOTH('Bản đồ'),
      widgets: [
        {
          kind: 'map',
          x: 0,
          y: 0,
          w: 9,
          h: 24,
          shade: 'linh-vuc-1.rieng',
          layers: [{ kind: 'commune', symbol: 'dot', labels: true }],
        },
        { kind: 'bars', indicator: 'linh-vuc-1.rieng', x: 9, y: 0, w: 3, h: 24 },
      ],
    },
  ],
};

describe('a map that loses its WebGL context', () => {
  let rig: WallRig;
  let chromium: LaunchedChromium;
  let screen: WallScreen;

  beforeAll(async () => {
    [rig, chromium] = await Promise.all([
      WallRig.start({
        prepareConfig: (folder) => writeFileSync(join(folder, 'walls/overview.yaml'), stringify(WALL)),
      }),
      launchChromium(SIZE),
    ]);
    screen = await WallScreen.open(chromium, rig.url, '/wall/overview/ban-do');
    // Legends and names beside the map have the same colours; what is looked at is drawn by WebGL alone.
    await screen.page.locator('.map canvas').waitFor();
    await screen.page.evaluate(() => {
      for (const beside of document.querySelectorAll<HTMLElement>('.map > :not(.canvas)'))
        beside.style.visibility = 'hidden';
    });
  });

  afterAll(async () => {
    await chromium?.close();
    await rig?.stop();
  });

  /** Parts of the picture in the colours of shaded cells, of the darkest of them, and as light as signs and letters. */
  async function parts(): Promise<{ shaded: number; darkest: number; light: number }> {
    const picture = await screen.page.locator('.map canvas').screenshot();
    return screen.page.evaluate(
      async ({ base64, shades, lightFrom }) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
        const context = canvas.getContext('2d');
        if (context === null) throw new Error('no canvas to look at the picture');
        context.drawImage(bitmap, 0, 0);
        const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
        const counted = { shaded: 0, darkest: 0, light: 0 };
        for (let at = 0; at < data.length; at += 4) {
          const parts = Array.from(data.slice(at, at + 3));
          const colour = `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
          if (shades.includes(colour)) counted.shaded += 1;
          if (colour === shades[0]) counted.darkest += 1;
          if (parts.every((part) => part >= lightFrom)) counted.light += 1;
        }
        const pixels = data.length / 4;
        return {
          shaded: counted.shaded / pixels,
          darkest: counted.darkest / pixels,
          light: counted.light / pixels,
        };
      },
      {
        base64: picture.toString('base64'),
        shades: [PALETTE.map1, PALETTE.map2, PALETTE.map3, PALETTE.map4, PALETTE.map5] as string[],
        lightFrom: LIGHT_FROM,
      },
    );
  }

  const isDrawn = async () => {
    const { shaded, light } = await parts();
    return shaded > 0.1 && light > 0;
  };
  /** The other two communes are now among the least. */
  const setFarValue = () => rig.set('linh-vuc-1', 'rieng@ba', FAR_VALUE);

  const lose = () =>
    screen.page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.map canvas');
      const extension = canvas?.getContext('webgl2')?.getExtension('WEBGL_lose_context');
      if (extension === null || extension === undefined) throw new Error('no context to lose');
      window.restoreMap = () => extension.restoreContext();
      extension.loseContext();
    });

  it('shows its cells and its labels again, with the shades that became others meanwhile', async () => {
    await until('a shaded map with its labels', isDrawn, DRAWN_WITHIN_MS, 500);
    const before = await parts();

    await lose();
    await until('an empty map', async () => (await parts()).shaded === 0, DRAWN_WITHIN_MS, 500);
    await setFarValue();
    const isTold = async () => (await screen.figures()).some(({ value }) => value === String(FAR_VALUE));
    await until('the page to know of it', isTold, DRAWN_WITHIN_MS);
    await sleep(LOST_FOR_MS);
    await screen.page.keyboard.press('e');
    await screen.page.evaluate(() => window.restoreMap?.());

    const isBack = async () => {
      const now = await parts();
      const isWhole = Math.abs(now.shaded - before.shaded) < MAY_DIFFER && now.light > before.light * 0.8;
      return isWhole && now.darkest > before.darkest + MAY_DIFFER;
    };
    await until('the map to be back', isBack, DRAWN_WITHIN_MS, 500);
    expect(await screen.page.evaluate(() => document.documentElement.lang)).toBe('en');
    // A page that broke and fetched itself anew has a map too, and forgot what this test left on it.
    expect(await screen.page.evaluate(() => window.restoreMap !== undefined)).toBe(true);
  });

  it('says nothing of it in the console, and asks nobody outside', () => {
    // The browser's own word on the loss that this test forced.
    expect(screen.complaints.filter((one) => !one.includes('CONTEXT_LOST_WEBGL'))).toEqual([]);
    expect(screen.outsideRequests).toEqual([]);
  });
});

declare global {
  interface Window {
    restoreMap?: () => void;
  }
}
