/** Over random histories of several sources, in any batching: what is shown is what the rule says, and so is the rest. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Recorder } from '../../collector/record.ts';
import { loadDomain } from '../../display/server/feed/load-domain.ts';
import { parseChangeEntry } from '../../shared/change-entry.ts';
import { applyBatch, domainStateHash, emptyDomainState } from '../../shared/domain-state.ts';
import type { Observation } from '../../shared/observation.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import { withRedis } from '../fixtures/redis.ts';
import { OK } from './record-world.ts';

const redis = withRedis();
const ZONE = 'Asia/Ho_Chi_Minh';
const STALE_MS = 3_600_000;
const START_MS = Date.now();

interface Word {
  readonly source: string;
  readonly value: number | null;
  /** Greater is newer; of moments those from {@link FIRST_LIVE} on are not stale. */
  readonly step: number;
}
/** Steps below are two hours old and more, so that nothing turns while the test runs. */
const FIRST_LIVE = 4;
const words = fc.array(
  fc.array(
    fc.record({
      source: fc.constantFrom('a', 'b', 'x', 'y'),
      value: fc.constantFrom(1, 2, null),
      step: fc.integer({ min: 0, max: 7 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  { minLength: 1, maxLength: 10 },
);

interface Kind {
  readonly name: string;
  readonly precedence: readonly string[] | undefined;
  readonly isPeriod: boolean;
}
const KINDS: readonly Kind[] = [
  { name: 'moments by precedence', precedence: ['a', 'b'], isPeriod: false },
  { name: 'moments without precedence', precedence: undefined, isPeriod: false },
  { name: 'periods by precedence', precedence: ['b', 'a'], isPeriod: true },
  { name: 'periods without precedence', precedence: undefined, isPeriod: true },
];

/** The rule as it is written in the configuration's description, and nothing else. */
class Model {
  readonly truths = new Map<string, Word>();
  shown = '';

  constructor(private readonly kind: Kind) {}

  hear(word: Word): void {
    if (this.shown === '') this.shown = word.source;
    if (word.step >= (this.truths.get(word.source)?.step ?? 0)) this.truths.set(word.source, word);
    this.shown = this.chosen();
  }

  /** Between batches a word that nobody named goes as soon as it cannot be compared. */
  forget(): void {
    const shown = this.truths.get(this.shown) as Word;
    for (const [source, word] of this.truths) {
      const isComparable = this.kind.isPeriod ? word.step === shown.step : isLive(word);
      if (source !== this.shown && !this.isNamed(source) && !isComparable) this.truths.delete(source);
    }
  }

  private isNamed(source: string): boolean {
    return this.kind.precedence?.includes(source) ?? false;
  }

  private chosen(): string {
    const { precedence = [], isPeriod } = this.kind;
    const all = [...this.truths.values()];
    const newestOf = (some: readonly Word[]) => {
      const newest = Math.max(...some.map(({ step }) => step));
      return some.filter(({ step }) => step === newest);
    };
    const rank = ({ source }: Word) =>
      precedence.includes(source) ? precedence.indexOf(source) : precedence.length;
    const mostTrusted = (some: readonly Word[]) => {
      const best = Math.min(...some.map(rank));
      return some.filter((word) => rank(word) === best);
    };
    const live = all.filter(isLive);
    const best =
      isPeriod || this.kind.precedence === undefined || live.length === 0
        ? mostTrusted(newestOf(all))
        : newestOf(mostTrusted(live));
    const sources = best.map(({ source }) => source).toSorted();
    return sources.includes(this.shown) ? this.shown : (sources[0] as string);
  }
}

const isLive = ({ step }: Word) => step >= FIRST_LIVE;

function observationOf({ value, step }: Word, { isPeriod }: Kind): Observation {
  const base = { indicator: 'i', place: 'p', value };
  if (isPeriod) return { ...base, period: `2026-0${step + 1}`, observedAtMs: START_MS - 1_000 };
  const ageMs = isLive({ step } as Word) ? (20 - step) * 60_000 : 2 * STALE_MS + (20 - step) * 60_000;
  return { ...base, observedAtMs: START_MS - ageMs };
}

let runs = 0;
it.each(KINDS)('$name: shows what the rule says, and every screen with it', async (kind) => {
  const client = redis().connect();
  const { precedence } = kind;
  const rule = {
    staleAfterMs: STALE_MS,
    ...(precedence === undefined ? {} : { precedence: [...precedence] }),
  };
  const recorder = new Recorder(client, ZONE, new Map([['i', { indicator: rule }]]));
  await fc.assert(
    fc.asyncProperty(words, async (sequence) => {
      const domain = `truths-${(runs += 1)}`;
      const model = new Model(kind);
      for (const batch of sequence) {
        for (const source of new Set(batch.map((word) => word.source))) {
          const own = batch.filter((word) => word.source === source);
          const observations = own.map((word) => observationOf(word, kind));
          await recorder.record({ domain, source, observations, events: [], pictures: [], report: OK });
          for (const word of own) model.hear(word);
          model.forget();
        }
        const loaded = await loadDomain(client, domain);
        const followed = emptyDomainState(domain);
        for (const [id, fields] of await client.xrange(redisKeys.changes(domain), '-', '+')) {
          const entry = parseChangeEntry(domain, id, fields);
          applyBatch(followed, entry);
          Object.assign(followed, { epoch: entry.epoch, cursor: id });
        }
        const reading = loaded.readings.get('i|p');
        const beside = (loaded.others.get('i|p') ?? []).map((other) => [other.source, other.value]);
        const { shown, truths } = model;
        expect([reading?.source, reading?.value]).toEqual([shown, truths.get(shown)?.value]);
        const expected = [...truths]
          .filter(([source]) => source !== shown)
          .toSorted(([a], [b]) => (a < b ? -1 : 1));
        expect(beside).toEqual(expected.map(([source, { value }]) => [source, value]));
        expect(followed.others).toEqual(loaded.others);
        expect(followed.readings).toEqual(loaded.readings);
        expect(domainStateHash(followed)).toBe(domainStateHash(loaded));
      }
    }),
    { numRuns: 60 },
  );
});
