/** The whole collector on Debian's mosquitto and a real Redis: what was published is recorded, whoever dies meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { startCollector, type RunningCollector } from '../../../collector/app.ts';
import { parseHistoryMember, parseLatestEntry } from '../../../shared/latest-entry.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import type { SourceHealth } from '../../../shared/source-health.ts';
import { hasServer } from '../../fixtures/debian-servers.ts';
import { Mosquitto, type MosquittoOptions } from '../../fixtures/mosquitto.ts';
import { withRedis } from '../../fixtures/redis.ts';
import { tinyConfig } from '../../fixtures/tiny-config.ts';

const redis = withRedis({ appendonly: true, appendfsync: 'always' });
const log = pino({ level: process.env['LOG_LEVEL'] ?? 'silent' });
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
  await redis().connect().flushall();
});

const MAPPING = `mapping: '{ "observations": { "indicator": "cars", "place": $province, "value": payload.n, "observedAt": payload.atMs } }'`;
const PASSWORD = 'correct-horse-battery';
let lastAtMs = 0;

async function broker(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const started = await Mosquitto.start(options);
  open.push(started);
  return started;
}

async function collect(
  up: Mosquitto,
  more: { settings?: string; name?: string; everySeconds?: number; mapping?: string } = {},
): Promise<RunningCollector> {
  const { settings = 'topics: [gates/+]', name = 'first', everySeconds = 60, mapping = MAPPING } = more;
  const yaml = `connector: mqtt\neverySeconds: ${everySeconds}\nnetwork: { cidrs: ['127.0.0.0/8', '::1/128'] }\nsettings: { url: '\${UP}', ${settings} }\n${mapping}`;
  const environment = {
    UP: up.url,
    PASSWORD,
    CA: up.certificates?.ca,
    CERT: up.certificates?.clientCert,
    KEY: up.certificates?.clientKey,
  };
  const collector = await startCollector({
    config: tinyConfig([{ id: 'gates', domain: 'roads', yaml }]),
    redisUrl: redis().url,
    environment,
    log,
    name,
  });
  open.push(collector);
  return collector;
}

async function end(one: { close(): Promise<void> }): Promise<void> {
  open.splice(open.indexOf(one), 1);
  await one.close();
}

async function publisher(up: Mosquitto, more: mqtt.IClientOptions = {}): Promise<MqttClient> {
  const client = await mqtt.connectAsync(up.url, {
    ...(up.certificates === undefined ? {} : { ca: up.certificates.ca }),
    ...more,
  });
  open.push({ close: () => client.endAsync(true) });
  return client;
}

const say = (client: MqttClient, n: number, more: mqtt.IClientPublishOptions = {}) => {
  lastAtMs = Math.max(lastAtMs + 1, Date.now() - 5_000);
  return client.publishAsync('gates/a', JSON.stringify({ n, atMs: lastAtMs }), { qos: 1, ...more });
};
const store = () => redis().connect();
const health = async () =>
  JSON.parse((await store().hget(redisKeys.health('roads'), 'gates')) ?? '{}') as SourceHealth;
const history = async () =>
  (await store().zrange(redisKeys.history('roads', 'cars|tiny'), '0', '-1')).map(parseHistoryMember);
const values = async () => (await history()).map(({ value }) => Number(value));
const latest = async () => {
  const text = await store().hget(redisKeys.latest('roads'), 'cars|tiny');
  return text === null ? undefined : parseLatestEntry(text).value;
};
function until<T>(ask: () => T | Promise<T>) {
  return expect.poll(ask, { timeout: 15_000, interval: 25 });
}
const isUp = () => until(async () => (await health()).outcome).toBe('unchanged');
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);

describe.skipIf(!hasServer('mosquitto'))('a collector on mosquitto', () => {
  it.each(['3.1.1', '5'])('records what is published, by MQTT %s', async (version) => {
    const up = await broker();
    await collect(up, { settings: `topics: ['gates/#'], version: '${version}'` });
    await isUp();
    const client = await publisher(up);
    await say(client, 7);
    await until(latest).toBe(7);
    expect(await health()).toMatchObject({ outcome: 'ok', observed: 1, refused: 0 });
  });

  it('comes in by TLS with a password and a certificate of its own', async () => {
    const up = await broker({ tls: 'client', user: { name: 'ioc', password: PASSWORD } });
    const { clientCert: cert, clientKey: key } = up.certificates!;
    await collect(up, {
      settings: `topics: [gates/a], username: ioc, password: '\${PASSWORD}', ca: '\${CA}', certificate: '\${CERT}', key: '\${KEY}'`,
    });
    await isUp();
    await say(await publisher(up, { username: 'ioc', password: PASSWORD, cert, key }), 8);
    await until(latest).toBe(8);
    expect(up.url).toMatch(/^mqtts:/);
  });

  it('trusts no broker whose certificate is not of its authority', async () => {
    const up = await broker({ tls: 'server' });
    await collect(up);
    await until(async () => (await health()).outcome).toBe('unreachable');
    expect((await health()).message).toBe('its certificate is not accepted');
    expect(up.log).not.toContain('ioc-first-gates');
  });

  it('is told that a password is wrong, and repeats it nowhere', async () => {
    const up = await broker({ user: { name: 'ioc', password: 'another' } });
    await collect(up, { settings: `topics: [gates/a], username: ioc, password: '\${PASSWORD}'` });
    await until(async () => (await health()).outcome).toBe('auth');
    expect(JSON.stringify(await health())).not.toContain(PASSWORD);
  });

  it('gets what was published while it was away', async () => {
    const up = await broker();
    const first = await collect(up);
    await isUp();
    const client = await publisher(up);
    await say(client, 1);
    await until(latest).toBe(1);
    await end(first);
    for (const n of range(2, 60)) await say(client, n);
    await collect(up);
    await until(async () => (await values()).length).toBe(59);
    expect(await values()).toEqual(range(1, 60));
  });

  it('takes a retained value on arrival, once, with the time of the fact', async () => {
    const up = await broker();
    await say(await publisher(up), 5, { retain: true });
    const first = await collect(up);
    await until(latest).toBe(5);
    await end(first);
    await collect(up);
    await sleep(300);
    expect(await values()).toEqual([5]);
    expect((await history())[0]?.observedAtMs).toBe(lastAtMs);
  });

  it('gives a plain number the moment it came, and refuses one that was kept: nobody knows how old it is', async () => {
    const up = await broker();
    const client = await publisher(up);
    await client.publishAsync('gates/b', '41', { qos: 1, retain: true });
    const mapping = `mapping: '{ "observations": { "indicator": "cars", "place": $province, "value": payload, "observedAt": isLive ? $nowMs } }'`;
    await collect(up, { mapping });
    await until(async () => (await health()).refused).toBe(1);
    expect((await health()).refusals[0]).toContain('without its time');
    await sleep(100);
    const beforeMs = Date.now();
    await client.publishAsync('gates/b', '42.5', { qos: 1 });
    await until(latest).toBe(42.5);
    expect(Math.abs((await history())[0]!.observedAtMs - beforeMs)).toBeLessThan(2_000);
  });

  it('shares the load of a shared subscription with another, and both together record all of it once', async () => {
    const up = await broker();
    const settings = `topics: ['$share/wall/gates/+']`;
    const collectors = [
      await collect(up, { settings, name: 'first' }),
      await collect(up, { settings, name: 'second' }),
    ];
    for (const { metrics } of collectors)
      await until(async () => (await metrics.linkUp.get()).values[0]?.value).toBe(1);
    const client = await publisher(up);
    await Promise.all(range(0, 100).map((n) => say(client, n)));
    await until(async () => (await values()).length).toBe(100);
    const shares = await Promise.all(collectors.map(({ metrics }) => metrics.pushed.get()));
    const counts = shares.map(({ values: all }) => all.reduce((sum, { value }) => sum + value, 0));
    expect(counts[0]! + counts[1]!).toBe(100);
    expect(Math.min(...counts)).toBeGreaterThan(10);
  });

  it('refuses what it cannot read by name, and goes on with the next', async () => {
    const up = await broker();
    await collect(up, { settings: `topics: [gates/+], maxPayloadBytes: 1000` });
    await isUp();
    const client = await publisher(up);
    const bad = ['{"n": 1', '{"n":NaN}', '', '\u0000\u0001', '['.repeat(900)];
    for (const text of bad) await client.publishAsync('gates/bad', text, { qos: 1 });
    await client.publishAsync('gates/bad', Buffer.from([0xff, 0xfe, 0x31]), { qos: 1 });
    await say(client, 3);
    await until(latest).toBe(3);
    await client.publishAsync('gates/bad', '{"n": 1e999, "atMs": 1}', { qos: 1 });
    await until(async () => (await health()).refusals).toEqual([
      expect.stringContaining('"gates/bad": a number beyond all bounds'),
    ]);
    await say(client, 4);
    await until(latest).toBe(4);
  });

  it('lets a message flow by that is too long, by a broker that asks nobody', async () => {
    const up = await broker();
    await collect(up, { settings: `topics: [gates/+], version: '3.1.1', maxPayloadBytes: 1000` });
    await isUp();
    const client = await publisher(up);
    await client.publishAsync('gates/huge', Buffer.alloc(3_000_000, 'a'), { qos: 1 });
    await until(async () => (await health()).refusals).toEqual([
      '"gates/huge": a message of 3000014 bytes, more than is read',
    ]);
    await say(client, 5);
    await until(latest).toBe(5);
    expect(await health()).toMatchObject({ outcome: 'ok' });
  });

  it('marks its source at once when the broker dies, and goes on when it is back', async () => {
    const up = await broker();
    await collect(up);
    await isUp();
    const client = await publisher(up, { reconnectPeriod: 100 });
    await say(client, 1);
    await until(latest).toBe(1);
    const killedMs = Date.now();
    await up.kill();
    await until(async () => (await health()).outcome).toBe('unreachable');
    expect(Date.now() - killedMs).toBeLessThan(2_000);
    await up.run();
    await until(async () => (await health()).outcome).toBe('unchanged');
    await say(client, 2);
    await until(latest).toBe(2);
  });

  it('notices a broker that is frozen by its silence', async () => {
    const up = await broker();
    await collect(up, { settings: 'topics: [gates/+], keepAliveSeconds: 1' });
    await isUp();
    up.freeze('SIGSTOP');
    await until(async () => (await health()).outcome).toBe('timeout');
    expect((await health()).message).toBeTruthy();
    up.freeze('SIGCONT');
    await until(async () => (await health()).outcome).toBe('unchanged');
  });

  it('hints at a name given twice when another takes its session over, and takes it back', async () => {
    const up = await broker();
    await collect(up, { name: 'same' });
    await isUp();
    const thief = await publisher(up, { clientId: 'ioc-same-gates', protocolVersion: 5, reconnectPeriod: 0 });
    await until(async () => (await health()).message ?? '').toContain('COLLECTOR_NAME');
    await until(async () => (await health()).outcome).toBe('unchanged');
    expect(thief.connected).toBe(false);
    await say(await publisher(up), 6);
    await until(latest).toBe(6);
  });

  it('loses nothing while Redis is away, reads no faster than it records, and records each once', async () => {
    const up = await broker({ lines: ['max_queued_messages 0', 'max_inflight_messages 0'] });
    await collect(up);
    await isUp();
    const client = await publisher(up);
    await say(client, 0);
    await until(latest).toBe(0);
    await redis().kill();
    await Promise.all(range(1, 1_500).map((n) => say(client, n)));
    await sleep(300);
    await redis().restart();
    await until(async () => (await values()).length).toBe(1_500);
    expect(await values()).toEqual(range(0, 1_500));
  });

  it('writes a storm in batches', async () => {
    const up = await broker({ lines: ['max_queued_messages 0', 'max_inflight_messages 0'] });
    const collector = await collect(up);
    await isUp();
    const client = await publisher(up);
    await Promise.all(range(0, 2_000).map((n) => say(client, n)));
    await until(async () => (await values()).length).toBe(2_000);
    const records = (await collector.metrics.recordMs.get()).values.find(({ metricName }) =>
      metricName?.endsWith('_count'),
    );
    expect(records!.value).toBeLessThan(400);
  });

  it('marks a source that is silent for longer than it may be, until it speaks', async () => {
    const up = await broker();
    await collect(up, { everySeconds: 1 });
    await isUp();
    await until(async () => (await health()).outcome).toBe('timeout');
    expect((await health()).message).toMatch(/^nothing came for \d+ s$/);
    const client = await publisher(up);
    await say(client, 1);
    await until(async () => (await health()).outcome).toBe('ok');
    expect(await latest()).toBe(1);
  });
});
