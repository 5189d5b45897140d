/** F8 and F9 as far as history goes: neither a full disk nor a full store loses anything that was accepted. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { redisKeys } from '../../../shared/redis-keys.ts';
import { EVER, HistoryRig } from '../../fixtures/history-rig.ts';
import { withRedis } from '../../fixtures/redis.ts';
import {
  fillDisk,
  freeDisk,
  mountSmallDisk,
  unmountSmallDisk,
  whyNoSmallDisk,
} from '../../fixtures/small-disk.ts';

const redis = withRedis();
const T = Date.now() - 3_600_000;
const canMount = whyNoSmallDisk() === undefined;

let rig: HistoryRig;
beforeEach(() => {
  rig = new HistoryRig(redis().connect());
});
afterEach(async () => {
  if (canMount) unmountSmallDisk(rig.folder);
  await rig.end();
});

const accept = (n: number) =>
  rig.record({ observations: [{ indicator: 'cars', place: 'p', value: n, observedAtMs: T + n }] });
const values = async () => {
  const versions = await rig.reader.versions({ domain: rig.domain, indicator: 'cars', place: 'p' }, EVER);
  return versions.map(({ value }) => value);
};

describe.skipIf(!canMount)('a full disk', () => {
  it('fails the round and nothing else, and what was owed is written once there is room', async () => {
    mountSmallDisk(rig.folder);
    await accept(1);
    await rig.round();
    await accept(2);
    fillDisk(rig.folder);
    await expect(rig.round()).rejects.toThrow(/space|ENOSPC|write/i);
    freeDisk(rig.folder);
    await accept(3);
    await rig.round();
    await rig.forgetHot();
    expect(await values()).toEqual([1, 2, 3]);
    expect(await rig.reader.gaps(rig.domain)).toEqual([]);
  });
});

describe('a store that is full', () => {
  it('accepts nothing, and the historian goes on and makes room', async () => {
    const log = redisKeys.historyLog(rig.domain);
    await accept(1);
    await rig.round();
    for (let n = 2; n < 50; n += 1) await accept(n);
    await rig.client.config('SET', 'maxmemory', '1');
    await expect(accept(50)).rejects.toThrow(/OOM/);
    await rig.round();
    expect(await rig.client.xlen(log)).toBe(48);
    await rig.client.config('SET', 'maxmemory', '0');
    await accept(50);
    await rig.round();
    expect(await rig.client.xlen(log)).toBe(1);
    await rig.forgetHot();
    expect(await values()).toHaveLength(50);
    expect(rig.errors()).toEqual([]);
  });
});
