/** Two sources of one figure as the display tells them: on the API, in the metrics, in charts and to the screens. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Recorder } from '../../../collector/record.ts';
import type { Display } from '../../../display/server/app.ts';
import type { Indicator } from '../../../shared/config/domain.ts';
import { ConfigIndex, type ProvinceConfig } from '../../../shared/config/province-config.ts';
import { domainStateHash } from '../../../shared/domain-state.ts';
import type { Observation } from '../../../shared/observation.ts';
import { DisplayRig, isEqualToServer, report, until } from '../../fixtures/display-rig.ts';
import { HAND_MADE } from '../../fixtures/hand-made-province.ts';
import { withRedis } from '../../fixtures/redis.ts';

const redis = withRedis();
const trusted: Partial<Indicator> = { precedence: ['by-hand', 'gates-api'], tolerance: { by: 5 } };
const [api] = HAND_MADE.sources;
const CONFIG: ProvinceConfig = {
  ...HAND_MADE,
  domains: HAND_MADE.domains.map((domain) => ({
    ...domain,
    indicators: domain.indicators.map((one) => (one.period === undefined ? { ...one, ...trusted } : one)),
  })),
  sources: [
    ...HAND_MADE.sources,
    ...(api === undefined
      ? []
      : [
          {
            ...api,
            id: 'by-hand',
            name: { vi: 'Nhập tay', en: 'By hand' },
            office: { vi: 'Trực ban', en: 'Duty' },
          },
        ]),
  ],
};
const index = new ConfigIndex(CONFIG);
let rig: DisplayRig;
let display: Display;

const at = (value: number, secondsAgo: number, place = 'tinh', indicator = 'total'): Observation => ({
  indicator,
  place,
  value,
  observedAtMs: Date.now() - secondsAgo * 1_000,
});

async function tell(source: string, ...observations: Observation[]): Promise<void> {
  const client = redis().connect();
  const recorder = new Recorder(client, CONFIG.province.timeZone, index.indicators);
  const method = source === 'by-hand' ? 'manual' : 'api';
  await recorder.record({
    domain: 'gates',
    source,
    observations: observations.map((one) => ({ ...one, method })),
    events: [],
    pictures: [],
    report: report('ok'),
  });
  client.disconnect();
}

interface Truth {
  readonly value: number;
  readonly method: string;
  readonly observedAtMs: number;
  readonly source: { readonly id: string; readonly office: { readonly en: string } };
}
interface Item {
  readonly indicator: string;
  readonly place: string;
  readonly shown: Truth;
  readonly other: Truth;
  readonly difference: number;
}
interface Page {
  readonly total: number;
  readonly items: readonly Item[];
}
const get = async <Reply>(path: string) => (await (await fetch(display.url + path)).json()) as Reply;
const listed = (query = '') => get<Page>(`/api/v1/contradictions${query}`);
const figures = async (indicator: string) =>
  (
    await get<{ figures: { place: string; value: number; others: Truth[]; contradictions: number }[] }>(
      `/api/v1/indicators/${indicator}`,
    )
  ).figures;

beforeAll(async () => {
  rig = new DisplayRig(redis());
  display = await rig.start({ config: CONFIG });
});
afterAll(() => rig.stop());

describe('two sources that say otherwise', () => {
  it('are listed with both words and where each comes from, by domain', async () => {
    await tell('gates-api', at(600, 9));
    await tell('by-hand', at(480, 20));
    await until('the contradiction', async () => (await listed()).total === 1);
    const [item] = (await listed('?domain=gates')).items;
    expect(item).toMatchObject({
      indicator: 'total',
      place: 'tinh',
      shown: { value: 480, method: 'manual', source: { id: 'by-hand', office: { en: 'Duty' } } },
      other: { value: 600, method: 'api', source: { id: 'gates-api' } },
      difference: -120,
      allowed: 5,
    });
    expect((await listed('?domain=economy')).total).toBe(0);
    expect((await fetch(`${display.url}/api/v1/contradictions?domain=nowhere`)).status).toBe(404);
  });

  it('stand beside each other in the latest figures', async () => {
    const [figure] = await figures('total');
    expect(figure).toMatchObject({ value: 480, contradictions: 1, others: [{ value: 600 }] });
  });

  it('are counted by domain in the metrics', async () => {
    const metrics = await (await fetch(`${display.url}/metrics`)).text();
    expect(metrics).toContain('wall_contradictions{domain="gates"} 1');
    expect(metrics).toContain('wall_contradictions{domain="economy"} 0');
  });

  it('are the same for every screen, by its hash', async () => {
    const screen = rig.screen(display);
    await until('a screen like the server', () => isEqualToServer(screen, display, 'gates'));
    await tell('gates-api', at(610, 1));
    await until('the next word beside', () => {
      const others = screen.states.get('gates')?.others.get('total|tinh');
      return others?.[0]?.value === 610;
    });
    const [held, known] = [screen.states.get('gates'), display.feeds.state('gates')];
    expect(held && domainStateHash(held)).toBe(known && domainStateHash(known));
  });

  it('end when one of them corrects itself', async () => {
    await tell('gates-api', at(484, 0));
    await until('no contradiction', async () => (await listed()).total === 0);
    const [figure] = await figures('total');
    expect(figure).toMatchObject({ value: 480, contradictions: 0, others: [{ value: 484 }] });
  });
});

it('a sum says that one of its members is contradicted', async () => {
  await tell('gates-api', at(10, 5, 'c1', 'queue'), at(7, 5, 'c2', 'queue'));
  await tell('by-hand', at(30, 5, 'c1', 'queue'));
  await until('the contradiction', async () => (await listed()).total === 1);
  const [whole, c1, c2] = await figures('queue');
  expect(whole).toMatchObject({ place: 'tinh', value: 37, contradictions: 1, others: [] });
  expect([c1?.contradictions, c2?.contradictions]).toEqual([1, 0]);
});

it('a chart follows the trusted source, and the other only where it was silent for longer than stale-after', async () => {
  // Three minutes in which both speak, then one in which by-hand has been silent for two.
  await tell('by-hand', ...[900, 840, 780].map((secondsAgo) => at(1, secondsAgo, 'c1', 'wait')));
  await tell(
    'gates-api',
    ...[890, 830, 770, 720, 650, 600].map((secondsAgo) => at(9, secondsAgo, 'c1', 'wait')),
  );
  // The mean of waits is weighed by the queues.
  const queues = Array.from({ length: 31 }, (_, n) => at(5, 900 - 10 * n, 'c1', 'queue'));
  await tell('gates-api', ...queues);
  type Reply = { lines: { points: { value: number | null }[] }[] };
  const lineOf = async (place: string) =>
    (await get<Reply>(`/api/v1/series?series=wait@${place}&fromMs=${Date.now() - 905_000}&pixels=240`))
      .lines[0]?.points ?? [];
  const points = await lineOf('c1');
  expect(points.map(({ value }) => value)).toEqual([1, 1, 1, 9, 9]);
  const observed = await get<{ items: { source: string }[] }>('/api/v1/observations/wait/c1');
  expect(new Set(observed.items.map(({ source }) => source))).toEqual(new Set(['by-hand', 'gates-api']));
  expect(observed.items).toHaveLength(9);
  // Added up over the places, each instant takes the trusted one as long as it is heard.
  const values = (await lineOf('tinh')).map(({ value }) => value).filter((value) => value !== null);
  expect(values).toContain(9);
  expect(values.findLastIndex((value) => value === 1)).toBeLessThanOrEqual(values.indexOf(9));
});
