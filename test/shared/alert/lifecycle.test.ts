/** The lifecycle as tables: one line is one event and what must come of it. */
import { describe, expect, it } from 'vitest';
import { isClosed, isReturned } from '../../../shared/alert/alert.ts';
import { step } from '../../../shared/alert/lifecycle.ts';
import { LIMIT, RULE, ruleWith, saw, Script } from './alert-script.ts';

const BY = { by: 'an', comment: 'seen' };
const acknowledge = { kind: 'acknowledge', ...BY } as const;
const shelve = (untilMs: number) => ({ kind: 'shelve', ...BY, untilMs }) as const;
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
