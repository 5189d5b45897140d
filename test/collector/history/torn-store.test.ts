/** F7 as far as history goes: a store that lost its end comes back lower than the files, which is said and harms nothing. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { redisKeys } from '../../../shared/redis-keys.ts';
import { tearEnd } from '../../fixtures/append-only-file.ts';
import { EVER, HistoryRig } from '../../fixtures/history-rig.ts';
import { startTestRedis, type TestRedis } from '../../fixtures/redis.ts';

const T = Date.now() - 3_600_000;
const KEPT = 40;

let redis: TestRedis;
let rig: HistoryRig;
beforeEach(async () => {
  redis = await startTestRedis({ appendonly: true, appendfsync: 'always' });
  rig = new HistoryRig(redis.connect());
});
afterEach(async () => {
  await rig.end();
  await redis.stop();
});

const accept = (n: number) =>
  rig.record({ observations: [{ indicator: 'cars', place: 'p', value: n, observedAtMs: T + n }] });

it.each([1, 64, 4_096])(
  'an append-only file that lost its last %i bytes leaves history whole, and what is accepted next is added',
  async (bytes) => {
    for (let n = 1; n <= KEPT; n += 1) await accept(n);
    await rig.round();
    const counted = Number(await rig.client.get(redisKeys.historyLogCount(rig.domain)));
    await redis.kill();
    tearEnd(redis.dir, bytes);
    await redis.restart();
    const left = Number(await rig.client.get(redisKeys.historyLogCount(rig.domain)));
    expect(left).toBeLessThan(counted);
    await accept(KEPT + 1);
    await rig.round();
    expect(rig.errors()).toMatchObject([{ domain: rig.domain }]);
    expect(rig.errors()[0]?.msg).toMatch(/^the store counts lower than history/);
    await rig.forgetHot();
    const versions = await rig.reader.versions({ domain: rig.domain, indicator: 'cars', place: 'p' }, EVER);
    expect(versions.map(({ value }) => value)).toEqual(Array.from({ length: KEPT + 1 }, (_, n) => n + 1));
    expect(await rig.reader.gaps(rig.domain)).toEqual([]);
  },
  30_000,
);

it('tells what the store lost and its source told again once, as it was first known', async () => {
  for (let n = 1; n <= KEPT; n += 1) await accept(n);
  await rig.round();
  const asked = { domain: rig.domain, indicator: 'cars', place: 'p' };
  const known = await rig.reader.versions(asked, EVER);
  await redis.kill();
  tearEnd(redis.dir, 4_096);
  await redis.restart();
  for (let n = KEPT - 9; n <= KEPT; n += 1) await accept(n);
  expect(await rig.reader.versions(asked, EVER)).toEqual(known);
  await rig.round();
  await rig.forgetHot();
  expect(await rig.reader.versions(asked, EVER)).toEqual(known);
}, 30_000);
