/** Frames in any interleaving with hellos, snapshots, cuts and restores leave the screen with the server's state. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyBatch,
  domainStateHash,
  emptyDomainState,
  type DomainState,
  type StateBatch,
} from '../../../../shared/domain-state.ts';
import { encodeBatch, encodeState, type WireBatch, type WireFrame } from '../../../../shared/frame.ts';
import type { DomainPosition } from '../../../../shared/socket.ts';
import { compareStreamIds } from '../../../../shared/change-entry.ts';
import { DomainStore, type Message } from '../../../../display/web/live/domain-store.ts';

const DOMAIN = 'd';
const KEPT_ENTRIES = 6;

/** A display server as the architecture describes it: a bounded log of changes, deltas where it can, else a snapshot. */
class ModelServer {
  state: DomainState = { ...emptyDomainState(DOMAIN), epoch: 'e0', cursor: '0-0' };
  private log: { id: string; before: string; batch: WireBatch }[] = [];
  private count = 0;

  commit(batch: StateBatch): WireFrame {
    this.count += 1;
    const before = this.state.cursor;
    const collectedAtMs = 1000 + this.count;
    const stamped = { ...batch, readings: batch.readings.map((reading) => ({ ...reading, collectedAtMs })) };
    applyBatch(this.state, stamped);
    this.state.cursor = `${this.count}-0`;
    const wire = encodeBatch({ ...stamped, collectedAtMs });
    this.log = [...this.log, { id: this.state.cursor, before, batch: wire }].slice(-KEPT_ENTRIES);
    return this.frame(before, [wire]);
  }

  restore(): void {
    this.count += 1;
    this.log = [];
    this.state = { ...emptyDomainState(DOMAIN), epoch: `e${this.count}`, cursor: '0-0' };
  }

  answer({ epoch, cursor }: DomainPosition): Message[] {
    if (epoch === this.state.epoch && cursor !== undefined) {
      if (cursor === this.state.cursor) return [];
      const missing = this.log.filter(({ id }) => compareStreamIds(id, cursor) > 0);
      if (missing[0]?.before === cursor)
        return [
          {
            kind: 'frame',
            frame: this.frame(
              cursor,
              missing.map(({ batch }) => batch),
            ),
          },
        ];
    }
    const { epoch: e, cursor: t } = this.state;
    return [{ kind: 'snapshot', snapshot: { d: DOMAIN, e, t, n: 0, b: encodeState(this.state) } }];
  }

  private frame(from: string, batches: readonly WireBatch[]): WireFrame {
    return { d: DOMAIN, e: this.state.epoch, f: from, t: this.state.cursor, n: 0, b: batches };
  }
}

const place = fc.constantFrom('p1', 'p2', 'p3');
const batch: fc.Arbitrary<StateBatch> = fc
  .record({
    source: fc.constantFrom('s1', 's2'),
    outcome: fc.constantFrom('ok' as const, 'timeout' as const, 'server' as const),
    readings: fc.array(
      fc.record({
        indicator: fc.constantFrom('i1', 'i2'),
        place,
        value: fc.integer({ min: 0, max: 99 }),
        observedAtMs: fc.nat(500),
      }),
      { maxLength: 3 },
    ),
    events: fc.array(
      fc.record({ id: fc.constantFrom('v1', 'v2', 'v3'), atMs: fc.nat(500), text: fc.string() }),
      { maxLength: 2 },
    ),
    pictures: fc.array(fc.record({ place, atMs: fc.nat(500) }), { maxLength: 1 }),
  })
  .map(({ source, outcome, readings, events, pictures }) => ({
    source,
    outcome,
    readings: readings.map((reading) => ({
      ...reading,
      collectedAtMs: 1000,
      source,
      method: 'api' as const,
    })),
    events: events.map((event) => ({ ...event, domain: DOMAIN, kind: 'k', source })),
    pictures,
  }));

type Act =
  | { act: 'commit'; batch: StateBatch }
  | { act: 'deliver' | 'drop' | 'repeat' | 'cut' | 'restore' | 'draw' };
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: batch.map((one) => ({ act: 'commit' as const, batch: one })) },
  { weight: 6, arbitrary: fc.constant<Act>({ act: 'deliver' }) },
  { weight: 3, arbitrary: fc.constantFrom<Act>({ act: 'draw' }, { act: 'drop' }, { act: 'repeat' }) },
  { weight: 1, arbitrary: fc.constantFrom<Act>({ act: 'cut' }, { act: 'restore' }) },
);

function scene() {
  const server = new ModelServer();
  let line: Message[] = [];
  let waiting: (() => void)[] = [];
  const asked = { snapshot: false };
  const checkpoints: (string | undefined)[] = [];
  const store: DomainStore = new DomainStore(
    (task) => waiting.push(task),
    () => (asked.snapshot = true),
    (domain) => checkpoints.push(store.state(domain)?.cursor),
  );
  const draw = () => {
    const tasks = waiting;
    waiting = [];
    for (const task of tasks) task();
  };
  const deliver = () => {
    const message = line.shift();
    if (message !== undefined) store.receive(message);
  };
  const hello = () =>
    line.push(...server.answer(asked.snapshot ? { domain: DOMAIN } : store.position(DOMAIN)));
  return {
    server,
    store,
    draw,
    deliver,
    hello,
    asked,
    checkpoints,
    send: (message: Message) => line.push(message),
    drop: () => void line.shift(),
    repeat: () => void (line[0] !== undefined && line.unshift(line[0])),
    cut: () => void (line = []),
    empty: () => line.length === 0,
  };
}

describe('the store of a screen', () => {
  it("equals the server's state after any interleaving, once it has been heard out", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const { server, store, draw, deliver, hello, asked, send, drop, repeat, cut, empty } = scene();
        hello();
        const ask = () => {
          if (!asked.snapshot) return;
          hello();
          asked.snapshot = false;
        };
        for (const one of acts) {
          if (one.act === 'commit') send({ kind: 'frame', frame: server.commit(one.batch) });
          else if (one.act === 'deliver') deliver();
          else if (one.act === 'draw') draw();
          else if (one.act === 'drop') drop();
          else if (one.act === 'repeat') repeat();
          else {
            if (one.act === 'restore') server.restore();
            cut();
            hello();
          }
          ask();
        }
        // Healing: every message gets through, and one more hello as after a reconnect.
        cut();
        hello();
        for (let round = 0; round < 10 && (!empty() || asked.snapshot); round += 1) {
          while (!empty()) deliver();
          draw();
          ask();
        }
        draw();
        const held = store.state(DOMAIN) as DomainState;
        expect(domainStateHash(held)).toBe(domainStateHash(server.state));
        expect(held.failures).toEqual(server.state.failures);
        expect(held.events).toEqual(server.state.events);
        expect(held.pictures).toEqual(server.state.pictures);
      }),
      { numRuns: 400 },
    );
  });

  it('never holds, at a cursor, another state than the server had there', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const { server, store, draw, deliver, hello, asked, send, drop, repeat } = scene();
        const truth = new Map<string, string>();
        const note = () =>
          truth.set(`${server.state.epoch} ${server.state.cursor}`, domainStateHash(server.state));
        note();
        hello();
        for (const one of acts) {
          if (one.act === 'commit') send({ kind: 'frame', frame: server.commit(one.batch) });
          else if (one.act === 'restore') server.restore();
          else if (one.act === 'drop') drop();
          else if (one.act === 'repeat') repeat();
          else if (one.act === 'draw') draw();
          else deliver();
          note();
          if (asked.snapshot) hello();
          asked.snapshot = false;
          store.flush();
          const held = store.state(DOMAIN);
          const shown = held && domainStateHash(held);
          // Before the first snapshot it holds nothing, which is true of nothing.
          expect(shown).toBe(held && truth.get(`${held.epoch} ${held.cursor}`));
        }
      }),
      { numRuns: 400 },
    );
  });

  it('applies what comes between two frames together, tells of it once, and halts at each checkpoint', () => {
    const { server, store, draw, deliver, hello, send, checkpoints } = scene();
    const told: number[] = [];
    store.onApplied((applied) => told.push(applied.length));
    hello();
    const reading = {
      indicator: 'i1',
      place: 'p1',
      value: 1,
      observedAtMs: 1,
      collectedAtMs: 1,
      source: 's',
      method: 'api' as const,
    };
    for (const value of [1, 2, 3]) {
      const readings = [{ ...reading, value }];
      const frame = server.commit({ source: 's', outcome: 'ok', readings, events: [], pictures: [] });
      send({ kind: 'frame', frame: value === 2 ? { ...frame, k: 1 } : frame });
    }
    for (let messages = 0; messages < 4; messages += 1) deliver();
    expect(store.state(DOMAIN)).toBeUndefined();
    draw();
    expect(told).toEqual([4]);
    expect(checkpoints).toEqual(['2-0']);
    expect(store.version(DOMAIN).value).toBe(1);
    expect(store.state(DOMAIN)?.readings.get('i1|p1')?.value).toBe(3);
  });
});
