/** Pages in a real Chromium at the size of a wall, and what they cost its main thread. */
import type { CDPSession, Page, WebSocket } from 'playwright-core';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildWebIfStale } from '../../collector/store/build-web.ts';
import { launchChromium, type ScreenSize } from '../fixtures/chromium.ts';
import { ROOT } from './child.ts';
import { framedBytes } from './measure.ts';

export const WALL_4K = { width: 3_840, height: 2_160 };
export const WALL_HD = { width: 1_920, height: 1_080 };

export interface BenchBrowser {
  /** @param prepare runs in the page before anything of it. */
  open(url: string, prepare?: () => void): Promise<BenchPage>;
  close(): Promise<void>;
}

export interface BenchPage {
  readonly page: Page;
  readonly cdp: CDPSession;
  /** What its sockets carried since the last call, framing included. */
  traffic(): Traffic;
  /** Runs for a while; ms of main thread a second. */
  mainThread(spanMs: number): Promise<number>;
  /** Ends the page; throws what went wrong in it. */
  close(): Promise<void>;
}

export interface Traffic {
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Texts received, by what they are: `2` is a ping, `42["frame"` a frame. */
  readonly received: readonly string[];
}

export async function startBrowser(size: ScreenSize): Promise<BenchBrowser> {
  const chromium = await launchChromium(size);
  return {
    open: async (url, prepare) => {
      const { page, context, complaints } = await chromium.open(new URL(url).origin);
      const cdp = await context.newCDPSession(page);
      await cdp.send('Performance.enable');
      const traffic = watchTraffic(page);
      if (prepare !== undefined) await page.addInitScript(prepare);
      await page.goto(url);
      return {
        page,
        cdp,
        traffic,
        mainThread: (spanMs) => mainThread(cdp, spanMs),
        close: async () => {
          await context.close();
          const failure = complaints.find((complaint) => /^(uncaught|crash)/.test(complaint));
          if (failure !== undefined) throw new Error(`the page at ${url} failed: ${failure}`);
        },
      };
    },
    close: () => chromium.close(),
  };
}

function watchTraffic(page: Page): () => Traffic {
  let seen = { bytesIn: 0, bytesOut: 0, received: [] as string[] };
  page.on('websocket', (socket: WebSocket) => {
    socket.on('framereceived', ({ payload }) => {
      seen.bytesIn += framedBytes(Buffer.byteLength(payload), 'in');
      seen.received.push(payload.toString());
    });
    socket.on('framesent', ({ payload }) => {
      seen.bytesOut += framedBytes(Buffer.byteLength(payload), 'out');
    });
  });
  return () => {
    const taken = seen;
    seen = { bytesIn: 0, bytesOut: 0, received: [] };
    return taken;
  };
}

async function mainThread(cdp: CDPSession, spanMs: number): Promise<number> {
  const before = await taskSeconds(cdp);
  await sleep(spanMs);
  const after = await taskSeconds(cdp);
  return ((after.task - before.task) * 1_000) / (after.at - before.at);
}

/** Seconds that the main thread has spent in tasks, and when that was asked. */
async function taskSeconds(cdp: CDPSession): Promise<{ readonly task: number; readonly at: number }> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { task: of('TaskDuration'), at: of('Timestamp') };
}

/** The web app as `npm start` serves it. */
export async function buildWeb(): Promise<void> {
  await buildWebIfStale({
    root: ROOT,
    runtimeDir: `${ROOT}.runtime`,
    signal: new AbortController().signal,
    onLine: (line) => console.error(line),
  });
}
