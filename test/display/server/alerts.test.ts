/** Open alerts on the API, as the engine committed them. */
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DomainEvaluator } from '../../../collector/alerting/evaluator.ts';
import { RuleStore } from '../../../collector/alerting/rule-store.ts';
import { Recorder } from '../../../collector/record.ts';
import type { Display } from '../../../display/server/app.ts';
import { alertRuleSchema } from '../../../shared/alert/rule.ts';
import { ConfigIndex } from '../../../shared/config/province-config.ts';
import { DisplayRig, report } from '../../fixtures/display-rig.ts';
import { HAND_MADE } from '../../fixtures/hand-made-province.ts';
import { withRedis } from '../../fixtures/redis.ts';

const redis = withRedis();
const index = new ConfigIndex(HAND_MADE);
const both = (text: string) => ({ vi: text, en: text });
const RULES = [
  { id: 'much', warning: 400, critical: 900 },
  { id: 'very-much', warning: 450 },
].map(({ id, ...levels }) =>
  alertRuleSchema.parse({
    id,
    name: both(id),
    condition: { kind: 'limit', indicator: 'total', ...levels },
    scope: { at: 'province' },
    own: true,
    instruction: both('gọi trực ban'),
  }),
);
let rig: DisplayRig;
let display: Display;

async function total(value: number): Promise<void> {
  const client = redis().connect();
  await new Recorder(client, HAND_MADE.province.timeZone, index.indicators).record({
    domain: 'gates',
    source: 'gates-api',
    observations: [{ indicator: 'total', place: 'tinh', value, observedAtMs: Date.now() }],
    events: [],
    pictures: [],
    report: report('ok'),
  });
  const evaluator = new DomainEvaluator({
    redis: client,
    domain: 'gates',
    owner: 'test',
    seed: async () => void (await new RuleStore(client, 'gates').seed(RULES, Date.now())),
    index,
    sources: [],
    calendar: undefined,
    log: pino({ level: 'silent' }),
  });
  await evaluator.turn();
}

interface Page {
  readonly total: number;
  readonly items: readonly { readonly rule: string; readonly state: string }[];
}
const listed = async (query = '') =>
  (await (await fetch(`${display.url}/api/v1/alerts${query}`)).json()) as Page;

beforeAll(async () => {
  rig = new DisplayRig(redis());
  display = await rig.start({ config: HAND_MADE });
});
afterAll(() => rig.stop());

describe('open alerts', () => {
  it('are none at first', async () => {
    expect(await listed()).toMatchObject({ total: 0, items: [] });
  });

  it('are listed the gravest first, with who acts and what to do, and stay when over until acknowledged', async () => {
    await total(950);
    const { items } = await listed('?domain=gates');
    expect(items.map(({ rule }) => rule)).toEqual(['much', 'very-much']);
    expect(items[0]).toMatchObject({
      domain: 'gates',
      place: 'tinh',
      indicator: 'total',
      state: 'firing',
      level: 'critical',
      value: 950,
      quality: 'good',
      instruction: { vi: 'gọi trực ban' },
      owner: index.domains.get('gates')?.office,
      suppressed: [],
    });
    await total(430);
    expect((await listed()).items.map(({ rule, state }) => `${rule} ${state}`)).toEqual([
      'much firing',
      'very-much returned',
    ]);
  });

  it('of a domain that is not configured are an error', async () => {
    expect((await fetch(`${display.url}/api/v1/alerts?domain=nowhere`)).status).toBe(404);
  });
});
