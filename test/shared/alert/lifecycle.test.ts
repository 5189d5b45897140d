/** The lifecycle as tables, and the cases that others got wrong. */
import { describe, expect, it } from 'vitest';
import { isClosed, isReturned } from '../../../shared/alert/alert.ts';
import { step } from '../../../shared/alert/lifecycle.ts';
import { LIMIT, RULE, ruleWith, saw, Script } from './alert-script.ts';

const BY = { by: 'an', comment: 'seen' };
const acknowledge = { kind: 'acknowledge', ...BY } as const;
const shelve = (untilMs: number) => ({ kind: 'shelve', ...BY, untilMs }) as const;
const window = (from: number, until: number) => ({
  from: new Date(from).toISOString(),
  until: new Date(until).toISOString(),
  reason: { vi: 'bảo trì', en: 'maintenance' },
});

describe('the condition', () => {
  const slow = ruleWith({ onDelayMs: 100, offDelayMs: 50 });
  it.each<[string, typeof RULE, [number, Parameters<Script['at']>[1], string][]]>([
    ['fires at the limit on the first evaluation without a delay', RULE, [[0, 100, 'firing']]],
    ['stays normal below the limit', RULE, [[0, 99.9, 'normal']]],
    [
      'clears only behind the deadband',
      RULE,
      [
        [0, 100, 'firing'],
        [1, 90, 'firing'],
        [2, 89.9, 'normal'],
      ],
    ],
    [
      'fires when the breach has been observed for the delay, at its very end',
      slow,
      [
        [0, 100, 'pending'],
        [99, 100, 'pending'],
        [100, 100, 'firing'],
      ],
    ],
    [
      'returns to normal by a good non-breach while pending, and begins anew',
      slow,
      [
        [0, 100, 'pending'],
        [60, 50, 'normal'],
        [70, 100, 'pending'],
        [160, 100, 'pending'],
        [170, 100, 'firing'],
      ],
    ],
    [
      'is over when it was clear for the off-delay, at its very end',
      slow,
      [
        [0, 150, 'pending'],
        [100, 150, 'firing'],
        [110, 0, 'recovering'],
        [159, 0, 'recovering'],
        [160, 0, 'normal'],
      ],
    ],
    [
      'keeps firing through a short dip',
      slow,
      [
        [0, 150, 'pending'],
        [100, 150, 'firing'],
        [110, 0, 'recovering'],
        [120, 150, 'firing'],
        [130, 0, 'recovering'],
        [179, 0, 'recovering'],
        [180, 0, 'normal'],
      ],
    ],
  ])('%s', (_name, rule, lines) => {
    const script = new Script(rule);
    for (const [nowMs, input, phase] of lines) {
      script.at(nowMs, input);
      expect(`${nowMs} ${script.phase}`).toBe(`${nowMs} ${phase}`);
    }
  });

  it('below a limit is the mirror of above', () => {
    const condition = {
      ...LIMIT,
      direction: 'below',
      warning: 95,
      critical: 90,
      deadband: 1,
    } as const;
    const script = new Script(ruleWith({ condition }));
    for (const [at, value] of [96, 95, 90, 91, 92, 95.5, 96.1].entries()) script.at(at, value);
    expect(script.reasons).toEqual(['fired', 'escalated', 'eased', 'resolved']);
  });

  it('a repeated dip in one episode notifies nobody', () => {
    const script = new Script(ruleWith({ offDelayMs: 50 }));
    script.at(0, 150);
    for (let at = 10; at < 100; at += 10) script.at(at, at % 20 === 0 ? 150 : 0);
    expect(script.told).toEqual(['first']);
    expect(script.alert.episode).toBe(1);
  });

  it('escalates as a transition of its own, and asks to be acknowledged again', () => {
    const script = new Script();
    script.at(0, 150);
    script.at(1, acknowledge);
    script.at(2, 200);
    expect(script.told).toEqual(['first', 'escalated']);
    expect(script.alert.acknowledgement.state).toBe('unacknowledged');
    expect(script.alert.episode).toBe(1);
  });

  it('a level that swings is told once, as far as it went', () => {
    const script = new Script();
    for (const [at, value] of [150, 200, 150, 210, 150, 220].entries()) script.at(at, value);
    expect(script.told).toEqual(['first', 'escalated']);
  });

  it('begins nothing outside working time, and counts no delay there', () => {
    const script = new Script(ruleWith({ onDelayMs: 100 }));
    script.at(0, saw(150, { isWorkingTime: false }));
    expect(script.phase).toBe('normal');
    script.at(10, 150);
    script.at(50, saw(150, { isWorkingTime: false }));
    script.at(500, 150);
    script.at(559, 150);
    expect(script.phase).toBe('pending');
    script.at(560, 150);
    expect(script.phase).toBe('firing');
    script.at(600, saw(0, { isWorkingTime: false }));
    expect(script.phase).toBe('normal');
  });

  it('an unknown phase is a defect, and said', () => {
    const broken = { ...new Script().alert, condition: { phase: 'silenced' } as never };
    expect(() => step(RULE, broken, saw(1), 0)).toThrow(/phase "silenced"/);
  });
});

describe('acknowledgement', () => {
  it('normal and acknowledged is closed; normal and unacknowledged stays listed as returned', () => {
    const script = new Script();
    script.at(0, 150);
    script.at(1, 0);
    expect([isReturned(script.alert), isClosed(script.alert)]).toEqual([true, false]);
    script.at(2, acknowledge);
    expect([isReturned(script.alert), isClosed(script.alert)]).toEqual([false, true]);
    expect(script.transitions.at(-1)).toMatchObject({ reason: 'acknowledged', by: 'an', comment: 'seen' });
    script.at(3, 150);
    expect(script.alert.episode).toBe(2);
    expect(script.told).toEqual(['first', 'resolved', 'first']);
  });

  it('what is acknowledged and goes on is told again by its own clock, and is unacknowledged then', () => {
    const script = new Script(ruleWith({ reAlertAfterMs: 100 }));
    script.at(0, 150);
    script.at(1, acknowledge);
    script.at(99, 150);
    expect(script.told).toEqual(['first']);
    expect(script.deadline(99)).toBe(100);
    script.at(100, 150);
    expect(script.told).toEqual(['first', 'repeat']);
    expect(script.alert.acknowledgement.state).toBe('unacknowledged');
  });

  it('is done once', () => {
    const script = new Script();
    script.at(0, 150);
    expect(script.at(1, acknowledge)).toHaveLength(1);
    expect(script.at(2, acknowledge)).toHaveLength(0);
  });
});

describe('visibility', () => {
  it('hides and never changes what is hidden; at its end the original begin is shown', () => {
    const script = new Script();
    script.at(0, 150);
    script.at(10, shelve(50));
    script.at(20, 210);
    expect(script.told).toEqual(['first']);
    expect(script.alert).toMatchObject({ condition: { phase: 'firing', level: 'critical', sinceMs: 0 } });
    expect(script.deadline(20)).toBe(50);
    expect(script.at(50, 210).at(-1)).toMatchObject({
      reason: 'unshelved',
      telling: 'escalated',
      sinceMs: 0,
    });
  });

  it('one reason that ends leaves the others', () => {
    const script = new Script();
    script.at(0, 150);
    script.at(1, shelve(100));
    script.at(2, { kind: 'out-of-service', ...BY });
    script.at(3, { kind: 'unshelve', ...BY });
    script.at(4, 210);
    expect(script.told).toEqual(['first']);
    script.at(5, { kind: 'in-service', ...BY });
    expect(script.told).toEqual(['first', 'escalated']);
  });

  it('a parent that fires explains its child, and lets it be seen when it ends', () => {
    const script = new Script(ruleWith({ dependsOn: { rule: 'closed', place: 'same' } }));
    script.at(0, saw(150, { parent: 'firing' }));
    script.at(10, saw(150, { parent: 'firing' }));
    expect(script.told).toEqual([]);
    expect(script.at(20, 150)).toMatchObject([{ reason: 'revealed', telling: 'first', sinceMs: 0 }]);
  });
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
