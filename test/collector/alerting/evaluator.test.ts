/** One domain judged from its change stream, on a real Redis. */
import { beforeEach, describe, expect, it } from 'vitest';
import { redisKeys } from '../../../shared/redis-keys.ts';
import { alertConfig, AlertRig, DOMAIN, ruleYaml, turnUntil } from '../../fixtures/alert-rig.ts';
import { withRedis } from '../../fixtures/redis.ts';

const redis = withRedis();
const HIGH = ruleYaml('high', 'kind: limit, indicator: level, warning: 5, critical: 9, deadband: 1');

async function rigWith(rules: string, staleAfterMs?: number): Promise<AlertRig> {
  const rig = new AlertRig(redis().connect(), alertConfig(rules, staleAfterMs));
  await rig.seed();
  return rig;
}

beforeEach(async () => {
  await redis().connect().flushall();
});

describe('judging a domain', () => {
  it('waits while nothing was ever recorded', async () => {
    const rig = await rigWith(HIGH);
    expect(await rig.evaluator().turn()).toBe('no-store');
  });

  it('commits state, transition, telling and checkpoint together, and nothing when nothing changed', async () => {
    const rig = await rigWith(HIGH);
    const evaluator = rig.evaluator();
    await rig.level({ 'st-1': 3, 'st-2': 4 });
    expect(await evaluator.turn()).toBe('committed');
    expect(await rig.transitions()).toEqual([]);
    await rig.level({ 'st-1': 6 });
    await evaluator.turn();
    expect(await rig.transitions()).toMatchObject([
      { id: 'high:st-1:1:1', reason: 'fired', telling: 'first', level: 'warning', value: 6 },
    ]);
    expect(await rig.outbox()).toEqual(await rig.transitions());
    expect(await rig.alert('high|st-1')).toMatchObject({ seq: 1, condition: { phase: 'firing' } });
    expect(await rig.alert('high|st-2')).toBeUndefined();
    expect(await evaluator.turn()).toBe('nothing');
  });

  it('misses nothing that came and went between two looks', async () => {
    const rig = await rigWith(HIGH);
    const evaluator = rig.evaluator();
    await rig.level({ 'st-1': 3 });
    await evaluator.turn();
    for (const value of [6, 10, 7, 2]) await rig.level({ 'st-1': value });
    await evaluator.turn();
    expect(await rig.reasons()).toEqual(['fired', 'escalated', 'eased', 'resolved']);
    expect((await rig.transitions()).map(({ value }) => value)).toEqual([6, 10, 7, 2]);
  });

  it('a delay ends by its deadline though nothing changes', async () => {
    const rig = await rigWith(
      ruleYaml('slow', 'kind: limit, indicator: level, warning: 5', ['onDelayMs: 200', 'offDelayMs: 200']),
    );
    const evaluator = rig.evaluator();
    await rig.level({ 'st-1': 6 });
    await evaluator.turn();
    const pending = await rig.alert('slow|st-1');
    expect(pending).toMatchObject({ condition: { phase: 'pending' } });
    const deadline = await redis().connect().zscore(redisKeys.alertDeadlines(DOMAIN), 'slow|st-1');
    await turnUntil(evaluator, async () => (await rig.reasons()).includes('fired'));
    const fired = (await rig.transitions()).at(-1);
    expect(fired?.atMs).toBe(Number(deadline));
    expect((fired?.atMs ?? 0) - (fired?.sinceMs ?? 0)).toBe(200);
  });

  it('a figure that goes stale freezes its alert, and a source that fails does at once', async () => {
    const rig = await rigWith(HIGH, 1_500);
    const evaluator = rig.evaluator();
    await rig.level({ 'st-1': 6 });
    await evaluator.turn();
    await turnUntil(evaluator, async () => (await rig.alert('high|st-1'))?.quality.kind === 'stale');
    await rig.level({ 'st-1': 6.5 });
    await evaluator.turn();
    await rig.fails();
    await evaluator.turn();
    expect(await rig.alert('high|st-1')).toMatchObject({
      quality: { kind: 'error' },
      condition: { phase: 'firing' },
    });
    expect(await rig.outbox()).toHaveLength(1);
  });

  it('a source that is silent past its delay is one alert, not one for each rule', async () => {
    const rig = await rigWith(HIGH + ruleYaml('silent', 'kind: no-data, warning: 150'));
    const evaluator = rig.evaluator();
    await rig.level({ 'st-1': 1, 'st-2': 1 });
    await evaluator.turn();
    await rig.fails();
    await turnUntil(evaluator, async () => (await rig.reasons()).includes('fired'));
    await rig.level({ 'st-1': 1.5 });
    await evaluator.turn();
    expect((await rig.transitions()).map(({ rule, place, reason }) => [rule, place, reason])).toEqual([
      ['silent', 'gauges', 'fired'],
      ['silent', 'gauges', 'resolved'],
    ]);
  });

  it('counts places, and judges a change over a span', async () => {
    const rig = await rigWith(
      ruleYaml('many', 'kind: count, indicator: level, limit: 5, warning: 2', ['scope: { at: province }']) +
        ruleYaml('rise', 'kind: rate, overMs: 60000, indicator: level, warning: 3'),
    );
    const evaluator = rig.evaluator();
    const history = redisKeys.history(DOMAIN, 'level|st-1');
    const nowMs = await rig.nowMs();
    await rig.client.zadd(history, nowMs - 60_500, `${nowMs - 60_500} ${nowMs - 60_500} gauges 1`);
    await rig.level({ 'st-1': 2, 'st-2': 2, 'st-3': 9 });
    await evaluator.turn();
    expect(await rig.transitions()).toEqual([]);
    await rig.level({ 'st-1': 6 });
    await evaluator.turn();
    expect((await rig.transitions()).map(({ rule, place }) => `${rule} ${place}`).toSorted()).toEqual([
      'many tiny',
      'rise st-1',
    ]);
  });

  it('a rule that is broken freezes its alerts and leaves the others judged', async () => {
    const rig = await rigWith(HIGH);
    const evaluator = rig.evaluator();
    await rig.level({ 'st-1': 6 });
    await evaluator.turn();
    // A word came where numbers are compared.
    await rig.level({ 'st-1': 'open', 'st-2': 7 });
    await evaluator.turn();
    expect(await rig.alert('high|st-1')).toMatchObject({ condition: { phase: 'firing' } });
    expect((await rig.outbox()).map(({ place }) => place)).toEqual(['st-1', 'st-2']);
  });
});

describe('a restart', () => {
  it('T2: goes on with what fires, and tells nothing again', async () => {
    const rig = await rigWith(HIGH);
    const first = rig.evaluator();
    await rig.level({ 'st-1': 6 });
    await first.turn();
    await first.release();
    const second = rig.evaluator();
    await second.turn();
    expect(await rig.reasons()).toEqual(['fired']);
    await rig.level({ 'st-1': 1 });
    await second.turn();
    expect(await rig.reasons()).toEqual(['fired', 'resolved']);
  });

  it('replays what came while nobody judged, from what was known then', async () => {
    const rig = await rigWith(
      ruleYaml('total', 'kind: limit, indicator: level, warning: 5', ['scope: { at: province }']),
    );
    const first = rig.evaluator();
    await rig.level({ 'st-1': 1, 'st-2': 1, 'st-3': 1 });
    await first.turn();
    await first.release();
    // Their mean was 1, then 5, then 1: by what is known now at the others it would never have been 5.
    await rig.level({ 'st-1': 13 });
    await rig.level({ 'st-2': 1.5, 'st-1': 0.5 });
    await rig.evaluator().turn();
    expect((await rig.transitions()).map(({ reason, value }) => [reason, value])).toEqual([
      ['fired', 5],
      ['resolved', 1],
    ]);
  });

  it('what is pending keeps only the time that was watched', async () => {
    const rig = await rigWith(
      ruleYaml('slow', 'kind: limit, indicator: level, warning: 5', ['onDelayMs: 30000']),
    );
    const first = rig.evaluator();
    await rig.level({ 'st-1': 6 });
    await first.turn();
    await rig.endLease();
    // As if it had been a minute ago.
    const key = redisKeys.alerts(DOMAIN);
    const agoMs = 50_000;
    const alert = await rig.alert('slow|st-1');
    const text = JSON.stringify(alert).replaceAll(/(\d{13})/g, (ms: string) => String(Number(ms) - agoMs));
    await rig.client.hset(key, 'slow|st-1', `1 1 ${text}`);
    const { toMs } = await rig.checkpoint();
    const watchedMs = toMs - agoMs + 10_000;
    await rig.client.hset(redisKeys.alertCheckpoint(DOMAIN), 'toMs', toMs - agoMs, 'watchedMs', watchedMs);
    await rig.evaluator().turn();
    const now = await rig.alert('slow|st-1');
    expect(now).toMatchObject({ condition: { phase: 'pending', timer: { observedMs: 10_000, runs: true } } });
  });

  it('a trimmed checkpoint is kept as a gap, and everything is judged by what is known now', async () => {
    const rig = await rigWith(HIGH);
    const first = rig.evaluator();
    await rig.level({ 'st-1': 6, 'st-2': 1 });
    await first.turn();
    await first.release();
    await rig.level({ 'st-1': 1 });
    await rig.level({ 'st-2': 7 });
    await rig.client.xtrim(redisKeys.changes(DOMAIN), 'MAXLEN', 0);
    const second = rig.evaluator();
    await second.turn();
    await second.turn();
    expect(await rig.gaps()).toEqual(['trimmed']);
    expect((await rig.transitions()).map(({ place, reason }) => `${place} ${reason}`)).toEqual([
      'st-1 fired',
      'st-1 resolved',
      'st-2 fired',
    ]);
  });

  it('a store that was put back is another stream: a gap, and no alert twice', async () => {
    const rig = await rigWith(HIGH);
    const evaluator = rig.evaluator();
    await rig.level({ 'st-1': 6 });
    await evaluator.turn();
    await rig.client.set(redisKeys.epoch(DOMAIN), 'another');
    await rig.level({ 'st-2': 1 });
    await turnUntil(evaluator, async () => (await rig.gaps()).length > 0);
    await evaluator.turn();
    expect(await rig.gaps()).toEqual(['other-epoch']);
    expect(await rig.reasons()).toEqual(['fired']);
  });
});
