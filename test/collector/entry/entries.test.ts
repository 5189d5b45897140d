/** Figures by hand, from the form's request to the record: two displays, two collectors, one real Redis. */
import { Queue } from 'bullmq';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { keepEntries } from '../../../collector/entry/keep-entries.ts';
import type { LoggedEntry } from '../../../shared/entry/entry-line.ts';
import { ENTRY_JOB, ENTRY_QUEUE } from '../../../shared/queues.ts';
import { BULLMQ_PREFIX, redisKeys } from '../../../shared/redis-keys.ts';
import type { SourceHealth } from '../../../shared/source-health.ts';
import { dayBefore, entryOf, EntryRig, FORM, post, rainOf } from '../../fixtures/entry-rig.ts';
import { withRedis } from '../../fixtures/redis.ts';
import { tinyFiles } from '../../fixtures/tiny-config.ts';
import { RigProcess, until } from '../../fixtures/wall-rig.ts';

const redis = withRedis({ appendonly: true, appendfsync: 'always' });
let rig: EntryRig;
afterEach(async () => {
  await rig.stop();
  await redis().connect().flushall();
});

async function start(collectors = 1) {
  rig = new EntryRig(redis());
  const display = await rig.show();
  for (let n = 0; n < collectors; n += 1) await rig.collect();
  return display;
}
const get = async <Reply>(url: string) => (await (await fetch(url)).json()) as Reply;

describe('an entry', () => {
  it('is recorded as entered by hand, attributed, and marks its source as well', async () => {
    const { url } = await start();
    const entry = entryOf({ values: [...rainOf('12,5'), ...rainOf(null, 'st-2')] });
    const { status, said } = await post(url, entry);
    expect(status, JSON.stringify(said)).toBe(200);
    expect(said).toMatchObject({
      state: 'recorded',
      id: entry.id,
      entry: { by: entry.by, from: '127.0.0.1', outcome: { decisions: ['first', 'first'] } },
    });
    expect(await rig.latest()).toMatchObject({
      value: 12.5,
      method: 'manual',
      source: FORM.id,
      period: entry.when,
    });
    expect(await rig.latest('st-2')).toMatchObject({ value: null, method: 'manual' });
    const health = JSON.parse(
      (await redis().connect().hget(redisKeys.health('water'), FORM.id)) ?? '{}',
    ) as SourceHealth;
    expect(health).toMatchObject({ outcome: 'ok', observed: 2, refused: 0 });
  });

  it('tells who entered an observation, and a correction what stood there before', async () => {
    const { url } = await start();
    await post(url, entryOf({ by: 'Người thứ nhất' }));
    const second = await post(url, entryOf({ by: 'Người thứ hai', values: rainOf('13') }));
    expect(second.said).toMatchObject({
      entry: { rows: [{ before: { value: 12.5 }, after: 13 }], outcome: { decisions: ['correction'] } },
    });
    const { items } = await get<{ items: { value: number; entered: object }[] }>(
      `${url}/api/v1/observations/rain/st-1`,
    );
    expect(items).toMatchObject([
      { value: 13, corrected: false, entered: { by: 'Người thứ hai' } },
      { value: 12.5, corrected: true, entered: { by: 'Người thứ nhất' } },
    ]);
  });

  it('leaves its form owed until all of it is there, and no poll is ever missed', async () => {
    const { url } = await start();
    const source = () => get<{ overdue: boolean; form: object }>(`${url}/api/v1/sources/${FORM.id}`);
    expect(await source()).toMatchObject({ overdue: true, form: { period: 'day' } });
    await post(url, entryOf());
    await post(url, entryOf({ values: rainOf('3', 'st-2') }));
    await until('the form to be filled in', async () => !(await source()).overdue);
    const metrics = await rig.collectors[0]!.metrics.registry.metrics();
    expect(metrics).not.toMatch(/missing_ticks\{[^}]*rain-form/);
  });

  it('sent twice is recorded once, however often, wherever and after whatever', async () => {
    const { url } = await start(2);
    const other = await rig.show();
    const entry = entryOf();
    const answers = await Promise.all([url, other.url, url, other.url].map((to) => post(to, entry)));
    for (const { status, said } of answers) expect([status, said['state']]).toEqual([200, 'recorded']);
    await post(url, entryOf({ values: rainOf('13') }));
    // The first one once more: what was corrected meanwhile stays corrected.
    expect((await post(other.url, entry)).status).toBe(200);
    expect((await rig.latest())?.value).toBe(13);
    expect((await rig.history()).map(({ value }) => value)).toEqual([12.5, 13]);
    expect(await rig.lines()).toHaveLength(2);
  });

  it('whose job runs again, as after a stall, changes nothing', async () => {
    const { url } = await start();
    const entry = entryOf();
    await post(url, entry);
    await post(url, entryOf({ values: rainOf('13') }));
    const queue = new Queue(ENTRY_QUEUE, { connection: { url: redis().url }, prefix: BULLMQ_PREFIX });
    await queue.add(ENTRY_JOB, { entry, from: '127.0.0.1' }, { removeOnComplete: true });
    await until(
      'the job to be done',
      async () => (await queue.count()) + (await queue.getActiveCount()) === 0,
    );
    await queue.close();
    expect((await rig.latest())?.value).toBe(13);
    expect((await rig.history()).map(({ value }) => value)).toEqual([12.5, 13]);
  });

  it('whose id was used for another one is refused', async () => {
    const { url } = await start();
    const entry = entryOf();
    await post(url, entry);
    expect(await post(url, { ...entry, values: rainOf('99') })).toMatchObject({
      status: 409,
      said: { code: 'entry-conflict' },
    });
    expect((await rig.latest())?.value).toBe(12.5);
  });

  it('that is wrong is not sent on, and says why', async () => {
    const { url } = await start();
    const { status, said } = await post(url, entryOf({ when: dayBefore(-1), values: rainOf('nhiều') }));
    expect(status).toBe(422);
    expect(said).toMatchObject({
      state: 'invalid',
      problems: [
        { field: 'when', reason: 'future' },
        { field: 'rain|st-1', reason: 'no-number' },
      ],
    });
    expect(await rig.lines()).toEqual([]);
  });

  it('far from the last value is asked for once more', async () => {
    const { url } = await start();
    await post(url, entryOf({ when: dayBefore(2) }));
    const far = entryOf({ values: rainOf('125') });
    await until('the display to know the last value', async () => (await post(url, far)).status === 422);
    const meant = { ...far, id: `${far.id}-2`, confirmed: ['rain|st-1'] };
    expect((await post(url, meant)).said).toMatchObject({ state: 'recorded' });
  });

  it('is judged again by the collector, whatever the display thought of it', async () => {
    await start();
    const queue = new Queue(ENTRY_QUEUE, { connection: { url: redis().url }, prefix: BULLMQ_PREFIX });
    const entry = entryOf({ values: rainOf('99999') });
    await queue.add(ENTRY_JOB, { entry, from: '127.0.0.1' }, { jobId: entry.id });
    await until('the refusal in the log', async () => (await rig.lines()).length === 1);
    await queue.close();
    expect(await rig.lines()).toMatchObject([{ rows: [], problems: [{ reason: 'above-most' }] }]);
    expect(await rig.latest()).toBeUndefined();
  });

  it('waits for a collector, says so, and is recorded when there is one', async () => {
    rig = new EntryRig(redis());
    const { url } = await rig.show();
    const entry = entryOf();
    expect(await post(url, entry)).toMatchObject({
      status: 202,
      said: { state: 'waiting', id: entry.id, isCollectorThere: false },
    });
    expect(await rig.latest()).toBeUndefined();
    await rig.collect();
    const told = () => get<{ state: string }>(`${url}/api/v1/entries/${entry.id}`);
    await until('it to be recorded', async () => (await told()).state === 'recorded', 20_000);
    expect((await rig.latest())?.value).toBe(12.5);
  }, 40_000);

  it('is in a log that is bounded, newest first, and nobody knows an entry that never was', async () => {
    const { url } = await start();
    for (const n of [1, 2, 3]) await post(url, entryOf({ by: `Người ${n}`, values: rainOf(String(10 + n)) }));
    expect(await keepEntries(redis().connect(), ['water'], 2)).toBe(1);
    const { items, total } = await get<{ items: LoggedEntry[]; total: number }>(
      `${url}/api/v1/entries?source=${FORM.id}`,
    );
    expect([total, items.map(({ by }) => by)]).toEqual([2, ['Người 3', 'Người 2']]);
    expect(await get(`${url}/api/v1/entries/never-was-there`)).toMatchObject({ code: 'unknown-entry' });
  });
});

describe('collectors that are killed between the job and the record', () => {
  const PATIENCE_MS = 60_000;

  it('lose no entry and record none twice', { timeout: 2 * PATIENCE_MS }, async () => {
    rig = new EntryRig(redis());
    const { url } = await rig.show();
    const folder = mkdtempSync(join(tmpdir(), 'wall-entries-'));
    for (const { path, text } of tinyFiles([FORM])) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const collectors = [1, 2].map(
      () => new RigProcess('collector/main.ts', { REDIS_URL: redis().url, CONFIG_DIR: folder }),
    );
    try {
      for (const collector of collectors) collector.start();
      const days = Array.from({ length: 40 }, (_, n) => dayBefore(n + 1));
      const entries = days.map((when, n) => entryOf({ when, values: rainOf(String(10 + (n % 3))) }));
      const sending = (async () => {
        for (const entry of entries) await post(url, entry);
      })();
      for (const pauseMs of [1_500, 2_500, 1_000, 2_000]) {
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        for (const collector of collectors) await collector.restart();
      }
      await sending;
      await until(
        'every entry in the log',
        async () => (await rig.lines()).length === days.length,
        PATIENCE_MS,
        100,
      );
      const history = await rig.history();
      expect(history.map(({ period }) => period)).toEqual(days.toSorted());
      expect(new Set((await rig.lines()).map(({ id }) => id)).size).toBe(days.length);
    } finally {
      for (const collector of collectors) await collector.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
