/** Cases of the lifecycle that others got wrong, by their numbers in its design. */
import { describe, expect, it } from 'vitest';
import { isClosed } from '../../../shared/alert/alert.ts';
import { step } from '../../../shared/alert/lifecycle.ts';
import { LIMIT, RULE, ruleWith, saw, Script } from './alert-script.ts';

const BY = { by: 'an', comment: 'seen' };
const window = (from: number, until: number) => ({
  from: new Date(from).toISOString(),
  until: new Date(until).toISOString(),
  reason: { vi: 'bảo trì', en: 'maintenance' },
});

describe('cases that others got wrong', () => {
  it.each(['stale', 'no-data', 'error'] as const)('T1: %s while firing resolves nothing', (quality) => {
    const script = new Script(ruleWith({ offDelayMs: 10 }));
    script.at(0, 150);
    for (let at = 10; at < 1_000; at += 10) script.at(at, quality);
    expect(script.phase).toBe('firing');
    expect(script.told).toEqual(['first']);
  });

  it('T1: data that vanishes freezes an alert as it was', () => {
    const script = new Script(ruleWith({ offDelayMs: 50 }));
    script.at(0, 150);
    script.at(10, 0);
    script.at(20, 'no-data');
    script.at(10_000, 'no-data');
    expect(script.phase).toBe('recovering');
    expect(script.deadline(10_000)).toBeUndefined();
    script.at(10_010, 0);
    expect(script.phase).toBe('recovering');
    script.at(10_050, 0);
    expect(script.phase).toBe('normal');
  });

  it('T2: a restart while firing leaves it firing, and tells nothing again', () => {
    const script = new Script();
    script.at(0, 150);
    script.at(9_000, { kind: 'unwatched', fromMs: 10 });
    expect(script.phase).toBe('firing');
    script.at(9_001, 150);
    expect(script.reasons).toEqual(['fired']);
  });

  it('T3: the off-delay survives a restart', () => {
    const script = new Script(ruleWith({ offDelayMs: 100 }));
    script.at(0, 150);
    script.at(10, 0);
    script.at(90, { kind: 'unwatched', fromMs: 20 });
    script.at(109, 0);
    expect(script.phase).toBe('recovering');
    script.at(110, 0);
    expect(script.phase).toBe('normal');
  });

  it('what is pending keeps only the time that was observed', () => {
    const script = new Script(ruleWith({ onDelayMs: 100 }));
    script.at(0, 150);
    script.at(500, { kind: 'unwatched', fromMs: 40 });
    script.at(559, 150);
    expect(script.phase).toBe('pending');
    expect(script.deadline(559)).toBe(560);
    script.at(560, 150);
    expect(script.phase).toBe('firing');
  });

  it('T4: a changed delay resets no timer', () => {
    const script = new Script(ruleWith({ onDelayMs: 100, offDelayMs: 100 }));
    script.at(0, 150);
    script.rule = ruleWith({ onDelayMs: 80, offDelayMs: 100, revision: 2 });
    script.at(60, 150);
    expect(script.phase).toBe('pending');
    script.at(80, 150);
    expect(script.phase).toBe('firing');
    script.at(100, 0);
    script.rule = ruleWith({ onDelayMs: 80, offDelayMs: 50, revision: 3 });
    script.at(149, 0);
    expect(script.phase).toBe('recovering');
    script.at(150, 0);
    expect(script.reasons).toEqual(['pending', 'fired', 'clearing', 'resolved']);
  });

  it('T4: an episode goes on under a new rule that still holds', () => {
    const script = new Script();
    script.at(0, 150);
    script.rule = ruleWith({ revision: 2, condition: { ...LIMIT, warning: 120 } });
    script.at(10, 150);
    expect(script.reasons).toEqual(['fired']);
    expect(script.alert.revision).toBe(2);
  });

  it('T4: a rule that does not hold any more leaves no false alert', () => {
    const script = new Script(ruleWith({ offDelayMs: 1_000 }));
    script.at(0, 150);
    script.rule = ruleWith({
      offDelayMs: 1_000,
      revision: 2,
      condition: { ...LIMIT, warning: 180 },
    });
    expect(script.at(10, 150)).toMatchObject([
      { reason: 'rule-changed', phase: 'normal', telling: 'resolved' },
    ]);
    expect(isClosed(script.alert)).toBe(true);
  });

  it('T4: a rule edited while nothing is known is judged when something is', () => {
    const script = new Script();
    script.at(0, 150);
    script.rule = ruleWith({ revision: 2, condition: { ...LIMIT, warning: 180 } });
    script.at(10, 'stale');
    expect(script.phase).toBe('firing');
    script.at(20, 150);
    expect(script.reasons.at(-1)).toBe('rule-changed');
  });

  it('T5: one failed poll does not reset the on-delay', () => {
    const script = new Script(ruleWith({ onDelayMs: 100 }));
    script.at(0, 150);
    script.at(50, 'error');
    script.at(60, 150);
    script.at(109, 150);
    expect(script.phase).toBe('pending');
    script.at(110, 150);
    expect(script.phase).toBe('firing');
  });

  it('T5: a source that fails every second time fires in the end', () => {
    const script = new Script(ruleWith({ onDelayMs: 100 }));
    let at = 0;
    for (; script.phase !== 'firing' && at < 1_000; at += 10) script.at(at, at % 20 === 0 ? 150 : 'error');
    expect(at).toBeLessThanOrEqual(220);
  });

  it('T7: an evaluator that fails never resolves, and what it fails on is told as unknown', () => {
    const script = new Script();
    script.at(0, 150);
    const failed = script.at(10, saw('error'));
    expect(failed).toMatchObject([{ reason: 'quality-changed', phase: 'firing', telling: 'none' }]);
    script.at(20, { ...saw(0), seen: undefined });
    expect(script.phase).toBe('firing');
  });

  it('T9: a child is not announced after a restart before its parent is known', () => {
    const script = new Script(ruleWith({ dependsOn: { rule: 'closed', place: 'same' } }));
    script.at(0, saw(150, { parent: 'unknown' }));
    script.at(10, saw(150, { parent: 'unknown' }));
    expect(script.told).toEqual([]);
    script.at(20, saw(150, { parent: 'firing' }));
    script.at(30, saw(0, { parent: 'clear' }));
    expect(script.told).toEqual([]);
  });

  it('T9: and is announced when its parent is known to be clear', () => {
    const script = new Script(ruleWith({ dependsOn: { rule: 'closed', place: 'same' } }));
    script.at(0, saw(150, { parent: 'unknown' }));
    expect(script.at(20, 150)).toMatchObject([{ reason: 'revealed', telling: 'first', sinceMs: 0 }]);
  });

  it('T11: flapping is one episode, and alerts again by its own clock', () => {
    const script = new Script(ruleWith({ reAlertAfterMs: 1_000 }));
    for (let at = 0; at <= 2_000; at += 10) script.at(at, at % 20 === 0 ? 150 : 0);
    expect(script.alert.episode).toBe(1);
    expect(script.told.filter((telling) => telling === 'first')).toHaveLength(1);
    expect(script.told.filter((telling) => telling === 'repeat')).toHaveLength(2);
    expect(script.told.filter((telling) => telling === 'resolved').length).toBeLessThanOrEqual(3);
  });

  it('T13: an evaluation of before the last changes nothing', () => {
    const script = new Script();
    script.at(100, 150);
    const late = step(RULE, script.alert, saw(0), 99);
    expect(late).toEqual({ alert: script.alert, transitions: [], verdict: 'late' });
  });

  it('T14: the resolve carries the resolving value', () => {
    const script = new Script(ruleWith({ offDelayMs: 50 }));
    script.at(0, 150);
    script.at(10, 70);
    expect(script.at(60, 42)).toMatchObject([
      { reason: 'resolved', telling: 'resolved', value: 42, observedAtMs: 42 },
    ]);
  });

  it('T15: nothing is told as recovered that was hidden by maintenance', () => {
    const script = new Script(ruleWith({ maintenance: [window(1_000, 2_000)] }));
    script.at(1_500, 150);
    script.at(1_600, 0);
    script.at(2_000, 0);
    script.at(3_000, 0);
    expect(script.told).toEqual([]);
  });

  it('T15: a window ends to the millisecond', () => {
    const script = new Script(ruleWith({ maintenance: [window(1_000, 2_000)] }));
    script.at(999, 50);
    script.at(1_000, 150);
    script.at(1_999, 150);
    expect(script.told).toEqual([]);
    expect(script.deadline(1_999)).toBe(2_000);
    expect(script.at(2_000, 150)).toMatchObject([{ reason: 'revealed', telling: 'first', sinceMs: 1_000 }]);
  });

  it('a rule that is deleted closes its episode, and says why', () => {
    const script = new Script();
    script.at(0, 150);
    const end = script.at(1, { kind: 'close', reason: 'rule-deleted', ...BY });
    expect(end).toMatchObject([{ reason: 'rule-deleted', phase: 'normal', telling: 'resolved' }]);
    expect(isClosed(script.alert)).toBe(true);
  });

  it('ids name rule, place, episode and number, and never come twice', () => {
    const script = new Script();
    for (const [at, value] of [150, 0, 150, 210, 0].entries()) script.at(at, value);
    const ids = script.transitions.map(({ id }) => id);
    expect(ids[0]).toBe('queue:gate:1:1');
    expect(new Set(ids).size).toBe(ids.length);
  });
});
