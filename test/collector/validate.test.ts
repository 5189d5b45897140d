import { describe, expect, it } from 'vitest';
import type { RefusalReason } from '../../collector/refusal.ts';
import { Validator } from '../../collector/validate.ts';
import { tinyConfig } from '../fixtures/tiny-config.ts';

const validator = new Validator(tinyConfig());
const source = { id: 'gauges', domain: 'water', limits: { maxObservations: 5 } };
const AT = Date.UTC(2026, 10, 22, 3);
const good = { indicator: 'level', place: 'st-1', value: 1.5, observedAt: AT };
const rain = { indicator: 'rain', place: 'st-1', value: 3, observedAt: AT, period: '2026-11-22' };
const note = { id: 'n/1', kind: 'note', at: AT, text: 'Mực nước lên' };

describe('an observation is taken', () => {
  const cases: [string, object, object][] = [
    ['as it is', good, { value: 1.5, observedAtMs: AT }],
    [
      'with a time as text with its zone',
      { ...good, observedAt: '2026-11-22T10:00:00+07:00' },
      { observedAtMs: AT },
    ],
    ['of the whole province', { ...good, place: 'tiny' }, { place: 'tiny' }],
    ['with its period', rain, { period: '2026-11-22' }],
    ['with null, which is a value', { ...good, value: null }, { value: null }],
    ['with zero', { ...good, value: -0 }, { value: 0 }],
    [
      'with a state',
      { indicator: 'gate-state', place: 'tiny', value: 'shut', observedAt: AT },
      { value: 'shut' },
    ],
    ['with its method', { ...good, method: 'manual' }, { method: 'manual' }],
  ];
  it.each(cases)('%s', (_name, observation, expected) => {
    const { observations, refusals } = validator.validate({ observations: observation }, source);
    expect(refusals).toEqual([]);
    expect(observations).toHaveLength(1);
    expect(observations[0]).toMatchObject(expected);
  });
});

describe('an observation is refused', () => {
  const cases: [RefusalReason, string, unknown][] = [
    ['shape', 'that is no object', 'level'],
    ['unknown-indicator', 'of an indicator nobody knows', { ...good, indicator: 'depth' }],
    ['foreign-indicator', 'of another domain', { ...good, indicator: 'cars', place: 'tiny' }],
    ['unknown-place', 'of a place the mapping did not find', { ...good, place: '?Trạm Bốn' }],
    ['place-outside-breakdown', 'at a place of another kind', { ...good, place: 'co-1' }],
    ['place-outside-breakdown', 'at a place that is left out', { ...rain, place: 'st-3' }],
    ['missing-value', 'without a value, which is not zero', { ...good, value: undefined }],
    ['wrong-type', 'with a text for a number', { ...good, value: '1.5' }],
    [
      'wrong-type',
      'with a number for a state',
      { indicator: 'gate-state', place: 'tiny', value: 1, observedAt: AT },
    ],
    [
      'unknown-state',
      'with a state nobody knows',
      { indicator: 'gate-state', place: 'tiny', value: 'ajar', observedAt: AT },
    ],
    ['not-finite', 'that is not a number', { ...good, value: Number.NaN }],
    ['not-finite', 'that is infinite', { ...good, value: Infinity }],
    ['missing-time', 'without its time', { ...good, observedAt: undefined }],
    ['bad-time', 'with a time that was not understood', { ...good, observedAt: '?hôm qua' }],
    ['bad-time', 'with a time without its zone', { ...good, observedAt: '2026-11-22T10:00:00' }],
    ['bad-time', 'with seconds for milliseconds', { ...good, observedAt: AT / 1000 }],
    ['missing-period', 'without its period', { ...rain, period: undefined }],
    ['wrong-period', 'with a month for a day', { ...rain, period: '2026-11' }],
    ['wrong-period', 'with a day that does not exist', { ...rain, period: '2026-02-30' }],
    ['unexpected-period', 'with a period where there is none', { ...good, period: '2026-11-22' }],
  ];
  it.each(cases)('as %s: %s', (reason, _name, observation) => {
    const { observations, refusals, offered } = validator.validate(
      { observations: [observation, good] },
      source,
    );
    expect(refusals.map((refusal) => refusal.reason)).toEqual([reason]);
    expect(refusals[0]?.words).not.toContain('?');
    expect(observations).toHaveLength(1);
    expect(offered).toBe(2);
  });

  it('when the document gives the same moment another value', () => {
    const { observations, refusals } = validator.validate(
      { observations: [good, good, { ...good, value: 2 }] },
      source,
    );
    expect(observations.map((observation) => observation.value)).toEqual([1.5, 1.5]);
    expect(refusals).toMatchObject([{ reason: 'contradiction' }]);
  });

  it('beyond the number that one poll may give', () => {
    const observations = Array.from({ length: 7 }, (_, at) => ({ ...good, observedAt: AT + at }));
    const result = validator.validate({ observations }, source);
    expect(result.observations).toHaveLength(5);
    expect(result.refusals).toEqual([
      { reason: 'too-many', words: 'more than 5 entries, of which the first 5 are taken' },
    ]);
  });

  it('in words that quote no more than a few letters', () => {
    const { refusals } = validator.validate(
      { observations: { ...good, place: `?${'x'.repeat(5_000)}` } },
      source,
    );
    expect(refusals[0]?.words.length).toBeLessThan(100);
  });
});

describe('an event', () => {
  it('is taken with what it has', () => {
    const { events, refusals } = validator.validate(
      { events: [note, { ...note, id: 7, place: 'st-1', state: 'new' }] },
      source,
    );
    expect(refusals).toEqual([]);
    expect(events).toEqual([
      { id: 'n/1', kind: 'note', atMs: AT, text: 'Mực nước lên', domain: 'water', source: 'gauges' },
      {
        id: '7',
        kind: 'note',
        atMs: AT,
        text: 'Mực nước lên',
        domain: 'water',
        source: 'gauges',
        place: 'st-1',
        state: 'new',
      },
    ]);
  });

  const refused: [RefusalReason, string, object][] = [
    ['shape', 'without an id', { ...note, id: undefined }],
    ['shape', 'with an id that would break a text', { ...note, id: 'a"b' }],
    ['unknown-event-kind', 'of another kind', { ...note, kind: 'song' }],
    ['missing-value', 'without a text', { ...note, text: '' }],
    ['text-too-long', 'with a text for no screen', { ...note, text: 'x'.repeat(501) }],
    ['unknown-place', 'at a place nobody knows', { ...note, place: '?Đâu đó' }],
    ['bad-time', 'without a usable time', { ...note, at: '?' }],
  ];
  it.each(refused)('is refused as %s: %s', (reason, _name, event) => {
    const { events, refusals } = validator.validate({ events: [event] }, source);
    expect(events).toEqual([]);
    expect(refusals.map((refusal) => refusal.reason)).toEqual([reason]);
  });
});

it('finds nothing in a document without anything', () => {
  for (const output of [undefined, null, {}, { observations: [] }])
    expect(validator.validate(output, source)).toMatchObject({ offered: 0, refusals: [] });
  expect(validator.validate('words', source).refusals).toMatchObject([{ reason: 'shape' }]);
});
