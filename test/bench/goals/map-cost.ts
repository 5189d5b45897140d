/**
 * P12a, P12b: the production map at 4K. Frames it draws while nothing changes, and its main thread per tick in which
 * fifty places change; against MapLibre by hand with the same cells and fifty feature states.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { communeFigureId, communeId, DOMAINS, gateFigureId, gateId } from '../bench-province.ts';
import { startListening } from '../child.ts';
import { PLAIN_CHANNEL } from '../limits/plain-server.ts';
import { alternate, median, type Benchmark, type GoalResult } from '../measure.ts';
import { buildWeb, startBrowser, WALL_4K, type BenchPage } from '../page.ts';
import { whileRepeating } from '../repeating.ts';
import { startWall, type BenchWall } from '../wall.ts';

const COMMUNES = 65;
const POINTS = 50;
const TICKS = 5;
const TICK_EVERY_MS = 1_000;
const IDLE_MS = 5_000;
/** Tiles are cut, fonts and figures come, each drawn when it is there: a map at rest has drawn nothing for this long. */
const REST_MS = 3_000;
/** One that is never at rest is measured as it is. */
const REST_WITHIN_MS = 20_000;
const DOMAIN = DOMAINS[0] as string;

interface Turn {
  readonly idleFrames: number;
  readonly perTickMs: number;
}

export const mapCost: Benchmark = {
  ids: ['P12a', 'P12b'],
  async run(): Promise<readonly GoalResult[]> {
    await buildWeb();
    const wall = await startWall({ communes: COMMUNES, gates: POINTS, scenes: [sceneOfMap()] });
    const args = [wall.redis.url, wall.url, POINTS];
    const plain = await startListening('test/bench/limits/map-page.ts', args);
    const client = wall.redis.connect();
    const browser = await startBrowser(WALL_4K);
    try {
      await seed(wall);
      const turnOf = async (url: string, ready: string, tick: (number: number) => Promise<unknown>) => {
        const page = await browser.open(url, countFrames);
        try {
          await page.page.waitForSelector(ready);
          return await measureTurn(page, tick);
        } finally {
          await page.close();
        }
      };
      const turns = await alternate(
        () => turnOf(`${wall.url}/wall/overview`, '.maplibregl-canvas', (number) => tickGates(wall, number)),
        () => {
          const text = (number: number) =>
            JSON.stringify(Array.from({ length: POINTS }, (_, n) => [n, 5 + ((number * 7 + n) % 30)]));
          const url = `http://127.0.0.1:${plain.port}/`;
          return turnOf(url, '[data-ready]', (number) => client.publish(PLAIN_CHANNEL, text(number)));
        },
      );
      const of = (key: keyof Turn) => ({
        ours: median(turns.ours.map((turn) => turn[key])),
        limit: median(turns.limit.map((turn) => turn[key])),
      });
      return [
        {
          id: 'P12a',
          what: `frames the map draws in ${IDLE_MS / 1_000} s without a change`,
          unit: 'frames',
          ...of('idleFrames'),
          goal: { atMost: 0 },
        },
        {
          id: 'P12b',
          what: `main thread at 4K per tick of ${POINTS} places, idle subtracted`,
          unit: 'ms',
          ...of('perTickMs'),
          goal: { atMost: 60 },
        },
      ];
    } finally {
      await browser.close();
      await plain.child.stop();
      await wall.stop();
    }
  },
};

function sceneOfMap() {
  return {
    id: 'overview',
    name: { vi: 'Bản đồ', en: 'Map' },
    widgets: [
      {
        kind: 'map' as const,
        x: 0,
        y: 0,
        w: 12,
        h: 28,
        shade: communeFigureId(DOMAIN),
        layers: [{ kind: 'gate', indicator: gateFigureId(DOMAIN), symbol: 'queue' as const }],
      },
    ],
  };
}

async function seed(wall: BenchWall): Promise<void> {
  const figures = Array.from({ length: COMMUNES }, (_, n) => ({
    indicator: communeFigureId(DOMAIN),
    place: communeId(n),
    value: n,
  }));
  await wall.observe(DOMAIN, figures);
  await tickGates(wall, 0);
}

function tickGates(wall: BenchWall, number: number): Promise<void> {
  const figures = Array.from({ length: POINTS }, (_, n) => ({
    indicator: gateFigureId(DOMAIN),
    place: gateId(n),
    value: 10 + ((number * 37 + n * 11) % 400),
  }));
  return wall.observe(DOMAIN, figures);
}

declare global {
  interface Window {
    drawnFrames: number;
  }
}

/** Runs in the page: counts the animation frames in which WebGL was told to draw. */
function countFrames(): void {
  window.drawnFrames = 0;
  let last: CSSNumberish | null = null;
  const { prototype } = WebGL2RenderingContext;
  type Draw = (...args: unknown[]) => void;
  const draw = Object.getOwnPropertyDescriptor(prototype, 'drawElements')?.value as Draw;
  prototype.drawElements = function (...args) {
    const now = document.timeline.currentTime;
    if (now !== last) window.drawnFrames += 1;
    last = now;
    draw.apply(this, args);
  };
}

async function framesAtRest(frames: () => Promise<number>): Promise<number> {
  const deadlineMs = performance.now() + REST_WITHIN_MS;
  for (let drawn = -1; ;) {
    await sleep(REST_MS);
    const now = await frames();
    if (now === drawn || performance.now() > deadlineMs) return now;
    drawn = now;
  }
}

async function measureTurn(page: BenchPage, tick: (number: number) => Promise<unknown>): Promise<Turn> {
  const frames = () => page.page.evaluate(() => window.drawnFrames);
  const before = await framesAtRest(frames);
  if (before === 0) throw new Error('the map drew nothing');
  const idle = await page.mainThread(IDLE_MS);
  const idleFrames = (await frames()) - before;
  // The last tick has half of its second to be drawn in.
  const spanMs = (TICKS + 0.5) * TICK_EVERY_MS;
  const busy = await whileRepeating(TICK_EVERY_MS, tick, () => page.mainThread(spanMs));
  if ((await frames()) === before + idleFrames) throw new Error('the map drew no tick');
  return { idleFrames, perTickMs: ((busy - idle) * spanMs) / 1_000 / TICKS };
}
