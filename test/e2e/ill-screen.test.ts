/** A screen that froze, stopped drawing or holds another state is listed by every display server within 10 s. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedChromium } from '../fixtures/chromium.ts';
import { rendererPids } from '../fixtures/renderers.ts';
import { untilListed } from '../fixtures/screen-list.ts';
import { EVERYTHING } from '../fixtures/tiny-province.ts';
import { WallRig } from '../fixtures/wall-rig.ts';
import { WallScreen } from '../fixtures/wall-screen.ts';

const LISTED_WITHIN_MS = 10_000;
const WELL_WITHIN_MS = 20_000;
const DOMAIN = 'linh-vuc-3';

declare global {
  interface Window {
    drawsNoMore?: boolean;
  }
}

describe('an ill screen', () => {
  let rig: WallRig;
  let chromium: LaunchedChromium;
  let screen: WallScreen;
  let id: string;

  beforeAll(async () => {
    rig = await WallRig.start({ displays: 2 });
  });

  afterAll(async () => {
    await rig?.stop();
  });

  beforeEach(async () => {
    chromium = await launchChromium({ width: 1280, height: 720 });
  });

  afterEach(async () => {
    await chromium.close();
  });

  async function openWell(prepare?: Parameters<typeof WallScreen.open>[3]): Promise<void> {
    screen = await WallScreen.open(chromium, rig.url, EVERYTHING, prepare);
    id = await screen.screenId();
  }

  it('is listed when its browser freezes, and as live when it wakes', async () => {
    await openWell();
    await untilListed(rig, id, ['live'], WELL_WITHIN_MS);
    const pids = await rendererPids(chromium.browser);
    expect(pids.length).toBeGreaterThan(0);
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    try {
      await untilListed(rig, id, ['silent', 'disconnected'], LISTED_WITHIN_MS);
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    }
    await untilListed(rig, id, ['live'], WELL_WITHIN_MS);
  });

  it('is listed when its page draws no frames, and as live when it draws again', async () => {
    await openWell(async (page) => {
      await page.addInitScript(() => {
        const draw = window.requestAnimationFrame.bind(window);
        window.requestAnimationFrame = (task) => (window.drawsNoMore === true ? 0 : draw(task));
      });
    });
    await untilListed(rig, id, ['live'], WELL_WITHIN_MS);
    await screen.page.evaluate(() => void (window.drawsNoMore = true));
    expect((await untilListed(rig, id, ['not-drawing'], LISTED_WITHIN_MS)).state).toBe('not-drawing');
    await screen.page.evaluate(() => void (window.drawsNoMore = false));
    await untilListed(rig, id, ['live'], WELL_WITHIN_MS);
  });

  it('is listed when it holds another value than the server', async () => {
    let isWrong = false;
    await openWell(async (page) => {
      await page.routeWebSocket(/\/live\//, (socket) => {
        const server = socket.connectToServer();
        server.onMessage((message) => {
          const isFrame = isWrong && message.toString().startsWith(`42["frame",{"d":"${DOMAIN}"`);
          socket.send(isFrame ? firstValueDoubled(message.toString()) : message);
        });
      });
    });
    await untilListed(rig, id, ['live'], WELL_WITHIN_MS);
    isWrong = true;
    const { differing } = await untilListed(rig, id, ['hash-differs'], LISTED_WITHIN_MS);
    expect(differing).toEqual([DOMAIN]);
    isWrong = false;
    await untilListed(rig, id, ['live'], WELL_WITHIN_MS);
  });
});

/** `["tinh-thu",312,…` → `["tinh-thu",624,…`: a frame that was changed on its way. */
function firstValueDoubled(message: string): string {
  return message.replace(
    /(\["[\w-]+",)(\d+(?:\.\d+)?)/,
    (_, start: string, value: string) => start + 2 * Number(value),
  );
}
