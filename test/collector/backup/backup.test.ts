/** A backup of a running wall, put into an empty one: the same values, the same past, under new epochs. */
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backUp } from '../../../collector/backup/back-up.ts';
import { putBack } from '../../../collector/backup/put-back.ts';
import { assertRestored } from '../../../collector/store/unfinished-restore.ts';
import { readConfig } from '../../../config/read-config.ts';
import { parseLatestEntry } from '../../../shared/latest-entry.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import { idMs } from '../../../shared/history/segment.ts';
import { endOfMs } from '../../../shared/journal/block-range.ts';
import { EVER, HistoryRig } from '../../fixtures/history-rig.ts';
import { JournalRig } from '../../fixtures/journal-rig.ts';
import { withRedis } from '../../fixtures/redis.ts';
import { tinyDomains, writeTinyProvince } from '../../fixtures/tiny-province.ts';

const [first, second] = [withRedis(), withRedis()];
const [{ id: domain } = { id: '' }] = tinyDomains();
const T = Date.now() - 3_600_000;
const series = { domain, indicator: `${domain}.rieng`, place: 'mot' };

let folder = '';
let configDir = '';
let target = '';
let rig: HistoryRig;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wall-backup-'));
  configDir = join(folder, 'province');
  writeTinyProvince(configDir);
  target = join(folder, 'backup');
  await Promise.all([first, second].map((redis) => redis().connect().flushall()));
  rig = new HistoryRig(first().connect(), domain);
});
afterEach(async () => {
  await rig.end();
  rmSync(folder, { recursive: true, force: true });
});

const figure = (value: number, atMs: number) => ({
  observations: [{ indicator: series.indicator, place: series.place, value, observedAtMs: atMs }],
});
const backup = async (historyDir = rig.folder) =>
  backUp({
    redis: rig.client,
    config: await readConfig(configDir),
    configDir,
    historyDir,
    target,
    nowMs: Date.now(),
  });
const into = (redis: Redis, historyDir: string) => ({
  redis,
  historyDir,
  configDir: join(folder, 'other'),
  source: target,
  nowMs: Date.now(),
});
const restore = (redis: Redis, historyDir: string) => putBack(into(redis, historyDir));
/** Mounting needs root, which CI and containers have. */
const canMount = process.platform === 'linux' && process.getuid?.() === 0;

describe('a restored wall', () => {
  it('shows the same values and the same past under a new epoch, and goes on', async () => {
    await rig.record(figure(1, T));
    await rig.round();
    await rig.record(figure(2, T + 1));
    await rig.record(figure(1.5, T));
    const bytes = Buffer.from([1, 2, 3]);
    const event = { id: 'e', domain, kind: 'k', atMs: T, text: 'chữ', source: 'a' };
    await rig.record({ events: [event], pictures: [{ place: 'mot', bytes, keepMs: 60_000 }] });
    await backup();
    // What comes later belongs to no part of the backup.
    await rig.record(figure(9, T + 5));
    await rig.round();
    const other = new HistoryRig(second().connect(), domain);
    const { hasPutConfig, manifest } = await restore(other.client, other.folder);
    expect(hasPutConfig).toBe(true);
    expect((await readConfig(join(folder, 'other'))).hash).toBe(manifest.configHash);
    const epochs = await Promise.all([rig, other].map(({ client }) => client.get(redisKeys.epoch(domain))));
    expect(epochs[1]).toMatch(/^[0-9a-f-]{36}$/);
    expect(epochs[1]).not.toBe(epochs[0]);
    const latest = await other.client.hgetall(redisKeys.latest(domain));
    expect(Object.values(latest).map((entry) => parseLatestEntry(entry).value)).toEqual([2]);
    expect(await other.client.hgetBuffer(redisKeys.picture(domain, 'mot'), 'bytes')).toEqual(bytes);
    expect(await other.client.pttl(redisKeys.picture(domain, 'mot'))).toBeGreaterThan(1_000);
    const past = async () => (await other.reader.versions(series, EVER)).map(({ value }) => value);
    expect(await past()).toEqual([1, 1.5, 2]);
    await other.record(figure(3, T + 2));
    await other.round();
    await other.forgetHot();
    expect(await past()).toEqual([1, 1.5, 2, 3]);
    expect(await other.reader.events(domain, EVER)).toEqual([event]);
    expect(await other.reader.gaps(domain)).toEqual([]);
    expect(other.errors()).toEqual([]);
    await other.end();
  });

  it('replays what the wall before it showed, and begins anew behind it', async () => {
    const before = new JournalRig(first().connect(), domain);
    const shown = idMs((await before.record(figure(1, T))).changes[0] ?? '');
    await sleep(5);
    // Nothing is told, and that is known.
    await before.journalRound();
    await backup(before.folder);
    const other = new JournalRig(second().connect(), domain);
    await restore(other.client, other.folder);
    const later = idMs((await other.record(figure(2, T + 1))).changes[0] ?? '');
    await other.journalRound();
    const last = idMs((await other.record(figure(3, T + 2))).changes[0] ?? '');
    const valueAt = async (atMs: number) => {
      const { state, unknown } = await other.replay.at(domain, endOfMs(atMs));
      return unknown ?? state.readings.get(`${series.indicator}|${series.place}`)?.value;
    };
    expect(await valueAt(shown)).toBe(1);
    expect(await valueAt(shown + 3)).toBe(1);
    expect(await valueAt(later - 1)).toBe('gap');
    expect(await valueAt(last)).toBe(3);
    await Promise.all([before.end(), other.end()]);
  });

  it('that was cut short at any step is simply restored again, and nobody writes on what is there', async () => {
    await rig.record(figure(1, T));
    await rig.round();
    await backup();
    const other = new HistoryRig(second().connect(), domain);
    const dyingAt = (step: number) => {
      let steps = 0;
      return putBack({
        ...into(other.client, other.folder),
        onStep: () => {
          steps += 1;
          if (steps === step) throw new Error('killed');
        },
      }).then(
        () => 'restored',
        (error: Error) => error.message,
      );
    };
    const refusal = () => {
      try {
        return assertRestored(other.folder);
      } catch (error) {
        return (error as Error).message;
      }
    };
    let deaths = 0;
    while ((await dyingAt(deaths + 1)) === 'killed') {
      deaths += 1;
      expect(refusal()).toMatch(/was cut short; run `npm run restore` again/);
    }
    expect(deaths).toBeGreaterThan(20);
    expect(refusal()).toBeUndefined();
    await other.forgetHot();
    expect(await other.reader.versions(series, EVER)).toHaveLength(1);
    expect(await other.reader.gaps(domain)).toEqual([]);
    await other.end();
  });

  it('has the history of a domain that is configured no more', async () => {
    const former = new JournalRig(first().connect(), 'former');
    await former.record({ observations: [{ indicator: 'cars', place: 'p', value: 7, observedAtMs: T }] });
    await former.round();
    await former.journalRound();
    await backup(former.folder);
    const other = new JournalRig(second().connect(), 'former');
    await restore(other.client, other.folder);
    const past = await other.reader.versions({ domain: 'former', indicator: 'cars', place: 'p' }, EVER);
    expect(past.map(({ value }) => value)).toEqual([7]);
    expect(await other.replay.files.blocks('former')).toHaveLength(1);
    await Promise.all([former.end(), other.end()]);
  });

  it.skipIf(!canMount)('may have its history on a disk of its own', async () => {
    await rig.record(figure(1, T));
    await rig.round();
    await backup();
    const other = new HistoryRig(second().connect(), domain);
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', other.folder]);
    try {
      await restore(other.client, other.folder);
      await other.forgetHot();
      expect(await other.reader.versions(series, EVER)).toHaveLength(1);
    } finally {
      await other.reader.close();
      spawnSync('umount', [other.folder]);
    }
    await other.end();
  });
});

describe('a restore is refused', () => {
  const refusal = async (redis: Redis, historyDir = join(folder, 'history')) => {
    const error = await restore(redis, historyDir).then(
      () => undefined,
      (one: unknown) => one as Error,
    );
    expect(error?.name).toBe('StartError');
    return error?.message;
  };

  it('where Redis or the folder hold something already, and changes nothing', async () => {
    await rig.record(figure(1, T));
    await rig.round();
    await backup();
    expect(await refusal(rig.client)).toMatch(/already holds linh-vuc-1; restore into an empty one/);
    expect(await refusal(second().connect(), rig.folder)).toMatch(/already holds linh-vuc-1; move it away/);
    expect(await second().connect().dbsize()).toBe(0);
  });

  it('while a collector runs', async () => {
    await backup();
    const client = second().connect();
    const word = { role: 'collector', configHash: 'x', atMs: Date.now() };
    await client.hset(redisKeys.processes(), 'one', JSON.stringify(word));
    expect(await refusal(client)).toMatch(/^a collector runs on this Redis; stop/);
  });

  it('when a file is not as it was written, or the backup was cut short', async () => {
    await rig.record(figure(1, T));
    await rig.round();
    await backup();
    appendFileSync(join(target, 'redis', `${domain}.dump`), 'x');
    expect(await refusal(second().connect())).toMatch(
      /\.dump is not as it was written; the backup is damaged/,
    );
    rmSync(join(target, 'backup.json'));
    expect(await refusal(second().connect())).toMatch(/has no backup\.json/);
  });
});

it('a backup never overwrites another', async () => {
  await backup();
  expect(existsSync(join(target, 'backup.json'))).toBe(true);
  await expect(backup()).rejects.toThrow(/is not empty/);
  expect(readdirSync(join(target, 'redis'))).toHaveLength(tinyDomains().length);
});
