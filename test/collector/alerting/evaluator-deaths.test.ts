/** Whatever kills an evaluator, and however late another wakes: each transition is committed once, and none is lost. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { AlertStore } from '../../../collector/alerting/alert-store.ts';
import type { EvaluatorStep } from '../../../collector/alerting/evaluator.ts';
import { alertConfig, AlertRig, DOMAIN, ruleYaml } from '../../fixtures/alert-rig.ts';
import { withRedis } from '../../fixtures/redis.ts';

const redis = withRedis();
const DYING = fileURLToPath(new URL('./dying-evaluator.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const RULES = ruleYaml('high', 'kind: limit, indicator: level, warning: 5, critical: 9, deadband: 1');

async function newRig(): Promise<AlertRig> {
  const rig = new AlertRig(redis().connect(), alertConfig(RULES));
  await rig.seed();
  return rig;
}

/** What a life must bring, told in the order of the values. */
const VALUES = [1, 6, 10, 7, 2, 6, 1];
const EXPECTED = ['fired', 'escalated', 'eased', 'resolved', 'fired-again', 'resolved'];

/** What stands in the store, and what should. */
async function whole(rig: AlertRig) {
  const all = await rig.transitions();
  const alert = await rig.alert('high|st-1');
  return {
    said: all.map(({ seq, reason }) => `${seq} ${reason}`),
    untold: (await rig.outbox()).length - all.filter(({ telling }) => telling !== 'none').length,
    seq: alert?.seq,
    phase: alert?.condition.phase,
  };
}
const WHOLE = {
  said: EXPECTED.map((reason, at) => `${at + 1} ${reason}`),
  untold: 0,
  seq: EXPECTED.length,
  phase: 'normal',
};

beforeEach(async () => {
  await redis().connect().flushall();
});

const STEPS: readonly EvaluatorStep[] = ['leased', 'loaded', 'judged', 'committed'];

describe('an evaluator that fails', () => {
  it.each(STEPS)('I1: right behind the step "%s" loses nothing and tells nothing twice', async (dies) => {
    const rig = await newRig();
    for (const value of VALUES) {
      await rig.level({ 'st-1': value });
      const failing = rig.evaluator({
        onStep: (step) => {
          if (step === dies) throw new Error('killed');
        },
      });
      await expect(failing.turn()).rejects.toThrow('killed');
      await rig.endLease();
      // Every second time the next one comes only when more has happened.
      if (value % 2 === 0) await rig.evaluator().turn();
      await rig.endLease();
    }
    await rig.evaluator().turn();
    expect(await whole(rig)).toEqual(WHOLE);
  });

  it('and whose process is killed at any of its steps: the next goes on', { timeout: 120_000 }, async () => {
    const rig = await newRig();
    await rig.level({ 'st-1': VALUES[0] ?? 0 });
    await rig.evaluator().turn();
    for (const [at, value] of VALUES.slice(1).entries()) {
      await rig.endLease();
      await rig.level({ 'st-1': value });
      const dieAt = DEATHS[at];
      if (dieAt !== undefined) await dies(dieAt);
    }
    await rig.endLease();
    await rig.evaluator().turn();
    expect(await whole(rig)).toEqual(WHOLE);
  });
});

/** At its lease, loaded, when it has judged, and right behind its commit; a life of its own for each. */
const DEATHS = [1, 2, 4, 5];

async function dies(dieAt: number): Promise<void> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', DYING, String(redis().port), String(dieAt), `child-${dieAt}`],
    { cwd: ROOT, stdio: 'ignore' },
  );
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  expect(signal).toBe('SIGKILL');
}

interface Change {
  readonly cursor?: string;
  readonly toMs?: number;
  readonly epoch?: string;
  readonly seqBefore?: number;
  readonly revision?: number;
}

/** What the store says to a second commit of what was committed, with something of it other than it stands there. */
async function verdictOn({ seqBefore, revision, ...change }: Change, turn?: string) {
  const rig = await newRig();
  await rig.level({ 'st-1': 6 });
  await rig.evaluator({ owner: 'one' }).turn();
  const checkpoint = await rig.checkpoint();
  const alert = await rig.alert('high|st-1');
  if (alert === undefined) throw new Error('it did not fire');
  return new AlertStore(rig.client, DOMAIN, 'one').commit(turn ?? checkpoint.turn, {
    epoch: change.epoch ?? checkpoint.epoch,
    cursor: change.cursor ?? checkpoint.cursor,
    toMs: change.toMs ?? checkpoint.toMs,
    alerts: [{ field: 'high|st-1', seqBefore: seqBefore ?? alert.seq, alert }],
    rules: [['high', revision ?? 1]],
    deadlines: [],
    transitions: await rig.transitions(),
    facts: [],
    hours: [],
    gap: undefined,
  });
}

describe('a late evaluator', () => {
  it('T13: that wakes when another has judged can commit nothing, and judges anew', async () => {
    const rig = await newRig();
    const sleeper = rig.evaluator({ owner: 'sleeper' });
    await rig.level({ 'st-1': 1 });
    await sleeper.turn();
    await rig.endLease();
    const other = rig.evaluator();
    await rig.level({ 'st-1': 6 });
    await other.turn();
    // It took the lease before it slept, and knows nothing of the other.
    await rig.believeLeaseOf('sleeper');
    await sleeper.turn();
    expect(await rig.reasons()).toEqual(['fired']);
    await rig.level({ 'st-1': 1 });
    expect(await sleeper.turn()).toBe('committed');
    expect(await rig.reasons()).toEqual(['fired', 'resolved']);
  });

  it('leaves another in peace while that one holds the lease', async () => {
    const rig = await newRig();
    const owner = rig.evaluator();
    await rig.level({ 'st-1': 6 });
    await owner.turn();
    expect(await rig.evaluator().turn()).toBe('not-ours');
    expect(await owner.turn()).toBe('nothing');
    await owner.release();
    expect(await rig.evaluator().turn()).not.toBe('not-ours');
  });

  it('T13: is refused by its turn, though nothing else differs', async () => {
    expect(await verdictOn({}, '0')).toEqual({ ok: false, why: 'turn' });
  });

  it.each<[string, Change]>([
    ['cursor', { cursor: '1-0' }],
    ['time', { toMs: 1 }],
    ['epoch', { epoch: 'another' }],
    ['alert', { seqBefore: 0 }],
    ['rule', { revision: 7 }],
  ])('is refused by its %s', async (why, change) => {
    expect(await verdictOn(change)).toEqual({ ok: false, why });
  });

  it('many at once judge as one', async () => {
    const rig = await newRig();
    const evaluators = Array.from({ length: 4 }, (_, n) => rig.evaluator({ owner: `e-${n}` }));
    await rig.level({ 'st-1': VALUES[0] ?? 0 });
    for (const value of VALUES.slice(1)) {
      await rig.level({ 'st-1': value });
      // Each believes to hold the lease, as after a pause of all of them.
      await Promise.all(
        evaluators.map(async (evaluator, n) => {
          await rig.believeLeaseOf(`e-${n}`);
          await evaluator.turn();
        }),
      );
    }
    await rig.endLease();
    await rig.evaluator().turn();
    expect(await whole(rig)).toEqual(WHOLE);
  });
});
