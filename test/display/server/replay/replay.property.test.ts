/** Real Redis, real files: a replayed screen holds what the screen of then held, to the hash. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Recorder } from '../../../../collector/record.ts';
import { DomainView } from '../../../../display/server/feed/domain-view.ts';
import { loadDomain } from '../../../../display/server/feed/load-domain.ts';
import { compareStreamIds, parseChangeEntry } from '../../../../shared/change-entry.ts';
import { contradictionsOf } from '../../../../shared/contradiction.ts';
import {
  applyBatch,
  domainStateHash,
  emptyDomainState,
  type DomainState,
} from '../../../../shared/domain-state.ts';
import { decodeBatch, type WireFrame, type WireSnapshot } from '../../../../shared/frame.ts';
import { idMs } from '../../../../shared/history/segment.ts';
import { endOfMs } from '../../../../shared/journal/block-range.ts';
import type { Observation } from '../../../../shared/observation.ts';
import { redisKeys } from '../../../../shared/redis-keys.ts';
import type { PollOutcome } from '../../../../shared/source-health.ts';
import { OK } from '../../../collector/record-world.ts';
import { ZONE } from '../../../fixtures/history-rig.ts';
import { JournalRig } from '../../../fixtures/journal-rig.ts';
import { withRedis } from '../../../fixtures/redis.ts';
import { withRigs } from '../../../fixtures/with-rigs.ts';

const redis = withRedis();
const makeRig = withRigs(() => new JournalRig(redis().connect()));

const HOUR_MS = 3_600_000;
const NOW = Date.now();

/** The screen of then: it follows the display server's own view, frame by frame, and notes what it held. */
class ScreenOfThen {
  readonly view: DomainView;
  state: DomainState;
  readonly noted: {
    readonly cursor: string;
    readonly hash: string;
    readonly state: string;
    readonly contradictions: string;
    readonly isContradicted: boolean;
  }[] = [];

  constructor(private readonly rig: JournalRig) {
    this.view = new DomainView(rig.domain);
    this.state = emptyDomainState(rig.domain);
  }

  async follow(): Promise<void> {
    const { client, domain } = this.rig;
    if (this.view.state === undefined) {
      this.view.replace(await loadDomain(client, domain));
      this.take(this.view.snapshot(0) as WireSnapshot);
    }
    const entries = await client.xrange(redisKeys.changes(domain), `(${this.view.readCursor}`, '+');
    for (const [id, fields] of entries) {
      this.view.offer(parseChangeEntry(domain, id, fields), 1);
      const frame = this.view.flush(0);
      if (frame === undefined) continue;
      for (const wire of frame.b) applyBatch(this.state, decodeBatch(domain, wire));
      this.state.cursor = frame.t;
      this.note();
    }
  }

  private take(snapshot: WireSnapshot): void {
    this.state = stateOf(snapshot);
    this.note();
  }

  private note(): void {
    const { state } = this;
    this.noted.push({
      cursor: state.cursor,
      hash: domainStateHash(state),
      state: textOf(state),
      contradictions: contradictionsIn(state, NOW),
      isContradicted: contradictionsIn(state, NOW) !== '',
    });
  }
}

function stateOf(snapshot: WireSnapshot): DomainState {
  const state = emptyDomainState(snapshot.d);
  for (const wire of snapshot.b) applyBatch(state, decodeBatch(snapshot.d, wire));
  return Object.assign(state, { epoch: snapshot.e, cursor: snapshot.t });
}

/** Everything that a screen shows, not only what the hash covers. */
function textOf(state: DomainState): string {
  const sorted = (map: ReadonlyMap<string, unknown>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  const { epoch, cursor, readings, others, failures, events, pictures } = state;
  return JSON.stringify([
    epoch,
    cursor,
    sorted(readings),
    sorted(others),
    sorted(failures),
    events,
    sorted(pictures),
  ]);
}

interface Step {
  readonly kind: 'record' | 'journal' | 'restart' | 'config';
  readonly source: string;
  /** It tells what was, and never contradicts another source. */
  readonly isPast: boolean;
  readonly outcome: PollOutcome;
  readonly facts: readonly { place: number; backMs: number; value: number; period: number }[];
  readonly event: number;
}

const anyStep = fc.record<Step>({
  kind: fc.constantFrom('record', 'record', 'record', 'record', 'journal', 'restart', 'config'),
  source: fc.constantFrom('a', 'b', 'c'),
  isPast: fc.constantFrom(false, false, false, true),
  outcome: fc.constantFrom<PollOutcome>('ok', 'ok', 'ok', 'timeout', 'server'),
  facts: fc.array(
    fc.record({
      place: fc.nat(2),
      // Few times, so that facts are corrected and repeated, and come late.
      backMs: fc.constantFrom(0, 1, 2, 60_000, HOUR_MS),
      value: fc.nat(3),
      period: fc.nat(3),
    }),
    { maxLength: 4 },
  ),
  event: fc.nat(4),
});

const T = NOW - 2 * HOUR_MS;

function observationsOf({ facts }: Step): Observation[] {
  return facts.map(({ place, backMs, value, period }) => ({
    indicator: period === 3 ? 'month' : 'cars',
    place: `p${place}`,
    observedAtMs: T - backMs,
    value,
    ...(period === 3 ? { period: '2026-05' } : {}),
  }));
}

/** How sources that tell the same series rival each other. The oldest fact of a step is stale from the start. */
const STALE_AFTER_MS = 2.5 * HOUR_MS;
const LIMITS = { staleAfterMs: STALE_AFTER_MS, lateAfterMs: STALE_AFTER_MS / 2 };
const RIVALRIES: Readonly<Record<string, readonly string[] | undefined>> = {
  'of equal trust': undefined,
  'the first named is believed': ['a', 'b'],
  'whoever is not named comes last': ['c'],
};
const anyRivalry = fc.constantFrom(...Object.keys(RIVALRIES));

function makeRivals(rig: JournalRig, rivalry: string): void {
  const precedence = RIVALRIES[rivalry];
  const rule = {
    staleAfterMs: STALE_AFTER_MS,
    ...(precedence === undefined ? {} : { precedence: [...precedence] }),
  };
  const rules = ['cars', 'month'].map((id) => [id, { indicator: rule }] as const);
  rig.recorder = new Recorder(rig.client, ZONE, new Map(rules));
}

/** What a screen says of sources that contradict each other, at an instant that all compare. */
function contradictionsIn({ readings, others }: DomainState, nowMs: number): string {
  const found = [...others].flatMap(([key, beside]) => {
    const shown = readings.get(key);
    const limits = shown?.period === undefined ? LIMITS : { ...LIMITS, period: 'month' as const };
    return contradictionsOf(shown, beside, limits, ZONE, nowMs);
  });
  return found
    .map(({ shown, other }) => JSON.stringify([shown, other]))
    .toSorted()
    .join();
}

const told = (source: string, places: readonly number[], value: number): Step => ({
  kind: 'record',
  source,
  isPast: false,
  outcome: 'ok',
  facts: places.map((place) => ({ place, backMs: 0, value, period: 0 })),
  event: 4,
});
/** Two sources tell the same moments otherwise; of the less trusted each word stands beside alone. */
const TWO_RIVALS: Step[] = [told('a', [1, 2], 1), told('b', [1], 2), told('b', [2], 3)];

async function play(rig: JournalRig, steps: readonly Step[], rivalry: string): Promise<ScreenOfThen> {
  makeRivals(rig, rivalry);
  const screen = new ScreenOfThen(rig);
  await rig.record({ observations: [{ indicator: 'cars', place: 'p0', observedAtMs: T, value: 1 }] });
  await rig.journalRound();
  await screen.follow();
  for (const [n, step] of steps.entries()) {
    // Another configuration judges, whether anything was told since the last or not.
    if (step.kind === 'config') rig.config = `c${step.event}`;
    if (step.kind === 'journal' || step.kind === 'config') await rig.journalRound();
    // What was being written when the historian died.
    if (step.kind === 'restart') tearTail(rig);
    if (step.kind === 'record') {
      const isFailed = step.outcome !== 'ok';
      const event = {
        id: `e${step.event}`,
        domain: rig.domain,
        kind: 'post',
        atMs: T + n,
        text: `t${n}`,
        source: step.source,
      };
      await rig.record({
        source: step.source,
        isPast: step.isPast,
        report: { ...OK, outcome: step.outcome },
        observations: isFailed ? [] : observationsOf(step),
        events: isFailed || step.event > 2 ? [] : [event],
      });
    }
    await screen.follow();
  }
  return screen;
}

function tearTail(rig: JournalRig): void {
  const path = join(rig.journalFolder.path, 'open.jsonl');
  writeFileSync(path, `${readFileSync(path, 'utf8')}["17`);
}

/** Past the last of the same ms, when they share one. */
const isLastOfMs = (cursor: string, next: string | undefined) =>
  next === undefined || idMs(next) !== idMs(cursor);

describe('a replayed screen', () => {
  it('has at every recorded cursor the hash that was recorded live, whatever came late or was corrected', async () => {
    let [rivals, contradicted] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStep, { minLength: 1, maxLength: 25 }),
        anyRivalry,
        async (steps, rivalry) => {
          const rig = makeRig();
          const screen = await play(rig, steps, rivalry);
          for (const [n, { cursor, hash, state, contradictions, isContradicted }] of screen.noted.entries()) {
            const then = await rig.replay.at(rig.domain, cursor);
            expect(domainStateHash(then.state)).toBe(hash);
            expect(textOf(then.state)).toBe(state);
            expect(contradictionsIn(then.state, NOW)).toBe(contradictions);
            if (then.state.others.size > 0) rivals += 1;
            if (isContradicted) contradicted += 1;
            if (!isLastOfMs(cursor, screen.noted[n + 1]?.cursor)) continue;
            const atInstant = await rig.replay.at(rig.domain, endOfMs(idMs(cursor)));
            expect(domainStateHash(atInstant.state)).toBe(hash);
          }
        },
      ),
      { numRuns: 25, examples: [[TWO_RIVALS, 'the first named is believed']] },
    );
    // Else it would say nothing of rivals.
    expect(rivals).toBeGreaterThan(0);
    expect(contradicted).toBeGreaterThan(0);
  }, 120_000);

  it('is carried on by frames to the same states, at whatever speed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStep, { minLength: 1, maxLength: 25 }),
        fc.constantFrom(0, 1, 7, 60_000),
        fc.integer({ min: 1, max: 5 }),
        anyRivalry,
        async (steps, stepMs, maxChanges, rivalry) => {
          const rig = makeRig();
          const screen = await play(rig, steps, rivalry);
          const first = screen.noted[0]?.cursor ?? '';
          const { state } = await rig.replay.at(rig.domain, first);
          const known = new Map(screen.noted.map(({ cursor, hash }) => [cursor, hash]));
          let after = first;
          for (let page = 0; page < 200; page += 1) {
            const told = await rig.replay.frames(rig.domain, { after, toMs: Date.now(), stepMs, maxChanges });
            for (const frame of told.frames as WireFrame[]) {
              expect(frame.f).toBe(state.cursor);
              for (const wire of frame.b) applyBatch(state, decodeBatch(rig.domain, wire));
              state.cursor = frame.t;
              expect(frame.n).toBeGreaterThanOrEqual(idMs(frame.t));
              // Every state on the way is one that was shown, however much was left out in between.
              expect(domainStateHash(state)).toBe(known.get(frame.t));
            }
            if (told.frames.length === 0 && compareStreamIds(told.to, after) <= 0) break;
            after = told.to;
          }
          expect(textOf(state)).toBe(screen.noted.at(-1)?.state);
        },
      ),
      { numRuns: 20, examples: [[TWO_RIVALS, 60_000, 5, 'the first named is believed']] },
    );
  }, 120_000);
});
