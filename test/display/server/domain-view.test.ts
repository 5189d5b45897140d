import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchRing } from '../../../display/server/feed/batch-ring.ts';
import { DomainView, type CatchUp } from '../../../display/server/feed/domain-view.ts';
import { HashMemory, MAX_HASHES } from '../../../display/server/feed/hash-memory.ts';
import type { ChangeBatch } from '../../../shared/change-entry.ts';
import {
  applyBatch,
  domainStateHash,
  emptyDomainState,
  type DomainState,
} from '../../../shared/domain-state.ts';
import { decodeBatch, type WireFrame, type WireSnapshot } from '../../../shared/frame.ts';
import type { PollOutcome } from '../../../shared/source-health.ts';
import { HASH_MEMORY_MS } from '../../../shared/socket.ts';
import { judgeStanding } from '../../../shared/stored-domain.ts';

const NOW_MS = 1_764_000_000_000;
const EPOCH = 'epoch-1';

function batchAt(
  n: number,
  values: Readonly<Record<string, number>>,
  more: Partial<ChangeBatch> = {},
): ChangeBatch {
  const collectedAtMs = NOW_MS + n;
  const readings = Object.entries(values).map(([place, value]) => ({
    indicator: 'queue',
    place,
    value,
    observedAtMs: NOW_MS + n - 5,
    collectedAtMs,
    source: 's1',
    method: 'api' as const,
  }));
  const base = { epoch: EPOCH, source: 's1', collectedAtMs, outcome: 'ok' as PollOutcome, readings };
  return { id: `${n}-0`, ...base, others: [], gone: [], events: [], pictures: [], ...more };
}

function loadedState(cursor: string, epoch = EPOCH): DomainState {
  return Object.assign(emptyDomainState('gates'), { epoch, cursor });
}

function viewAt(cursor: string, bounds?: { batches: number; bytes: number }): DomainView {
  const view = new DomainView('gates', new BatchRing('', bounds));
  view.replace(loadedState(cursor));
  return view;
}

function announce(view: DomainView, ...batches: ChangeBatch[]): void {
  for (const batch of batches) view.offer(batch, 100);
  view.flush(NOW_MS);
}

describe('what a screen that comes is given', () => {
  // The view was loaded at 10-0 and announced 11-0 … 15-0; its ring holds the last three.
  const manyPlaces = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`p${n}`, n]));
  const prepared = () => {
    const view = viewAt('10-0', { batches: 3, bytes: 1e6 });
    announce(view, batchAt(11, manyPlaces));
    for (const n of [12, 13, 14, 15]) announce(view, batchAt(n, { p0: n }));
    return view;
  };
  const kindOf = (catchUp: CatchUp) =>
    'reason' in catchUp ? `${catchUp.kind} ${catchUp.reason}` : catchUp.kind;

  it.each([
    ['nothing held yet', {}, 'snapshot first'],
    ['an epoch without a cursor', { epoch: EPOCH }, 'snapshot first'],
    ['another epoch', { epoch: 'other', cursor: '15-0' }, 'snapshot other-epoch'],
    ['the announced cursor', { epoch: EPOCH, cursor: '15-0' }, 'current'],
    ['a cursor inside the ring', { epoch: EPOCH, cursor: '14-0' }, 'delta'],
    ['the oldest cursor the ring goes on from', { epoch: EPOCH, cursor: '12-0' }, 'delta'],
    ['a cursor before the ring', { epoch: EPOCH, cursor: '11-0' }, 'snapshot unknown-cursor'],
    ['a cursor ahead of ours', { epoch: EPOCH, cursor: '16-0' }, 'snapshot unknown-cursor'],
    [
      'a cursor between two of ours: a tail that was lost',
      { epoch: EPOCH, cursor: '13-5' },
      'snapshot unknown-cursor',
    ],
  ])('%s → %s', (_, position, expected) => {
    expect(kindOf(prepared().catchUp(position, NOW_MS))).toBe(expected);
  });

  it('is one frame from its own cursor to the announced one', () => {
    const catchUp = prepared().catchUp({ epoch: EPOCH, cursor: '13-0' }, NOW_MS);
    expect(catchUp).toMatchObject({ kind: 'delta', frame: { f: '13-0', t: '15-0', n: NOW_MS } });
    expect(catchUp.kind === 'delta' && catchUp.frame.b).toHaveLength(2);
  });

  it('is the whole where that is shorter than what was missed', () => {
    const view = viewAt('10-0');
    for (let n = 11; n < 40; n += 1) announce(view, batchAt(n, { p0: n }));
    expect(kindOf(view.catchUp({ epoch: EPOCH, cursor: '10-0' }, NOW_MS))).toBe(
      'snapshot shorter-than-delta',
    );
  });

  it('is nothing before the store was read', () => {
    expect(new DomainView('gates').catchUp({}, NOW_MS)).toEqual({ kind: 'nothing-known' });
  });

  it('carries the time of now, though a snapshot is encoded once per cursor', () => {
    const view = prepared();
    const [first, second] = [view.snapshot(NOW_MS), view.snapshot(NOW_MS + 60_000)];
    expect(second?.n).toBe(NOW_MS + 60_000);
    expect(second?.b).toBe(first?.b);
    announce(view, batchAt(16, { p1: 1 }));
    expect(view.snapshot(NOW_MS)?.b).not.toBe(first?.b);
  });
});

describe('frames', () => {
  it('begin where the last one ended, over entries that changed nothing', () => {
    const view = viewAt('10-0');
    view.offer(batchAt(11, { p0: 1 }), 10);
    expect(view.flush(NOW_MS)).toMatchObject({ f: '10-0', t: '11-0' });
    view.offer(batchAt(12, {}), 10);
    expect(view.flush(NOW_MS)).toBeUndefined();
    expect(view.state?.cursor).toBe('11-0');
    expect(view.readCursor).toBe('12-0');
    view.offer(batchAt(13, { p0: 2 }), 10);
    expect(view.flush(NOW_MS)).toMatchObject({ f: '11-0', t: '13-0' });
  });

  it('are not made of an entry of another epoch', () => {
    const view = viewAt('10-0');
    expect(view.offer(batchAt(11, { p0: 1 }, { epoch: 'other' }), 10)).toBe('other-epoch');
    expect(view.flush(NOW_MS)).toBeUndefined();
  });

  it('are marked for hashing at most once a second', () => {
    const view = viewAt('10-0');
    const marks = [0, 100, 900, 1_000, 1_500, 2_100].map((afterMs, n) => {
      view.offer(batchAt(11 + n, { p0: n }), 10);
      const frame = view.flush(NOW_MS + afterMs);
      if (frame?.k === 1) view.rememberHash(frame.n);
      return frame?.k ?? 0;
    });
    expect(marks).toEqual([1, 0, 0, 1, 0, 1]);
  });

  it('are marked in a domain that moves once a second, whose quiet moments are hashed too', () => {
    const view = viewAt('10-0');
    const marks = [0, 1_000, 2_000].map((afterMs, n) => {
      view.offer(batchAt(11 + n, { p0: n }), 10);
      const frame = view.flush(NOW_MS + afterMs);
      view.rememberHash(NOW_MS + afterMs + 150);
      return frame?.k ?? 0;
    });
    expect(marks).toEqual([1, 1, 1]);
  });

  it('keep what is pending when the store still stands where it was read to', () => {
    const view = viewAt('10-0');
    view.offer(batchAt(11, { p0: 1 }), 10);
    expect(view.replace(loadedState('11-0'))).toBe('same');
    expect(view.flush(NOW_MS)).toMatchObject({ f: '10-0', t: '11-0' });
    expect(view.replace(loadedState('9-0'))).toBe('replaced');
    expect(view.state?.cursor).toBe('9-0');
  });
});

describe('whether the stream is still the one that was followed', () => {
  const standing = (first: string, last: string, epoch = EPOCH) => ({ epoch, first, last });
  it.each([
    ['nothing new', standing('5-0', '10-0'), undefined, 'followed'],
    ['one new entry', standing('5-0', '11-0'), '11-0', 'followed'],
    ['more than was read', standing('5-0', '15-0'), '12-0', 'followed'],
    ['our own entry trimmed, nothing after it', standing('', '10-0'), undefined, 'followed'],
    ['another epoch', standing('5-0', '11-0', 'other'), '11-0', 'other-epoch'],
    ['no epoch any more', standing('', '0-0', ''), undefined, 'other-epoch'],
    ['it ends before us', standing('5-0', '9-0'), undefined, 'lost-tail'],
    ['it is empty and never was longer', standing('', '0-0'), undefined, 'lost-tail'],
    ['it begins after us', standing('12-0', '14-0'), '14-0', 'trimmed'],
    ['it went on and was emptied', standing('', '14-0'), undefined, 'trimmed'],
  ] as const)('%s → %s', (_, at, readTo, expected) => {
    expect(judgeStanding(at, EPOCH, '10-0', readTo)).toBe(expected);
  });
});

describe('hash memory', () => {
  it('compares at equal cursors only', () => {
    const memory = new HashMemory();
    memory.remember(EPOCH, '1-0', 'aa', NOW_MS);
    expect(memory.compare(EPOCH, '1-0', 'aa')).toBe('equal');
    expect(memory.compare(EPOCH, '1-0', 'bb')).toBe('differs');
    expect(memory.compare(EPOCH, '2-0', 'aa')).toBe('unknown-cursor');
    expect(memory.compare('other', '1-0', 'aa')).toBe('unknown-cursor');
  });

  it('forgets after its time and beyond its bound, but never the newest', () => {
    const memory = new HashMemory();
    memory.remember(EPOCH, '1-0', 'aa', NOW_MS);
    memory.remember(EPOCH, '2-0', 'bb', NOW_MS + HASH_MEMORY_MS);
    expect(memory.knows(EPOCH, '1-0')).toBe(true);
    memory.remember(EPOCH, '3-0', 'cc', NOW_MS + HASH_MEMORY_MS + 1);
    expect(memory.knows(EPOCH, '1-0')).toBe(false);
    expect(memory.knows(EPOCH, '3-0')).toBe(true);
    for (let n = 0; n < MAX_HASHES + 10; n += 1)
      memory.remember(EPOCH, `9-${n}`, 'dd', NOW_MS + HASH_MEMORY_MS + 2);
    expect(memory.knows(EPOCH, '3-0')).toBe(false);
  });
});

describe('any screen, however it comes and goes', () => {
  type Move =
    | { readonly do: 'change'; readonly place: number; readonly value: number; readonly outcome: PollOutcome }
    | { readonly do: 'idle' | 'flush' | 'leave' | 'join' | 'reload' | 'lose-tail' };
  const moves = fc.array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          do: fc.constant('change' as const),
          place: fc.nat(3),
          value: fc.nat(5),
          outcome: fc.constantFrom<PollOutcome>('ok', 'timeout', 'unchanged'),
        }),
      },
      {
        weight: 8,
        arbitrary: fc.record({
          do: fc.constantFrom('idle', 'flush', 'leave', 'join', 'reload', 'lose-tail'),
        }),
      },
    ) as fc.Arbitrary<Move>,
    { maxLength: 80 },
  );

  it('stands exactly where the server stands, by its state and by its hash', () => {
    fc.assert(
      fc.property(moves, fc.integer({ min: 1, max: 6 }), (steps, ringBatches) => {
        const view = viewAt('1-0', { batches: ringBatches, bytes: 1e6 });
        const truth = loadedState('1-0');
        let joined = false;
        let held: DomainState | undefined;
        let next = 2;
        const take = (message: WireFrame | WireSnapshot | undefined) => {
          if (message === undefined) return;
          const isFrame = 'f' in message;
          if (isFrame && (held === undefined || held.cursor !== message.f)) throw new Error('a gap');
          if (!isFrame) held = loadedState(message.t, message.e);
          const state = held as DomainState;
          for (const wire of message.b) applyBatch(state, decodeBatch('gates', wire));
          state.cursor = message.t;
        };
        const copyOfTruth = (cursor: string) => {
          const copy = loadedState(cursor);
          for (const [key, reading] of truth.readings) copy.readings.set(key, reading);
          for (const [source, failure] of truth.failures) copy.failures.set(source, failure);
          return copy;
        };
        for (const step of steps) {
          if (step.do === 'change') {
            const batch = batchAt(next, step.value === 0 ? {} : { [`p${step.place}`]: step.value }, {
              outcome: step.outcome,
            });
            next += 1;
            applyBatch(truth, batch);
            view.offer(batch, 100);
          }
          if (step.do === 'flush') {
            const frame = view.flush(NOW_MS);
            if (joined) take(frame);
          }
          if (step.do === 'leave') joined = false;
          if (step.do === 'join' && !joined) {
            joined = true;
            const position = held === undefined ? {} : { epoch: held.epoch, cursor: held.cursor };
            const catchUp = view.catchUp(position, NOW_MS);
            if (catchUp.kind === 'delta') take(catchUp.frame);
            if (catchUp.kind === 'snapshot') take(catchUp.snapshot);
          }
          if (step.do === 'reload' || step.do === 'lose-tail') {
            // Losing the tail: the store comes back with other values at a cursor that was never announced.
            if (step.do === 'lose-tail') {
              truth.readings.clear();
              next += 1;
            }
            const isReplaced = view.replace(copyOfTruth(`${next - 1}-0`)) === 'replaced';
            if (isReplaced && joined) take(view.snapshot(NOW_MS));
          }
          const server = view.state as DomainState;
          const screen = joined ? (held as DomainState) : server;
          expect(screen.cursor).toBe(server.cursor);
          expect(domainStateHash(screen)).toBe(domainStateHash(server));
          expect(screen.failures).toEqual(server.failures);
        }
        view.flush(NOW_MS);
        expect(new Map(view.state?.readings)).toEqual(truth.readings);
      }),
      { numRuns: 300 },
    );
  });
});
