import { describe, expect, it } from 'vitest';
import { conditionSchema } from '../../../shared/alert/condition-schema.ts';
import { levelOf } from '../../../shared/alert/level.ts';
import { measureOf, type MeasureFacts } from '../../../shared/alert/measure.ts';
import { qualityOf } from '../../../shared/alert/quality.ts';

const condition = (text: object) => conditionSchema.parse({ indicator: 'cars', ...text });

describe('the measure of a condition', () => {
  it.each<[string, object, MeasureFacts, number | string | undefined, string | undefined]>([
    ['a limit', { kind: 'limit', warning: 5 }, { value: 7 }, 7, 'warning'],
    ['a limit, of a word', { kind: 'limit', warning: 5 }, { value: 'x' }, undefined, undefined],
    ['a limit, of nothing', { kind: 'limit', warning: 5 }, { value: null }, undefined, undefined],
    ['a rise', { kind: 'rate', overMs: 60_000, warning: 5 }, { value: 9, past: 3 }, 6, 'warning'],
    [
      'a fall',
      { kind: 'rate', overMs: 60_000, direction: 'below', critical: -5 },
      { value: 3, past: 9 },
      -6,
      'critical',
    ],
    ['a rise from nowhere', { kind: 'rate', overMs: 60_000, warning: 5 }, { value: 9 }, undefined, undefined],
    ['last week', { kind: 'last-week', warning: 50 }, { value: 15, past: 10 }, 50, 'warning'],
    [
      'last week, from nothing',
      { kind: 'last-week', warning: 50 },
      { value: 15, past: 0 },
      undefined,
      undefined,
    ],
    [
      'a target to reach',
      { kind: 'target', warning: 3 },
      { value: 95, target: { value: 98, comparison: 'at-least' } },
      3,
      'warning',
    ],
    [
      'a target to stay below',
      { kind: 'target', warning: 3 },
      { value: 2, target: { value: 2, comparison: 'at-most' } },
      0,
      undefined,
    ],
    ['no data', { kind: 'no-data', critical: 1_000 }, { value: null, silentMs: 1_000 }, 1_000, 'critical'],
    [
      'places over a limit',
      { kind: 'count', limit: 80, warning: 2 },
      { value: null, members: [80, 79.9, 95, null, 'x'] },
      2,
      'warning',
    ],
    [
      'places under a limit',
      { kind: 'count', limit: 80, direction: 'below', warning: 2 },
      { value: null, members: [80, 79.9, 95, 12] },
      3,
      'warning',
    ],
    ['a state', { kind: 'state', critical: ['shut'] }, { value: 'shut' }, 'shut', 'critical'],
    ['another state', { kind: 'state', critical: ['shut'] }, { value: 'open' }, 'open', undefined],
    ['a state, of a number', { kind: 'state', critical: ['shut'] }, { value: 1 }, undefined, undefined],
  ])('%s', (_name, text, facts, measure, level) => {
    const parsed = condition(text);
    const measured = measureOf(parsed, facts);
    expect(measured).toBe(measure);
    expect(measured === undefined ? undefined : levelOf(parsed, measured)).toBe(level);
  });

  it('a word where numbers are compared is a defect, and no calm', () => {
    expect(() => levelOf(condition({ kind: 'limit', warning: 5 }), 'x')).toThrow(/cannot judge "x"/);
    expect(() => levelOf(condition({ kind: 'limit', warning: 5 }), Number.NaN)).toThrow(/cannot judge/);
  });
});

describe('quality', () => {
  it.each([
    ['fresh', false, undefined, 'good'],
    ['late', false, undefined, 'good'],
    ['stale', false, undefined, 'stale'],
    ['never', true, undefined, 'no-data'],
    ['fresh', true, undefined, 'no-data'],
    ['fresh', false, 'timeout', 'error'],
  ] as const)('%s, null %s, failure %s: %s', (freshness, isNull, failure, quality) => {
    expect(qualityOf({ freshness, isNull, failure })).toBe(quality);
  });
});
