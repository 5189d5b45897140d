/**
 * P11a, P11b: what a 4K overview of thirty widgets of eight kinds costs its page's main thread when every widget gets
 * a new value once, and ten times, a second; the page at rest is subtracted. Against a page of thirty numbers.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { communeFigureId, communeId, DOMAINS, figureId, PROVINCE } from '../bench-province.ts';
import { startListening } from '../child.ts';
import { PLAIN_CHANNEL } from '../limits/plain-server.ts';
import { alternate, median, type Benchmark, type GoalResult } from '../measure.ts';
import { buildWeb, startBrowser, WALL_4K, type BenchPage } from '../page.ts';
import { whileRepeating } from '../repeating.ts';
import { startWall, type BenchWall, type Figure } from '../wall.ts';

const WIDGETS = 30;
const COLUMNS = 6;
const FIGURES = 3;
const COMMUNES = 12;
const SETTLE_MS = 3_000;
const IDLE_MS = 3_000;
const MEASURE_MS = 5_000;
const SLOW_PER_SECOND = 1;
const FAST_PER_SECOND = 10;
/** Charts draw once a second at most; then the last value of everything must stand there. */
const LAST_SHOWN_MS = 2_000;

interface Turn {
  readonly slow: number;
  readonly fast: number;
  /** Series whose shown value is not the last one. */
  readonly lost: readonly string[];
}

type Write = (number: number) => Promise<unknown>;

export const overviewCost: Benchmark = {
  ids: ['P11a', 'P11b'],
  async run(): Promise<readonly GoalResult[]> {
    await buildWeb();
    const wall = await startWall({ figures: FIGURES, communes: COMMUNES, scenes: [overview()] });
    const plain = await startListening('test/bench/limits/text-page.ts', [wall.redis.url, WIDGETS]);
    const client = wall.redis.connect();
    const browser = await startBrowser(WALL_4K);
    try {
      const turnOf = async (url: string, write: Write, lost: (page: BenchPage) => Promise<string[]>) => {
        const page = await browser.open(url);
        try {
          return await measureTurn(page, write, lost);
        } finally {
          await page.close();
        }
      };
      await writeAll(wall, 1);
      const turns = await alternate(
        () => turnOf(`${wall.url}/wall/overview`, (number) => writeAll(wall, number), lostOf),
        () => {
          const text = (number: number) =>
            JSON.stringify(Array.from({ length: WIDGETS }, (_, n) => [n, number]));
          const publish: Write = (number) => client.publish(PLAIN_CHANNEL, text(number));
          return turnOf(`http://127.0.0.1:${plain.port}/`, publish, () => Promise.resolve([]));
        },
      );
      const lost = turns.ours.flatMap((turn) => turn.lost);
      const of = (key: 'slow' | 'fast') => ({
        ours: median(turns.ours.map((turn) => turn[key])),
        limit: median(turns.limit.map((turn) => turn[key])),
      });
      const load = `main thread at 4K, ${WIDGETS} widgets, all new`;
      return [
        {
          id: 'P11a',
          what: `${load} ${SLOW_PER_SECOND}×/s, idle subtracted`,
          unit: 'ms/s',
          ...of('slow'),
          goal: { atMost: 150 },
        },
        {
          id: 'P11b',
          what: `${load} ${FAST_PER_SECOND}×/s, idle subtracted; no last value may be missing`,
          unit: 'ms/s',
          ...of('fast'),
          goal: 'report',
          broken:
            lost.length === 0
              ? undefined
              : `${lost.length} figures did not show their last value: ${lost[0]}`,
        },
      ];
    } finally {
      await browser.close();
      await plain.child.stop();
      await wall.stop();
    }
  },
};

/** Nine tiles, three hero gauges, three trends, and small kinds, as the overview and the scenes mix them. */
function overview() {
  const domain = (n: number) => DOMAINS[n % DOMAINS.length] as string;
  const indicator = (n: number) => figureId(domain(n), n % FIGURES);
  const several = <Widget>(count: number, make: (n: number) => Widget) =>
    Array.from({ length: count }, (_, n) => make(n));
  const kinds = [
    ...several(9, (n) => ({ kind: 'tile' as const, domain: domain(n) })),
    ...several(3, (n) => ({ kind: 'gauge' as const, indicator: indicator(n) })),
    ...several(3, (n) => ({ kind: 'trend' as const, series: [{ indicator: indicator(n) }] })),
    ...several(5, (n) => ({ kind: 'bullet' as const, indicator: indicator(n + 3) })),
    ...several(5, (n) => ({ kind: 'sparkline' as const, indicator: indicator(n + 1) })),
    ...several(2, (n) => ({ kind: 'bars' as const, indicator: communeFigureId(domain(n)) })),
    ...several(1, (n) => ({ kind: 'ranking' as const, indicator: communeFigureId(domain(n + 2)) })),
    ...several(2, (n) => ({ kind: 'figure' as const, indicator: indicator(n + 6) })),
  ];
  const area = (n: number) => ({ x: (n % COLUMNS) * 2, y: Math.floor(n / COLUMNS) * 5, w: 2, h: 5 });
  return {
    id: 'overview',
    name: { vi: 'Ba mươi', en: 'Thirty' },
    widgets: kinds.map((kind, n) => ({ ...kind, ...area(n) })),
  };
}

/** A poll of every domain in which everything changed. */
async function writeAll(wall: BenchWall, number: number): Promise<void> {
  const polls = DOMAINS.map((domain) => {
    const figures = Array.from({ length: FIGURES }, (_, n): Figure => ({
      indicator: figureId(domain, n),
      place: PROVINCE,
      value: valueOf(number, n),
    }));
    const communes = Array.from({ length: COMMUNES }, (_, n): Figure => ({
      indicator: communeFigureId(domain),
      place: communeId(n),
      value: valueOf(number, n),
    }));
    return wall.observe(domain, [...figures, ...communes]);
  });
  await Promise.all(polls);
}

/** Within the gauges' scale, and another one for every update and series. */
const valueOf = (number: number, series: number) => ((number * 37 + series * 101) % 9_990) / 10;

let lastNumber = 0;

async function measureTurn(
  page: BenchPage,
  write: Write,
  lost: (page: BenchPage) => Promise<string[]>,
): Promise<Turn> {
  await sleep(SETTLE_MS);
  const idle = await page.mainThread(IDLE_MS);
  const slow = await writing(write, SLOW_PER_SECOND, () => page.mainThread(MEASURE_MS));
  const fast = await writing(write, FAST_PER_SECOND, () => page.mainThread(MEASURE_MS));
  await sleep(LAST_SHOWN_MS);
  return { slow: slow - idle, fast: fast - idle, lost: await lost(page) };
}

function writing<Value>(write: Write, perSecond: number, work: () => Promise<Value>): Promise<Value> {
  const writeNext = () => {
    lastNumber += 1;
    return write(lastNumber);
  };
  return whileRepeating(1_000 / perSecond, writeNext, work);
}

/** Every figure on the page against what was written last. */
async function lostOf({ page }: BenchPage): Promise<string[]> {
  const shown = await page.$$eval('[data-indicator][data-value]', (elements) =>
    elements.map(({ dataset }) => [
      dataset['indicator'] ?? '',
      dataset['place'] ?? '',
      dataset['value'] ?? '',
    ]),
  );
  if (shown.length < WIDGETS / 2) return [`only ${shown.length} figures on the page`];
  const expected = new Map<string, number>();
  for (const domain of DOMAINS) {
    for (let n = 0; n < FIGURES; n += 1)
      expected.set(`${figureId(domain, n)}|${PROVINCE}`, valueOf(lastNumber, n));
    for (let n = 0; n < COMMUNES; n += 1)
      expected.set(`${communeFigureId(domain)}|${communeId(n)}`, valueOf(lastNumber, n));
  }
  return shown.flatMap(([indicator, place, value]) => {
    const wanted = expected.get(`${indicator}|${place}`);
    return wanted === undefined || JSON.stringify(wanted) === value ? [] : [`${indicator}|${place} ${value}`];
  });
}
