import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventOfRow, eventRow, parseChangeEntry } from '../../shared/change-entry.ts';
import { applyBatch, domainStateHash, emptyDomainState, type StateBatch } from '../../shared/domain-state.ts';
import { decodeBatch, encodeBatch, encodeState } from '../../shared/frame.ts';
import { observationRow, readingOfRow } from '../../shared/latest-entry.ts';
import type { Reading, WallEvent } from '../../shared/observation.ts';

const anyId = fc.constantFrom('a', 'b', 'c', 'd-1');
// JSON has no -0; adding zero makes it 0.
const anyValue = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  fc.constant(null),
  anyId,
);
const anyMethod = fc.constantFrom('api', 'manual', 'estimate' as const);
const anyPeriod = fc.constantFrom(undefined, '2026', '2026-Q3', '2026-11-22');

const anyReading = (source: string, collectedAtMs: number): fc.Arbitrary<Reading> =>
  fc
    .record({
      indicator: anyId,
      place: anyId,
      value: anyValue,
      method: anyMethod,
      ageMs: fc.integer(),
      period: anyPeriod,
    })
    .map(({ ageMs, period, method, ...rest }) => ({
      ...rest,
      method: method as Reading['method'],
      observedAtMs: collectedAtMs - ageMs,
      collectedAtMs,
      source,
      ...(period === undefined ? {} : { period }),
    }));

const anyEvent = (source: string): fc.Arbitrary<WallEvent> =>
  fc
    .record({
      id: anyId,
      kind: anyId,
      atMs: fc.nat(),
      text: fc.string(),
      place: fc.option(anyId, { nil: undefined }),
      state: fc.option(anyId, { nil: undefined }),
    })
    .map(({ place, state, ...rest }) => ({
      ...rest,
      domain: 'd',
      source,
      ...(place === undefined ? {} : { place }),
      ...(state === undefined ? {} : { state }),
    }));

const anyBatch: fc.Arbitrary<StateBatch & { collectedAtMs: number }> = fc
  .tuple(fc.constantFrom('s1', 's2'), fc.nat())
  .chain(([source, collectedAtMs]) =>
    fc.record({
      source: fc.constant(source),
      collectedAtMs: fc.constant(collectedAtMs),
      outcome: fc.constantFrom('ok', 'timeout', 'auth' as const),
      // What is shown again though it was told before comes behind what is told now.
      readings: fc
        .tuple(
          fc.array(anyReading(source, collectedAtMs), { maxLength: 6 }),
          fc.array(
            fc.nat().chain((atMs) => anyReading('s2', atMs)),
            { maxLength: 2 },
          ),
        )
        .map((parts) => parts.flat()),
      others: fc.array(
        fc.nat().chain((atMs) => anyReading('s3', atMs)),
        { maxLength: 3 },
      ),
      gone: fc.array(fc.record({ indicator: anyId, place: anyId, source: fc.constant('s3') }), {
        maxLength: 2,
      }),
      events: fc.array(anyEvent(source), { maxLength: 3 }),
      pictures: fc.array(fc.record({ place: anyId, atMs: fc.nat() }), { maxLength: 2 }),
    }),
  ) as never;

/** As it travels: text. */
const wired = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('what travels to the screens', () => {
  it('folds to the same state on both sides', () => {
    fc.assert(
      fc.property(fc.array(anyBatch, { maxLength: 8 }), (batches) => {
        const [server, screen] = [emptyDomainState('d'), emptyDomainState('d')];
        for (const batch of batches) {
          applyBatch(server, batch);
          applyBatch(screen, decodeBatch('d', wired(encodeBatch(batch))));
        }
        expect(domainStateHash(screen)).toBe(domainStateHash(server));
        expect(screen.others).toEqual(server.others);
        expect(screen.events).toEqual(server.events);
        expect(screen.failures).toEqual(server.failures);
        expect(screen.pictures).toEqual(server.pictures);
      }),
    );
  });

  it('tells by the hash what stands beside a shown reading, and of which source', () => {
    const other: Reading = {
      indicator: 'i',
      place: 'p',
      value: 7,
      observedAtMs: 1,
      collectedAtMs: 2,
      source: 's2',
      method: 'api',
    };
    const hashOf = (others: readonly Reading[]) => {
      const state = emptyDomainState('d');
      applyBatch(state, { source: 's1', outcome: 'ok', readings: [], others, events: [], pictures: [] });
      return domainStateHash(state);
    };
    const hashes = [[], [other], [{ ...other, value: 8 }], [{ ...other, source: 's3' }]].map(hashOf);
    expect(new Set(hashes).size).toBe(4);
  });

  it('gives the whole state again as a snapshot', () => {
    fc.assert(
      fc.property(fc.array(anyBatch, { maxLength: 8 }), (batches) => {
        const [server, screen] = [emptyDomainState('d'), emptyDomainState('d')];
        for (const batch of batches) applyBatch(server, batch);
        for (const batch of encodeState(server)) applyBatch(screen, decodeBatch('d', wired(batch)));
        expect(screen.readings).toEqual(server.readings);
        expect(screen.others).toEqual(server.others);
        expect(screen.events).toEqual(server.events);
        expect(screen.failures).toEqual(server.failures);
        expect(screen.pictures).toEqual(server.pictures);
      }),
    );
  });
});

describe('what is written to the stream', () => {
  it('is read back as it was', () => {
    const anyPair = fc.tuple(anyReading('s', 5_000), anyEvent('s'));
    fc.assert(
      fc.property(fc.array(anyPair, { maxLength: 5 }), (pairs) => {
        const [readings, events] = [pairs.map(([one]) => one), pairs.map(([, one]) => one)];
        const rows = (list: readonly unknown[]) => list.map((row) => JSON.stringify(row)).join(',');
        const fields = [
          'e',
          'ep',
          's',
          's',
          'c',
          '5000',
          'r',
          'ok',
          'o',
          rows(readings.map(observationRow)),
          'v',
          rows(events.map(eventRow)),
        ];
        const batch = parseChangeEntry('d', '5000-0', fields);
        expect(batch).toMatchObject({
          id: '5000-0',
          epoch: 'ep',
          source: 's',
          collectedAtMs: 5_000,
          outcome: 'ok',
        });
        expect(batch.readings).toEqual(wired(readings));
        expect(batch.events).toEqual(events);
      }),
    );
  });

  it('keeps a reading without a period free of one', () => {
    const row = observationRow({ indicator: 'i', place: 'p', value: 1, observedAtMs: 2, method: 'manual' });
    expect(row).toEqual(['i', 'p', 1, 2, 0, 'manual']);
    expect(readingOfRow(row, 's', 3)).not.toHaveProperty('period');
    expect(eventOfRow(['e', 'k', 0, 1, 't'], 'd', 's')).not.toHaveProperty('place');
  });
});
