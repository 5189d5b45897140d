/**
 * P6a, P6b, P6c: from `record` returned to the page's DOM written, on a wall of thirty figures in a real browser; each
 * update is a poll of one domain that changed its ten. Against a page that writes what a socket brings.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { DOMAINS, figureId, PROVINCE } from '../bench-province.ts';
import { startClients, startListening, type LightClients } from '../child.ts';
import type { ClientsOptions } from '../light-clients.ts';
import { PLAIN_CHANNEL } from '../limits/plain-server.ts';
import { alternate, median, percentile, preciseNowMs, type Benchmark, type GoalResult } from '../measure.ts';
import { buildWeb, startBrowser, WALL_HD, type BenchPage } from '../page.ts';
import { pollBatch, startWall, type BenchWall } from '../wall.ts';

const WIDGETS = 30;
const PER_DOMAIN = 10;
const SHOWN_DOMAINS = DOMAINS.slice(0, WIDGETS / PER_DOMAIN);
const UPDATES = 100;
const UPDATE_EVERY_MS = 100;
const SETTLE_MS = 2_000;
/** After the last update everything is written within this, or counts as lost. */
const LAST_MS = 1_500;

interface Turn {
  readonly p50: number;
  readonly p99: number;
  readonly serverP99: number;
}

/** One update as written: its keys in the page, its name on the wire, and when the write had returned. */
interface Update {
  readonly keys: readonly string[];
  readonly name: string;
  readonly returnedMs: number;
}

/** A source of updates, and how a socket beside the page, in a process of its own, hears of them. */
interface Feed {
  readonly write: (number: number) => Promise<Update>;
  readonly beside: ClientsOptions;
}

export const shownLatency: Benchmark = {
  ids: ['P6a', 'P6b', 'P6c'],
  async run(): Promise<readonly GoalResult[]> {
    await buildWeb();
    const wall = await startWall({ figures: PER_DOMAIN, scenes: [sceneOfFigures()] });
    const plain = await startListening('test/bench/limits/text-page.ts', [wall.redis.url, WIDGETS]);
    const browser = await startBrowser(WALL_HD);
    try {
      const turnOf = async (url: string, { write, beside }: Feed) => {
        const page = await browser.open(url, noteWrites);
        const clients = startClients();
        try {
          await clients.open(beside);
          await sleep(SETTLE_MS);
          return await measureTurn(page, write, clients);
        } finally {
          await clients.stop();
          await page.close();
        }
      };
      const plainUrl = `127.0.0.1:${plain.port}`;
      const turns = await alternate(
        () => turnOf(`${wall.url}/wall/overview`, wallFeed(wall)),
        () => turnOf(`http://${plainUrl}/`, plainFeed(wall.redis.connect(), `ws://${plainUrl}`)),
      );
      const goal = (id: string, what: string, key: keyof Turn, atMostMs: number): GoalResult => ({
        id,
        what,
        unit: 'ms',
        ours: median(turns.ours.map((turn) => turn[key])),
        limit: median(turns.limit.map((turn) => turn[key])),
        goal: { atMost: atMostMs },
      });
      return [
        goal(
          'P6a',
          `record returned to all ${PER_DOMAIN} figures written, p50, 1920×1080, ${WIDGETS} widgets`,
          'p50',
          30,
        ),
        goal('P6b', 'the same, p99', 'p99', 80),
        goal('P6c', "record returned to frame received, p99: the server's share", 'serverP99', 15),
      ];
    } finally {
      await browser.close();
      await plain.child.stop();
      await wall.stop();
    }
  },
};

function sceneOfFigures() {
  const columns = 6;
  return {
    id: 'overview',
    name: { vi: 'Ba mươi', en: 'Thirty' },
    widgets: Array.from({ length: WIDGETS }, (_, n) => ({
      kind: 'figure' as const,
      indicator: figureId(SHOWN_DOMAINS[Math.floor(n / PER_DOMAIN)] as string, n % PER_DOMAIN),
      x: (n % columns) * 2,
      y: Math.floor(n / columns) * 5,
      w: 2,
      h: 5,
    })),
  };
}

declare global {
  interface Window {
    /** `[key, value, written at]` of every number written into the page. */
    writes: [string, number, number][];
  }
}

/** Runs in the page: notes when a number is written, as an attribute of ours or as the text of the limit's. */
function noteWrites(): void {
  window.writes = [];
  const observer = new MutationObserver((mutations) => {
    const nowMs = performance.timeOrigin + performance.now();
    for (const { target } of mutations) {
      const { indicator, cell, value } = (target as HTMLElement).dataset ?? {};
      const key = indicator ?? cell;
      if (key !== undefined) window.writes.push([key, Number(value ?? target.textContent), nowMs]);
    }
  });
  observer.observe(document, { subtree: true, childList: true, attributeFilter: ['data-value'] });
}

async function measureTurn({ page }: BenchPage, write: Feed['write'], clients: LightClients): Promise<Turn> {
  const updates: Update[] = [];
  await page.evaluate(() => (window.writes = []));
  await clients.report();
  const startMs = performance.now();
  for (let number = 1; number <= UPDATES; number += 1) {
    await sleep(Math.max(0, startMs + number * UPDATE_EVERY_MS - performance.now()));
    updates.push(await write(number));
  }
  await sleep(LAST_MS);
  const writes = await page.evaluate(() => window.writes);
  const received = new Map((await clients.report()).noted);
  // An update that a later one overtook on its way was written with that one.
  const writtenMs = (key: string, number: number) =>
    writes.find(([written, value]) => written === key && value >= number)?.[2] ?? Number.POSITIVE_INFINITY;
  const shown = updates.map(
    ({ keys, returnedMs }, at) => Math.max(...keys.map((key) => writtenMs(key, at + 1))) - returnedMs,
  );
  const server = updates.map(
    ({ name, returnedMs }) => (received.get(name) ?? Number.POSITIVE_INFINITY) - returnedMs,
  );
  return { p50: percentile(shown, 0.5), p99: percentile(shown, 0.99), serverP99: percentile(server, 0.99) };
}

function wallFeed({ liveUrl, recorder }: BenchWall): Feed {
  return {
    beside: {
      url: liveUrl,
      count: 1,
      speak: 'socket.io',
      domains: SHOWN_DOMAINS,
      noting: '"t":"([^"]+)"',
    },
    write: async (number) => {
      const domain = SHOWN_DOMAINS[number % SHOWN_DOMAINS.length] as string;
      const keys = Array.from({ length: PER_DOMAIN }, (_, n) => figureId(domain, n));
      const figures = keys.map((indicator) => ({ indicator, place: PROVINCE, value: number }));
      const { changes } = await recorder.record(pollBatch(domain, figures));
      return { keys, name: changes.at(-1) ?? '', returnedMs: preciseNowMs() };
    },
  };
}

function plainFeed(redis: Redis, url: string): Feed {
  return {
    beside: { url, count: 1, speak: 'raw', noting: '^..\\d+,(\\d+)' },
    write: async (number) => {
      const from = (number % SHOWN_DOMAINS.length) * PER_DOMAIN;
      const cells = Array.from({ length: PER_DOMAIN }, (_, n) => from + n);
      await redis
        .pipeline()
        .hset('plain', ...cells.flatMap((cell) => [cell, number]))
        .publish(PLAIN_CHANNEL, JSON.stringify(cells.map((cell) => [cell, number])))
        .exec();
      return { keys: cells.map(String), name: String(number), returnedMs: preciseNowMs() };
    },
  };
}
