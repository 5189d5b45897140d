/** Rules as revisions: the files give the first, and from then on Redis holds the truth. */
import { beforeEach, describe, expect, it } from 'vitest';
import { alertConfig, AlertRig, ruleYaml } from '../../fixtures/alert-rig.ts';
import { withRedis } from '../../fixtures/redis.ts';

const redis = withRedis();
const rule = (limit: number) => ruleYaml('high', `kind: limit, indicator: level, warning: ${limit}`);

async function newRig(rules = rule(5)): Promise<AlertRig> {
  const rig = new AlertRig(redis().connect(), alertConfig(rules));
  await rig.seed();
  return rig;
}
const inForce = async (rig: AlertRig) =>
  (await rig.rules.inForce()).map(({ revision, condition }) => [revision, condition.warning]);

beforeEach(async () => {
  await redis().connect().flushall();
});

describe('rules', () => {
  it('are seeded once, and stay as they are however often the files are read', async () => {
    const rig = await newRig();
    expect(await inForce(rig)).toEqual([[1, 5]]);
    expect(await rig.seed()).toEqual([]);
    expect((await rig.rules.pending()).size).toBe(0);
  });

  it('T4: a changed file is a pending revision, and never overrides in silence', async () => {
    const rig = await newRig();
    expect(await rig.seed(alertConfig(rule(7)))).toEqual(['pending high']);
    expect(await inForce(rig)).toEqual([[1, 5]]);
    expect((await rig.rules.pending()).get('high')).toMatchObject({ change: 'edited' });
    // Said once, and withdrawn when the file is as before.
    expect(await rig.seed(alertConfig(rule(7)))).toEqual([]);
    await rig.seed();
    expect((await rig.rules.pending()).size).toBe(0);
  });

  it('is adopted as the next revision, and the files are followed again', async () => {
    const rig = await newRig();
    await rig.seed(alertConfig(rule(7)));
    await rig.rules.adopt('high', 'an', 1);
    expect(await inForce(rig)).toEqual([[2, 7]]);
    expect(await rig.seed(alertConfig(rule(7)))).toEqual([]);
    expect(await rig.seed(alertConfig(rule(5)))).toEqual(['pending high']);
  });

  it('a rule that left the files stays in force until that is adopted, and its alert is closed then', async () => {
    const rig = await newRig();
    const evaluator = rig.evaluator();
    await rig.level({ 'st-1': 6 });
    await evaluator.turn();
    const none = alertConfig(ruleYaml('other', 'kind: limit, indicator: level, warning: 99'));
    expect(await rig.seed(none)).toEqual(['seeded other', 'pending high']);
    await rig.rules.adopt('high', 'an', 1);
    expect((await rig.rules.inForce()).map(({ id }) => id)).toEqual(['other']);
    await rig.level({ 'st-1': 7 });
    await evaluator.turn();
    await evaluator.turn();
    expect(await rig.reasons()).toEqual(['fired', 'rule-deleted']);
    expect(await rig.seed(none)).toEqual([]);
  });

  it('two who change one rule at once: the second is told', async () => {
    const rig = await newRig();
    const [known] = await rig.rules.revisions();
    if (known === undefined) throw new Error('no rule');
    const next = { ...known, revision: 2, by: 'an' };
    await rig.rules.put(next);
    await expect(rig.rules.put({ ...next, by: 'binh' })).rejects.toThrow(/somebody changed the rule "high"/);
    await expect(rig.rules.adopt('high', 'an', 1)).rejects.toThrow(/nothing is pending/);
  });

  it('T4: edited in mid-episode: one that still holds goes on, one that does not is closed by the edit', async () => {
    const rig = await newRig();
    const evaluator = rig.evaluator();
    await rig.level({ 'st-1': 6, 'st-2': 20 });
    await evaluator.turn();
    await rig.seed(alertConfig(rule(10)));
    await rig.rules.adopt('high', 'an', 1);
    // Nothing else changed: the edit alone makes the evaluator read the rules again.
    await evaluator.turn();
    expect((await rig.transitions()).map(({ place, reason }) => `${place} ${reason}`)).toEqual([
      'st-1 fired',
      'st-2 fired',
      'st-1 rule-changed',
    ]);
    expect(await rig.alert('high|st-2')).toMatchObject({ episode: 1, condition: { phase: 'firing' } });
  });
});
