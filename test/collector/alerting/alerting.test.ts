/** The alerts of a running collector: judged as changes come, by one of several, and handed over. */
import { beforeEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { startAlerting, type RunningAlerting } from '../../../collector/alerting/alerting.ts';
import { CollectorMetrics } from '../../../collector/metrics.ts';
import { RedisClock } from '../../../collector/redis-clock.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import { alertConfig, AlertRig, DOMAIN, ruleYaml } from '../../fixtures/alert-rig.ts';
import { until } from '../../fixtures/display-rig.ts';
import { withRedis } from '../../fixtures/redis.ts';

const redis = withRedis();
const CONFIG = alertConfig(ruleYaml('high', 'kind: limit, indicator: level, warning: 5'));

async function start(owner: string): Promise<RunningAlerting> {
  const clock = new RedisClock();
  const client = redis().connect();
  const [seconds, micros] = await client.time();
  clock.note(Number(seconds) * 1_000 + Number(micros) / 1_000);
  return startAlerting({
    config: CONFIG,
    redis: client,
    openReader: () => redis().connect(),
    owner,
    clock,
    metrics: new CollectorMetrics(),
    log: pino({ level: 'silent' }),
  });
}

beforeEach(async () => {
  await redis().connect().flushall();
});

describe('the alerts of several collectors', () => {
  it('are judged as changes come, and by another when one ends', async () => {
    const rig = new AlertRig(redis().connect(), CONFIG);
    const first = await start('first');
    await rig.level({ 'st-1': 6 });
    await until('transitions', async () => (await rig.reasons()).length === 1);
    const second = await start('second');
    await first.close();
    await rig.level({ 'st-1': 1 });
    await until('transitions', async () => (await rig.reasons()).length === 2);
    expect(await rig.reasons()).toEqual(['fired', 'resolved']);
    expect(await rig.client.hget(redisKeys.alertCheckpoint(DOMAIN), 'owner')).toBe('second');
    await second.close();
  });

  it('go on when Redis comes back', async () => {
    const rig = new AlertRig(redis().connect(), CONFIG);
    const alerting = await start('first');
    await rig.level({ 'st-1': 6 });
    await until('transitions', async () => (await rig.reasons()).length === 1);
    await redis().restart();
    // Nothing was kept on the disk: the store is new, and has no rules until they are taken from the files again.
    await rig.level({ 'st-1': 6 });
    await until('transitions', async () => (await rig.reasons()).length === 1);
    expect(await rig.reasons()).toEqual(['fired']);
    await alerting.close();
  });
});
