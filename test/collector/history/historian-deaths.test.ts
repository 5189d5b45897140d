/** Whatever kills the historian or damages its files: nothing accepted is lost, nothing is there twice, and it is said. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LockLost } from '../../../collector/history/lock-held.ts';
import { EVER, HistoryRig } from '../../fixtures/history-rig.ts';
import { withRedis } from '../../fixtures/redis.ts';

const redis = withRedis();
const PROGRAM = fileURLToPath(new URL('dying-historian.ts', import.meta.url));
const H = 3_600_000;
const T = Date.now() - H;
/** More than the steps of a flush and two merges. */
const MOST_STEPS = 60;

let rig: HistoryRig;
let accepted = 0;
beforeEach(() => {
  rig = new HistoryRig(redis().connect());
  accepted = 0;
});
afterEach(() => rig.end());

/** One late, one new and one corrected figure, one event. */
async function accept(): Promise<void> {
  const of = (observedAtMs: number, value: number) => ({
    indicator: 'cars',
    place: 'p',
    observedAtMs,
    value,
  });
  const n = accepted;
  const { observations } = await rig.record({
    observations: [of(T + 10 * n + 5, n), of(T + 10 * n, n), of(T + 10 * n, n + 0.5)],
    events: [{ id: `e${n}`, domain: rig.domain, kind: 'k', atMs: T + n, text: 't', source: 'a' }],
  });
  expect(observations).toHaveLength(3);
  accepted += 1;
}

/** As an analyst reads it: every file of the folder, with no word from us. */
async function rowsOf(table: string): Promise<{ rows: number; different: number }> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const glob = join(rig.domainFolder, '*_*', `${table}.parquet`);
  const reader = await connection.runAndReadAll(
    `SELECT count(*), count(DISTINCT (log_ms, log_seq, log_row)) FROM read_parquet('${glob}')`,
  );
  const [rows, different] = (reader.getRows()[0] ?? []).map(Number);
  connection.closeSync();
  return { rows: rows ?? 0, different: different ?? 0 };
}

async function expectEverythingOnce(): Promise<void> {
  expect(await rowsOf('observations')).toEqual({ rows: 3 * accepted, different: 3 * accepted });
  expect(await rowsOf('events')).toEqual({ rows: accepted, different: accepted });
}

async function lifeThatEndsAt(step: number, nowMs: number): Promise<boolean> {
  const args = ['--import', 'tsx', PROGRAM, redis().url, rig.folder, rig.domain, String(step), String(nowMs)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect([code, signal]).toEqual(signal === 'SIGKILL' ? [null, 'SIGKILL'] : [0, null]);
  return signal === 'SIGKILL';
}

describe('a historian that is killed', () => {
  it('at any step of a flush or of a merge loses nothing and doubles nothing', async () => {
    await accept();
    await rig.round();
    let deaths = 0;
    for (let step = 1; step < MOST_STEPS; step += 1) {
      await accept();
      // Two hours on, so that what was flushed before is merged in the same life.
      if (!(await lifeThatEndsAt(step, Date.now() + 2 * H))) break;
      deaths += 1;
    }
    expect(deaths).toBeGreaterThan(14);
    await rig.round();
    await expectEverythingOnce();
    expect(rig.errors()).toEqual([]);
  }, 120_000);

  it('and frozen keeps its folder, until it is dead', async () => {
    await accept();
    const args = ['--import', 'tsx', PROGRAM, redis().url, rig.folder, rig.domain, '0', String(Date.now())];
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    await expect.poll(() => lockFiles().length, { timeout: 10_000, interval: 2 }).toBeGreaterThan(0);
    child.kill('SIGSTOP');
    await expect(rig.round()).rejects.toThrow(`the folder is held by ${child.pid}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await rig.round();
    await expectEverythingOnce();
  });
});

const lockFiles = () => readdirSync(rig.folder).filter((name) => /^historian\.\d+$/.test(name));

describe('two historians', () => {
  it('of which one slept through the loss of the folder: it writes nothing more', async () => {
    await accept();
    const round = rig.round(Date.now(), (step) => {
      if (step !== 'noted') return;
      const [own = ''] = lockFiles();
      // Another machine, which cannot see that this one lives.
      writeFileSync(join(rig.folder, `historian.${Number(own.split('.')[1]) + 1}`), '1 another boot');
    });
    await expect(round).rejects.toThrow(LockLost);
    expect(rig.segments()).toEqual([]);
    await rig.round();
    await expectEverythingOnce();
  });

  it('whose segments overlap after all leave nothing twice', async () => {
    const cars = { domain: rig.domain, indicator: 'cars', place: 'p' };
    const other = new HistoryRig(rig.client, rig.domain);
    await accept();
    await other.round();
    await accept();
    await rig.round();
    await accept();
    await other.round();
    // Ours holds the entries 1 and 2, theirs 1 in one segment, and 2 and 3 in another.
    cpSync(other.domainFolder, rig.domainFolder, { recursive: true });
    await other.end();
    expect(await rig.reader.versions(cars, EVER)).toHaveLength(3 * accepted);
    await rig.round();
    expect(rig.segments()).toHaveLength(1);
    await expectEverythingOnce();
  });
});

describe('damage', () => {
  const newest = () => join(rig.domainFolder, rig.segments().at(-1) as string);
  const damages: [string, () => void][] = [
    [
      'a torn Parquet file',
      () => {
        const file = join(newest(), 'observations.parquet');
        truncateSync(file, statSync(file).size - 100);
      },
    ],
    [
      'a changed byte in the middle of a file',
      () => {
        const file = join(newest(), 'observations.parquet');
        const bytes = readFileSync(file);
        bytes[Math.floor(bytes.length / 3)] = (bytes[Math.floor(bytes.length / 3)] ?? 0) ^ 0x40;
        writeFileSync(file, bytes);
      },
    ],
    ['a file that is gone', () => rmSync(join(newest(), 'events.parquet'))],
    ['a torn note', () => truncateSync(join(newest(), 'segment.json'), 50)],
  ];

  it.each(damages)(
    'of the newest segment, %s, is said, and the segment is written again',
    async (_, damage) => {
      await accept();
      await rig.round();
      await accept();
      await rig.round();
      const name = rig.segments().at(-1);
      damage();
      await rig.round();
      expect(rig.errors()).toMatchObject([{ domain: rig.domain, segment: name }]);
      expect(rig.errors()[0]?.['why']).toMatch(/parquet|segment\.json/);
      expect(readdirSync(join(rig.domainFolder, 'set-aside'))).toHaveLength(1);
      await expectEverythingOnce();
    },
  );

  it.each(damages)('of the newest segment while it runs, %s, is mended as well', async (_, damage) => {
    await rig.life(async (historian) => {
      await accept();
      await historian.turn(Date.now());
      await accept();
      await historian.turn(Date.now());
      damage();
      // Of the same hour: what is in the damaged file counts in its rollups.
      await accept();
      await historian.turn(Date.now());
      await historian.turn(Date.now());
      await historian.turn(Date.now());
    });
    expect(rig.errors().map(({ msg }) => msg)).toEqual([
      'a segment of the history is damaged and was set aside',
    ]);
    await expectEverythingOnce();
  });

  it('of a segment that nobody asks for is found in time', async () => {
    await rig.life(async (historian) => {
      for (let n = 0; n < 3; n += 1) {
        await accept();
        await historian.turn(Date.now());
      }
      rmSync(join(rig.domainFolder, rig.segments()[0] as string, 'events.parquet'));
      for (let n = 0; n < 3; n += 1) await historian.turn(Date.now());
    });
    expect(rig.errors()).toMatchObject([{ why: 'events.parquet is missing' }]);
    expect(await rig.reader.gaps(rig.domain)).toMatchObject([{ batches: 1 }]);
  });

  it('of one domain stops no other, and names it', async () => {
    const other = new HistoryRig(rig.client);
    await accept();
    await rig.life(
      async (historian) => {
        rmSync(join(rig.folder, other.domain), { recursive: true });
        writeFileSync(join(rig.folder, other.domain), 'no folder');
        await other.record({ observations: [{ indicator: 'cars', place: 'p', value: 1, observedAtMs: T }] });
        await expect(historian.turn(Date.now())).rejects.toThrow(`${other.domain}: `);
      },
      { domains: [other.domain, rig.domain] },
    );
    await expectEverythingOnce();
    await other.end();
  });

  it('of a merged segment is said, and what it was made of stands again', async () => {
    for (let n = 0; n < 3; n += 1) {
      await accept();
      await rig.round();
    }
    await rig.round(Date.now() + 2 * H);
    expect(rig.segments()).toHaveLength(1);
    const file = join(newest(), 'observations.parquet');
    truncateSync(file, statSync(file).size - 8);
    await rig.round();
    expect(rig.errors()[0]?.['recovered']).toHaveLength(3);
    await expectEverythingOnce();
  });

  it('of an exchange that death cut in two, so that neither the old nor the new stands, is mended', async () => {
    await accept();
    await rig.round();
    const [name = ''] = rig.segments();
    renameSync(join(rig.domainFolder, name), join(rig.domainFolder, 'superseded', name));
    await rig.round();
    expect(rig.segments()).toEqual([name]);
    await expectEverythingOnce();
    expect(rig.errors()).toEqual([]);
  });

  it('of an older segment that nothing can write again is said as a gap', async () => {
    for (let n = 0; n < 3; n += 1) {
      await accept();
      await rig.round();
    }
    rmSync(join(rig.domainFolder, rig.segments()[0] as string, 'observations.parquet'));
    await rig.round();
    expect(rig.errors()).toMatchObject([{ why: 'observations.parquet is missing' }]);
    expect(await rig.reader.gaps(rig.domain)).toMatchObject([{ batches: 1 }]);
  });
});
