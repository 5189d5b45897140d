/** What operators do to alerts, while an evaluator judges them. */
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DomainEvaluator } from '../../../collector/alerting/evaluator.ts';
import { RuleStore } from '../../../collector/alerting/rule-store.ts';
import { Recorder } from '../../../collector/record.ts';
import { AlertActs } from '../../../display/server/alerts/alert-acts.ts';
import { parseAlertEntry } from '../../../shared/alert/alert-entry.ts';
import { alertRuleSchema } from '../../../shared/alert/rule.ts';
import { ConfigIndex } from '../../../shared/config/province-config.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import { People, type Browser } from '../../fixtures/account-rig.ts';
import { DisplayRig, report, until } from '../../fixtures/display-rig.ts';
import { HAND_MADE } from '../../fixtures/hand-made-province.ts';
import { withRedis } from '../../fixtures/redis.ts';

const redis = withRedis();
const index = new ConfigIndex(HAND_MADE);
const both = (text: string) => ({ vi: text, en: text });
const RULE = alertRuleSchema.parse({
  id: 'much',
  name: both('much'),
  condition: { kind: 'limit', indicator: 'total', warning: 400 },
  scope: { at: 'province' },
  own: true,
  instruction: both('gọi trực ban'),
});
const ALERT = { domain: 'gates', rule: 'much', place: 'tinh' };
let rig: DisplayRig;
let operator: Browser;
let evaluator: DomainEvaluator;

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
}

const alert = async () =>
  parseAlertEntry((await redis().connect().hget(redisKeys.alerts('gates'), 'much|tinh')) ?? '');
const reasons = async () =>
  (await redis().connect().xrange(redisKeys.transitions('gates'), '-', '+')).map(
    ([, fields]) => (JSON.parse(fields[3] ?? '') as { reason: string }).reason,
  );

beforeAll(async () => {
  rig = new DisplayRig(redis());
  const { url } = await rig.start({ config: HAND_MADE });
  await until('the display to reach Redis', async () => (await fetch(`${url}/api/v1/screens`)).ok);
  operator = await new People(redis()).signedIn(url, 'truc-ban', 'operator');
  const client = redis().connect();
  evaluator = new DomainEvaluator({
    redis: client,
    domain: 'gates',
    owner: 'test',
    seed: async () => void (await new RuleStore(client, 'gates').seed([RULE], Date.now())),
    index,
    sources: [],
    calendar: undefined,
    log: pino({ level: 'silent' }),
  });
  await total(500);
  await evaluator.turn();
});
afterAll(() => rig.stop());

describe('an operator', () => {
  it('acknowledges with a comment, once, and the alert goes on being judged', async () => {
    const asked = { alerts: [ALERT], comment: 'đã gọi trực ban' };
    expect(await operator.command('alert-acknowledge', asked)).toMatchObject({
      ok: true,
      value: { done: 1, unchanged: 0, refused: [] },
    });
    expect(await operator.command('alert-acknowledge', asked)).toMatchObject({
      value: { done: 0, unchanged: 1 },
    });
    expect(await alert()).toMatchObject({
      acknowledgement: { state: 'acknowledged', by: 'truc-ban', comment: 'đã gọi trực ban' },
      condition: { phase: 'firing' },
    });
    await total(100);
    await evaluator.turn();
    expect(await reasons()).toEqual(['fired', 'acknowledged', 'resolved']);
  });

  it('shelves with a reason and an end, and what fires then is told when it is shown again', async () => {
    await total(600);
    await evaluator.turn();
    const shelf = { alerts: [ALERT], forMs: 600_000, comment: 'đang sửa cảm biến' };
    expect(await operator.command('alert-shelve', { ...shelf, comment: ' ' })).toMatchObject({
      code: 'malformed',
    });
    expect(await operator.command('alert-shelve', { ...shelf, forMs: 9e9 })).toMatchObject({
      code: 'malformed',
    });
    expect(await operator.command('alert-shelve', shelf)).toMatchObject({ value: { done: 1 } });
    expect(await alert()).toMatchObject({ visibility: { shelved: { by: 'truc-ban' } } });
    await operator.command('alert-unshelve', { alerts: [ALERT] });
    expect((await alert()).visibility.shelved).toBeUndefined();
  });

  it('what was recorded before an act and is judged after it is not late', async () => {
    await total(50);
    expect(await operator.command('alert-acknowledge', { alerts: [ALERT] })).toMatchObject({
      value: { done: 1 },
    });
    await evaluator.turn();
    expect((await alert()).condition.phase).toBe('normal');
    expect((await reasons()).slice(-2)).toEqual(['acknowledged', 'resolved']);
  });

  it('is told which of many there are not', async () => {
    await total(700);
    await evaluator.turn();
    const nowhere = { ...ALERT, place: 'nowhere' };
    expect(await operator.command('alert-acknowledge', { alerts: [ALERT, nowhere] })).toMatchObject({
      ok: true,
      value: { done: 1, refused: [{ place: 'nowhere', code: 'unknown-alert' }] },
    });
    expect(await operator.command('alert-acknowledge', { alerts: [nowhere] })).toMatchObject({
      status: 404,
      code: 'unknown-alert',
    });
  });

  it('two at once: both are done, one behind the other', async () => {
    await total(10);
    await evaluator.turn();
    await total(800);
    await evaluator.turn();
    const acts = new AlertActs(redis().connect(), Date.now);
    const by = { by: 'an', comment: '' };
    expect(
      await Promise.all([
        acts.act(ALERT, { kind: 'acknowledge', ...by }),
        acts.act(ALERT, { kind: 'out-of-service', ...by }),
      ]),
    ).toEqual(['done', 'done']);
    const all = await redis().connect().xrange(redisKeys.transitions('gates'), '-', '+');
    const seqs = all.map(([, fields]) => (JSON.parse(fields[3] ?? '') as { seq: number }).seq);
    expect(seqs).toEqual(seqs.map((_, at) => at + 1));
  });
});
