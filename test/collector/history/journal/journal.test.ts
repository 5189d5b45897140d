/** Real Redis, real files: the journal keeps what was told through deaths, damage, lost streams and other stores. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { JournalStep } from '../../../../collector/history/journal/journal.ts';
import { domainStateHash } from '../../../../shared/domain-state.ts';
import { idMs } from '../../../../shared/history/segment.ts';
import { blockName, endOfMs, journalGaps, type BlockRange } from '../../../../shared/journal/block-range.ts';
import { foldChange, parseBlock, stateAtStart, type Block } from '../../../../shared/journal/block.ts';
import { redisKeys } from '../../../../shared/redis-keys.ts';
import { JournalRig } from '../../../fixtures/journal-rig.ts';
import { withRedis } from '../../../fixtures/redis.ts';
import { withRigs } from '../../../fixtures/with-rigs.ts';
import { OK } from '../../record-world.ts';

const redis = withRedis();
const makeRig = withRigs(() => new JournalRig(redis().connect()));

const T = Date.now() - 3_600_000;
let told = 0;
/** @returns when it was told: the time of its change, which is a little behind that of its collection. */
async function record(rig: JournalRig, part: Parameters<JournalRig['record']>[0]) {
  const { changes } = await rig.record(part);
  return { nowMs: idMs(changes[0] ?? '') };
}
const tell = (rig: JournalRig, value: number) =>
  record(rig, { observations: [{ indicator: 'cars', place: 'p', observedAtMs: T + (told += 1), value }] });
const fail = (rig: JournalRig, outcome: 'timeout' | 'ok') => record(rig, { report: { ...OK, outcome } });
const pause = () => new Promise((resolve) => setTimeout(resolve, 3));

async function valueAt(rig: JournalRig, atMs: number) {
  const { state, unknown } = await rig.replay.at(rig.domain, endOfMs(atMs));
  return unknown ?? state.readings.get('cars|p')?.value;
}

const fullBlock = (rig: JournalRig, range: BlockRange): Block =>
  parseBlock(
    brotliDecompressSync(readFileSync(join(rig.journalFolder.path, blockName(range)))).toString('utf8'),
  );

describe('the journal', () => {
  it('keeps whole blocks whose end is the beginning of the next, to the hash', async () => {
    const rig = makeRig();
    for (let n = 0; n < 120; n += 1) {
      await tell(rig, n);
      if (n % 4 === 0) await rig.journalRound();
    }
    const full = rig.journalFolder.full();
    expect(full.length).toBeGreaterThan(2);
    expect(journalGaps(full)).toEqual([]);
    const blocks = full.map((range) => fullBlock(rig, range));
    const ends = blocks.map(({ header, changes }) => {
      const state = stateAtStart(header);
      for (const change of changes) foldChange(state, change);
      return domainStateHash(state);
    });
    expect(ends.slice(0, -1)).toEqual(blocks.slice(1).map(({ header }) => header.hash));
  });

  it.each<JournalStep>(['appended', 'sealed', 'begun'])(
    'loses and doubles nothing when the historian dies once it has %s',
    async (step) => {
      const rig = makeRig();
      await tell(rig, -1);
      await rig.journalRound();
      const values: { readonly atMs: number; readonly value: number }[] = [];
      for (let n = 0; n < 30; n += 1) {
        await pause();
        const { nowMs } = await tell(rig, n);
        values.push({ atMs: nowMs, value: n });
        let isDead = false;
        const dying = rig.journalRound({
          onStep: (now) => {
            if (now !== step || isDead) return;
            isDead = true;
            throw new Error('killed');
          },
        });
        await dying.catch(() => undefined);
      }
      await rig.journalRound();
      await rig.client.del(redisKeys.changes(rig.domain));
      for (const { atMs, value } of values.slice(0, -1)) expect(await valueAt(rig, atMs)).toBe(value);
      const full = rig.journalFolder.full();
      expect(journalGaps(full)).toEqual([]);
      const ids = full.flatMap((range) => fullBlock(rig, range).changes.map(([id]) => id));
      expect(new Set(ids).size).toBe(ids.length);
      expect(rig.journalSaid.filter(({ level }) => level >= 50)).toEqual([]);
    },
  );

  it('says so when what was told is lost to it, and knows nothing of that time', async () => {
    const rig = makeRig();
    const before = await tell(rig, 1);
    await rig.journalRound();
    const known = await tell(rig, 2);
    await rig.journalRound();
    await pause();
    const lost = await tell(rig, 3);
    await pause();
    const after = await tell(rig, 4);
    await rig.client.xtrim(redisKeys.changes(rig.domain), 'MAXLEN', 1);
    await rig.journalRound();
    expect(await valueAt(rig, known.nowMs)).toBe(2);
    expect(await valueAt(rig, lost.nowMs)).toBe('gap');
    expect(await valueAt(rig, after.nowMs)).toBe(4);
    expect(await valueAt(rig, before.nowMs - 60_000)).toBe('before');
    expect(rig.journalSaid.find(({ level }) => level >= 50)?.msg).toContain('the journal has a gap');
  });

  it('begins with the first word of a store that still has all of its words', async () => {
    const rig = makeRig();
    const values: { readonly atMs: number; readonly value: number }[] = [];
    for (let n = 0; n < 5; n += 1) {
      await pause();
      values.push({ atMs: (await tell(rig, n)).nowMs, value: n });
    }
    await rig.journalRound();
    for (const { atMs, value } of values) expect(await valueAt(rig, atMs)).toBe(value);
    expect(await valueAt(rig, (values[0]?.atMs ?? 0) - 1)).toBe('before');
  });

  it('begins anew with another store, and keeps what the one before told', async () => {
    const rig = makeRig();
    await tell(rig, 1);
    await rig.journalRound();
    await pause();
    const old = await tell(rig, 2);
    await rig.journalRound();
    const oldEpoch = (await rig.replay.at(rig.domain, endOfMs(old.nowMs))).state.epoch;
    await rig.client.del(
      ...[redisKeys.epoch, redisKeys.latest, redisKeys.changes].map((key) => key(rig.domain)),
    );
    await pause();
    await tell(rig, 7);
    await rig.journalRound();
    await pause();
    const young = await tell(rig, 8);
    expect(await valueAt(rig, old.nowMs)).toBe(2);
    expect(await valueAt(rig, young.nowMs)).toBe(8);
    const { state } = await rig.replay.at(rig.domain, endOfMs(young.nowMs));
    expect(state.epoch).not.toBe(oldEpoch);
  });

  it('knows of a quiet time for as long as it was followed, though another store came, and whenever it dies', async () => {
    const rig = makeRig();
    await tell(rig, 1);
    await rig.journalRound();
    await pause();
    const quietMs = Date.now();
    await pause();
    await rig.journalRound();
    await pause();
    const awayMs = Date.now();
    await pause();
    await rig.client.del(
      ...[redisKeys.epoch, redisKeys.latest, redisKeys.changes].map((key) => key(rig.domain)),
    );
    const young = await tell(rig, 7);
    for (let deaths = 0; deaths < 6; deaths += 1) {
      let steps = 0;
      await rig
        .journalRound({
          onStep: () => {
            steps += 1;
            if (steps > deaths) throw new Error('killed');
          },
        })
        .catch(() => undefined);
    }
    expect(await valueAt(rig, quietMs)).toBe(1);
    expect(await valueAt(rig, awayMs)).toBe('gap');
    expect(await valueAt(rig, young.nowMs)).toBe(7);
    const gaps = journalGaps(await rig.replay.files.blocks(rig.domain));
    expect(gaps).toHaveLength(1);
    expect(gaps[0]?.fromMs).toBeGreaterThanOrEqual(quietMs);
    expect(gaps[0]?.fromMs).toBeLessThan(awayMs);
  });

  it('remembers the outages of sources over every death', async () => {
    const rig = makeRig();
    await tell(rig, 1);
    await rig.journalRound();
    const outages = [];
    for (let n = 0; n < 3; n += 1) {
      await pause();
      outages.push((await fail(rig, 'timeout')).nowMs);
      await pause();
      await fail(rig, 'timeout');
      await rig.journalRound();
      await pause();
      outages.push((await fail(rig, 'ok')).nowMs);
      // Its appending is cut off before the outages are told.
      await rig
        .journalRound({
          onStep: () => {
            throw new Error('killed');
          },
        })
        .catch(() => undefined);
    }
    await rig.journalRound();
    const kept = await rig.replay.files.outages(rig.domain);
    expect(kept.flatMap(({ fromMs, toMs }) => [fromMs, toMs])).toEqual(outages);
    expect(new Set(kept.map(({ failure }) => failure))).toEqual(new Set(['timeout']));
  });

  it('sets a damaged open block aside, says so, and writes it again from what the store still has', async () => {
    const rig = makeRig();
    const first = await tell(rig, 1);
    await rig.journalRound();
    const path = join(rig.journalFolder.path, 'open.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"hash":"./, '"hash":"-'));
    await pause();
    await tell(rig, 2);
    await rig.journalRound();
    await pause();
    const last = await tell(rig, 3);
    expect(await valueAt(rig, last.nowMs)).toBe(3);
    expect(await valueAt(rig, first.nowMs)).toBe(1);
    expect(rig.journalSaid.find(({ level }) => level >= 50)?.msg).toContain('damaged');
    expect(readdirSync(rig.journalFolder.path).filter((name) => name.endsWith('.damaged'))).toHaveLength(1);
  });

  it('says of an instant in a damaged file that nothing is known, and of others what was told', async () => {
    const rig = makeRig();
    const values: { readonly atMs: number; readonly value: number }[] = [];
    for (let n = 0; n < 40; n += 1) {
      await pause();
      values.push({ atMs: (await tell(rig, n)).nowMs, value: n });
      await rig.journalRound();
    }
    const [, damaged] = rig.journalFolder.full();
    writeFileSync(join(rig.journalFolder.path, blockName(damaged as BlockRange)), 'no such thing');
    const seen = await Promise.all(values.slice(1).map(({ atMs }) => valueAt(rig, atMs)));
    expect(new Set(seen.filter((one) => typeof one === 'string'))).toEqual(new Set(['damaged']));
    expect(seen.at(-1)).toBe(39);
    expect(seen.filter((one) => one === 'damaged').length).toBeLessThan(20);
  });

  it('judges an instant by the configuration of then, however long nothing was told', async () => {
    const rig = makeRig();
    const configAt = async (atMs: number) => (await rig.replay.at(rig.domain, endOfMs(atMs))).config;
    await tell(rig, 1);
    await rig.journalRound();
    await pause();
    const old = await tell(rig, 2);
    await rig.journalRound();
    const changedAtMs: number[] = [];
    // Twice, with nothing told in between; and the historian dies at every step of it.
    for (const config of ['beef0000', 'cafe0000']) {
      await pause();
      rig.config = config;
      changedAtMs.push(Date.now());
      for (const step of ['sealed', 'begun'])
        await rig
          .journalRound({
            onStep: (now) => {
              if (now === step) throw new Error('killed');
            },
          })
          .catch(() => undefined);
      await rig.journalRound();
      await pause();
    }
    await pause();
    const young = await tell(rig, 3);
    const [first = 0, second = 0] = changedAtMs;
    const expected = [
      [old.nowMs, 'c0ffee00'],
      [first - 1, 'c0ffee00'],
      [second - 1, 'beef0000'],
      [young.nowMs - 1, 'cafe0000'],
      [young.nowMs, 'cafe0000'],
    ] as const;
    for (const where of ['in Redis', 'in the files']) {
      for (const [atMs, config] of expected) expect([where, await configAt(atMs)]).toEqual([where, config]);
      expect(await valueAt(rig, young.nowMs - 1)).toBe(2);
      expect(await valueAt(rig, young.nowMs)).toBe(3);
      await rig.journalRound();
    }
    expect(journalGaps(await rig.replay.files.blocks(rig.domain))).toEqual([]);
    expect(rig.journalSaid.filter(({ level }) => level >= 50)).toEqual([]);
  });

  it('is played on over a change of the configuration, which is told where it was', async () => {
    const rig = makeRig();
    rig.fullAfterBytes = 1_000_000;
    const first = await tell(rig, 1);
    await rig.journalRound();
    await pause();
    const changedAtMs = Date.now();
    rig.config = 'beef0000';
    await rig.journalRound();
    await pause();
    const last = await tell(rig, 2);
    const toMs = Date.now();
    const configs: string[] = [];
    const heard: number[] = [];
    const reached: number[] = [];
    let after = endOfMs(first.nowMs);
    let reachedMs = first.nowMs;
    for (let page = 0; page < 10 && reachedMs < toMs; page += 1) {
      const told = await rig.replay.frames(rig.domain, { after, toMs, stepMs: 0, maxChanges: 10 });
      configs.push(told.config);
      expect(told.breakMs).toBeUndefined();
      heard.push(...told.frames.map(({ t }) => idMs(t)));
      ({ to: after, reachedMs } = told);
      reached.push(reachedMs);
    }
    expect(configs).toEqual(['c0ffee00', 'beef0000']);
    expect(heard).toEqual([last.nowMs]);
    // The first was asked for all of it, and gave what was judged by it.
    expect(reached[0]).toBeGreaterThanOrEqual(changedAtMs - 1);
    expect(reached[0]).toBeLessThan(last.nowMs);
  });

  it('names the next instant at which anything was told', async () => {
    const rig = makeRig();
    await tell(rig, 0);
    await rig.journalRound();
    const instants: number[] = [];
    for (let n = 1; n < 20; n += 1) {
      await pause();
      instants.push((await tell(rig, n)).nowMs);
      if (n % 3 === 0) await rig.journalRound();
    }
    for (const [n, atMs] of instants.entries())
      expect(await rig.replay.nextChangeMs(rig.domain, atMs)).toBe(instants[n + 1]);
  });

  it.each(['in the files', 'in Redis'])('passes over what no screen was told, %s', async (where) => {
    const rig = makeRig();
    await tell(rig, 0);
    const first = await fail(rig, 'timeout');
    await rig.journalRound();
    await pause();
    const repeated = await fail(rig, 'timeout');
    expect(repeated.nowMs).toBeGreaterThan(first.nowMs);
    if (where === 'in the files') await rig.journalRound();
    await pause();
    const next = await tell(rig, 1);
    expect(await rig.replay.nextChangeMs(rig.domain, first.nowMs)).toBe(next.nowMs);
    expect(await rig.replay.nextChangeMs(rig.domain, next.nowMs)).toBeUndefined();
  });

  it('gives up whole blocks beyond its days, and says of what they told that nothing was kept yet', async () => {
    const rig = makeRig();
    const times: number[] = [];
    await fail(rig, 'timeout');
    for (let n = 0; n < 60; n += 1) {
      if (n === 5) await fail(rig, 'ok');
      if (n === 6) await record(rig, { source: 'b', report: { ...OK, outcome: 'timeout' } });
      times.push((await tell(rig, n)).nowMs);
      await pause();
      await rig.journalRound();
    }
    const before = rig.journalFolder.full();
    const [, , third] = before;
    const keepDays = 1;
    const nowMs = idMs(third?.start ?? '') + 86_400_000;
    await rig.journalRound({ keepDays }, nowMs);
    expect(rig.journalFolder.full()[0]).toEqual(third);
    expect(rig.journalFolder.full()).toHaveLength(before.length - 2);
    expect(await valueAt(rig, times[0] ?? 0)).toBe('before');
    expect(await valueAt(rig, times.at(-1) ?? 0)).toBe(59);
    // What failed before and fails still is known by its beginning; what was over is forgotten.
    const outages = await rig.replay.files.outages(rig.domain);
    expect(outages.map(({ source }) => source)).toEqual(['b']);
    await rig.journalRound({ keepDays }, nowMs + 1);
    expect(await rig.replay.files.outages(rig.domain)).toEqual(outages);
    await rig.journalRound({ keepDays }, Date.now() + 999 * 86_400_000);
    expect(rig.journalFolder.full()).toHaveLength(1);
    expect(await valueAt(rig, times.at(-1) ?? 0)).toBe(59);
  });
});
