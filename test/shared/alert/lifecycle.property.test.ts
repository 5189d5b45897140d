/** What holds of the lifecycle whatever comes, in whatever order and at whatever times. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFiring, isHidden, type Transition } from '../../../shared/alert/alert.ts';
import type { AlertInput } from '../../../shared/alert/lifecycle.ts';
import { ruleWith, saw, Script } from './alert-script.ts';

interface Event {
  readonly afterMs: number;
  readonly input: AlertInput;
}

const BY = { by: 'an', comment: '' };

const evaluation = fc
  .record({
    what: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 60, max: 240 }) },
      { weight: 2, arbitrary: fc.constantFrom('stale' as const, 'no-data' as const, 'error' as const) },
    ),
    parent: fc.constantFrom('clear' as const, 'clear' as const, 'firing' as const, 'unknown' as const),
    isWorkingTime: fc.constantFrom(true, true, false),
  })
  .map(({ what, ...around }): AlertInput => saw(what, around));

const action = fc.oneof(
  fc.constantFrom<AlertInput>(
    { kind: 'acknowledge', ...BY },
    { kind: 'unshelve', ...BY },
    { kind: 'out-of-service', ...BY },
    { kind: 'in-service', ...BY },
    { kind: 'close', reason: 'rule-deleted', ...BY },
  ),
  fc.nat(5_000).map((untilMs): AlertInput => ({ kind: 'shelve', untilMs, ...BY })),
  fc.nat(5_000).map((fromMs): AlertInput => ({ kind: 'unwatched', fromMs })),
);

const events = fc.array(
  fc.record({
    // Now and then a clock that stands, or goes back.
    afterMs: fc.integer({ min: -20, max: 120 }),
    input: fc.oneof({ weight: 8, arbitrary: evaluation }, { weight: 1, arbitrary: action }),
  }),
  { maxLength: 80 },
);

const rules = fc
  .record({
    onDelayMs: fc.constantFrom(0, 50, 200),
    offDelayMs: fc.constantFrom(0, 50, 200),
    reAlertAfterMs: fc.constantFrom(300, 100_000),
  })
  .map((delays) =>
    ruleWith({
      ...delays,
      dependsOn: { rule: 'closed', place: 'same' },
      maintenance: [
        {
          from: new Date(1_000).toISOString(),
          until: new Date(1_500).toISOString(),
          reason: { vi: 'bảo trì', en: 'maintenance' },
        },
      ],
    }),
  );

function play(
  script: Script,
  all: readonly Event[],
  watch: (said: readonly Transition[], event: Event) => void,
): void {
  let nowMs = 0;
  for (const event of all) {
    nowMs = Math.max(0, nowMs + event.afterMs);
    watch(script.at(nowMs, event.input), event);
  }
}

const holds = (check: (script: Script, all: readonly Event[]) => void) =>
  fc.assert(
    fc.property(rules, events, (rule, all) => check(new Script(rule), all)),
    { numRuns: 300 },
  );

describe('whatever comes', () => {
  it('every transition has an id of its own, without a number left out', () => {
    holds((script, all) => {
      play(script, all, () => {});
      expect(script.transitions.map(({ seq }) => seq)).toEqual(script.transitions.map((_, at) => at + 1));
      expect(script.alert.seq).toBe(script.transitions.length);
    });
  });

  it('only good data, or somebody, ends an episode', () => {
    holds((script, all) => {
      const wrong: Event[] = [];
      let before = script.alert;
      play(script, all, (_said, event) => {
        const ended = isFiring(before) && !isFiring(script.alert);
        const { input } = event;
        const mayEnd = input.kind === 'close' || ('quality' in input && input.quality === 'good');
        if (ended && !mayEnd) wrong.push(event);
        before = script.alert;
      });
      expect(wrong).toEqual([]);
    });
  });

  it('what is hidden is never told', () => {
    holds((script, all) => {
      const wrong: Transition[] = [];
      play(script, all, (said) => {
        if (isHidden(script.alert)) wrong.push(...said.filter(({ telling }) => telling !== 'none'));
      });
      expect(wrong).toEqual([]);
    });
  });

  it('what is told as over was told as firing before, and at most once', () => {
    holds((script, all) => {
      play(script, all, () => {});
      expect(script.told.join(' ')).not.toMatch(/^resolved|resolved resolved/);
    });
  });

  it('an episode is told as the first only once', () => {
    holds((script, all) => {
      play(script, all, () => {});
      const firsts = script.transitions.filter(({ telling }) => telling === 'first');
      expect(new Set(firsts.map(({ episode }) => episode)).size).toBe(firsts.length);
    });
  });

  it('the same input again at the same time changes nothing more', () => {
    holds((script, all) => {
      play(script, all, () => {
        const { steppedAtMs } = script.alert;
        const last = script.alert;
        const input = saw('stale', {
          parent: last.visibility.suppressed.includes('dependency') ? 'firing' : 'clear',
        });
        script.at(steppedAtMs, input);
        expect(script.at(steppedAtMs, input)).toEqual([]);
      });
    });
  });

  it('what the rules say of a breach that lasts does not depend on how often one looks', () => {
    fc.assert(
      fc.property(rules, fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 40 }), (rule, looks) => {
        const calm = new Script({ ...rule, maintenance: [], reAlertAfterMs: 1_000_000 });
        const busy = new Script(calm.rule);
        for (const script of [calm, busy]) script.at(0, 150);
        for (const at of looks.toSorted((a, b) => a - b)) busy.at(at, 150);
        for (const script of [calm, busy]) script.at(400, 150);
        expect(busy.phase).toBe('firing');
        expect(busy.reasons).toEqual(calm.reasons);
      }),
    );
  });
});
