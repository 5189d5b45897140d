import { describe, expect, it } from 'vitest';
import { keepHouse, measure } from '../../collector/housekeeping.ts';
import { Recorder } from '../../collector/record.ts';
import { parseHistoryMember } from '../../shared/latest-entry.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import { withRedis } from '../fixtures/redis.ts';

const redis = withRedis();
const H = 3_600_000;
const now = Date.now();

async function world(domain: string, series: readonly string[], points: number) {
  const client = redis().connect();
  const recorder = new Recorder(client, 'Asia/Ho_Chi_Minh');
  const observations = series.flatMap((place) =>
    Array.from({ length: points }, (_, at) => ({
      indicator: 'cars',
      place,
      value: at,
      observedAtMs: now - H + at,
    })),
  );
  await recorder.record({ domain, source: 'a', observations, events: [], pictures: [] });
  const values = async (place: string) =>
    (await client.zrange(redisKeys.history(domain, `cars|${place}`), '0', '-1')).map(
      (member) => parseHistoryMember(member).value,
    );
  return { client, values };
}
const keepMsOf = () => 48 * H;

describe('housekeeping', () => {
  it('trims a series that nobody writes any more, down to its newest point', async () => {
    const { client, values } = await world('idle', ['p', 'q', 'r'], 3);
    const keepMs = new Map([
      ['cars|p', 48 * H],
      ['cars|r', 72 * H],
    ]);
    const late = { nowMs: now + 49 * H, keepMsOf: (series: string) => keepMs.get(series) };
    expect(await keepHouse(client, ['idle'], late)).toMatchObject({ trimmedIdle: 2, trimmedForSize: 0 });
    expect(await values('p')).toEqual([2]);
    expect(await values('q')).toEqual([0, 1, 2]);
    expect(await values('r')).toEqual([0, 1, 2]);
  });

  it('says how much waits for the historian, and never drops it for want of room', async () => {
    const { client } = await world('waiting', ['p'], 40);
    const result = await keepHouse(client, ['waiting'], { nowMs: now, keepMsOf, maxBytes: 1 });
    expect(result.logged).toEqual(new Map([['waiting', 1]]));
    expect(await client.xlen(redisKeys.historyLog('waiting'))).toBe(1);
  });

  it('keeps the store within its bound by dropping the oldest of every series, and never the newest', async () => {
    const { client, values } = await world('big', ['p', 'q', 'r'], 400);
    const { bytes } = await measure(client, ['big']);
    const maxBytes = Math.round(bytes * 0.6);
    const result = await keepHouse(client, ['big'], { nowMs: now, keepMsOf, maxBytes });
    expect(result).toMatchObject({ bytes, trimmedIdle: 0 });
    expect(result.trimmedForSize).toBeGreaterThan(0);
    for (const place of ['p', 'q', 'r']) {
      const kept = (await values(place)) as number[];
      expect(kept).toEqual(Array.from({ length: kept.length }, (_, at) => 400 - kept.length + at));
      expect(kept.length).toBeGreaterThan(50);
    }
    expect((await measure(client, ['big'])).bytes).toBeLessThanOrEqual(maxBytes);
  });

  it('counts pictures and streams, and drops old changes before any point of a history', async () => {
    const { client, values } = await world('seen', ['p'], 50);
    const { bytes: without } = await measure(client, ['seen']);
    const picture = { place: 'cam-1', bytes: new Uint8Array(50_000), keepMs: 60_000 };
    const recorder = new Recorder(client, 'Asia/Ho_Chi_Minh');
    await recorder.record({
      domain: 'seen',
      source: 'a',
      observations: [],
      events: [],
      pictures: [picture],
    });
    const { bytes: withPicture } = await measure(client, ['seen']);
    expect(withPicture - without).toBeGreaterThan(50_000);
    const changes = redisKeys.changes('seen');
    for (let at = 0; at < 1_000; at += 1) await client.xadd(changes, '*', 'o', 'x'.repeat(500));
    const { bytes } = await measure(client, ['seen']);
    expect(bytes - withPicture).toBeGreaterThan(500_000);
    const maxBytes = withPicture + (bytes - withPicture) * 0.7;
    const result = await keepHouse(client, ['seen'], { nowMs: now, keepMsOf, maxBytes });
    expect(result.trimmedForSize).toBe(0);
    expect(await values('p')).toHaveLength(50);
    expect(await client.xlen(changes)).toBeLessThan(700);
    expect((await measure(client, ['seen'])).bytes).toBeLessThanOrEqual(maxBytes);
  });

  it('leaves a store within its bound as it is', async () => {
    const { client, values } = await world('small', ['p'], 5);
    expect(await keepHouse(client, ['small'], { nowMs: now, keepMsOf })).toMatchObject({
      trimmedIdle: 0,
      trimmedForSize: 0,
    });
    expect(await values('p')).toHaveLength(5);
  });
});
