/** The watch over pages must itself be able to complain: all other browser tests rest on its silence. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedChromium } from '../fixtures/chromium.ts';

const PAGES: Record<string, string> = {
  '/quiet': '<!doctype html><title>quiet</title><link rel="icon" href="data:,">',
  '/noisy': `<!doctype html><link rel="icon" href="data:,"><script>
    console.warn('a warning'); console.error('an error');
    setTimeout(() => { throw new Error('uncaught one') });
  </script>`,
  '/chatty': `<!doctype html><link rel="icon" href="data:,"><script>
    fetch('http://127.0.0.1:9/outside').catch(() => {});
    new WebSocket('ws://127.0.0.1:9/socket');
  </script>`,
  '/webgl': `<!doctype html><link rel="icon" href="data:,"><canvas id="c"></canvas><script>
    document.title = document.getElementById('c').getContext('webgl2') ? 'webgl' : 'none';
  </script>`,
};

describe('the watched page', () => {
  let server: Server;
  let origin: string;
  let chromium: LaunchedChromium;

  beforeAll(async () => {
    server = createServer((request, response) => {
      response.setHeader('content-type', 'text/html').end(PAGES[request.url ?? ''] ?? '');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    chromium = await launchChromium({ width: 800, height: 600, deviceScaleFactor: 2 });
  });

  afterAll(async () => {
    await chromium.close();
    server.close();
  });

  it('records nothing on a quiet page, at the asked size', async () => {
    const { page, complaints, outsideRequests } = await chromium.open(origin);
    await page.goto(`${origin}/quiet`);
    const size = await page.evaluate(() => [innerWidth, innerHeight, devicePixelRatio]);
    expect(size).toEqual([800, 600, 2]);
    expect([complaints, outsideRequests]).toEqual([[], []]);
  });

  it('records warnings, errors and uncaught errors', async () => {
    const { page, complaints } = await chromium.open(origin);
    await page.goto(`${origin}/noisy`);
    await expect
      .poll(() => complaints)
      .toEqual(['warning: a warning', 'error: an error', 'uncaught: uncaught one']);
  });

  it('records requests and sockets that leave the origin', async () => {
    const { page, outsideRequests } = await chromium.open(origin);
    await page.goto(`${origin}/chatty`);
    await expect
      .poll(() => outsideRequests.toSorted())
      .toEqual(['http://127.0.0.1:9/outside', 'ws://127.0.0.1:9/socket']);
  });

  it('draws WebGL without a graphics card', async () => {
    const { page } = await chromium.open(origin);
    await page.goto(`${origin}/webgl`);
    expect(await page.title()).toBe('webgl');
  });
});
