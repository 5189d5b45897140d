/** I6: what a broker was told that it arrived is recorded, whichever process is killed and when. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseHistoryMember } from '../../../shared/latest-entry.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import { hasServer } from '../../fixtures/debian-servers.ts';
import { Mosquitto } from '../../fixtures/mosquitto.ts';
import { withRedis } from '../../fixtures/redis.ts';
import { tinyFiles } from '../../fixtures/tiny-config.ts';
import { RigProcess, until } from '../../fixtures/wall-rig.ts';

const redis = withRedis({ appendonly: true, appendfsync: 'always' });
const YAML = `connector: mqtt
everySeconds: 60
network: { cidrs: ['127.0.0.0/8', '::1/128'] }
settings: { url: '\${UP}', topics: [gates/+] }
mapping: '{ "observations": { "indicator": "cars", "place": $province, "value": payload.n, "observedAt": payload.atMs } }'`;
const MESSAGES = 3_000;
const PATIENCE_MS = 90_000;

describe.skipIf(!hasServer('mosquitto'))('collector and store killed in a stream of messages', () => {
  let broker: Mosquitto;
  let collector: RigProcess;
  let client: mqtt.MqttClient;
  let folder: string;

  beforeAll(async () => {
    broker = await Mosquitto.start({ lines: ['max_queued_messages 0'] });
    folder = mkdtempSync(join(tmpdir(), 'wall-kills-'));
    for (const { path, text } of tinyFiles([{ id: 'gates', domain: 'roads', yaml: YAML }])) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    collector = new RigProcess('collector/main.ts', {
      REDIS_URL: redis().url,
      CONFIG_DIR: folder,
      UP: broker.url,
      COLLECTOR_NAME: 'kills',
    });
    collector.start();
    client = await mqtt.connectAsync(broker.url);
  });
  afterAll(async () => {
    await client?.endAsync(true);
    await collector?.kill();
    await broker?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const values = async () => {
    const members = await redis().connect().zrange(redisKeys.history('roads', 'cars|tiny'), '0', '-1');
    return members.map((member) => parseHistoryMember(member).value);
  };
  const hasSubscribed = async () =>
    (await redis().connect().hget(redisKeys.health('roads'), 'gates'))?.includes('unchanged') ?? false;

  it('records every message, once', { timeout: PATIENCE_MS }, async () => {
    await until('the link to stand', hasSubscribed, 30_000);
    const startMs = Date.now() - 60_000;
    const publishing = (async () => {
      for (let n = 0; n < MESSAGES; n += 1) {
        await client.publishAsync('gates/a', JSON.stringify({ n, atMs: startMs + n }), { qos: 1 });
        if (n % 10 === 0) await sleep(10);
      }
    })();
    for (const pauseMs of [300, 700, 1_100]) {
      await sleep(pauseMs);
      await collector.restart();
      await sleep(1_500);
    }
    await redis().kill();
    await sleep(400);
    await redis().restart();
    await publishing;
    await until('every message to be recorded', async () => (await values()).length >= MESSAGES, 40_000, 200);
    expect(await values()).toEqual(Array.from({ length: MESSAGES }, (_, n) => n));
  });
});
