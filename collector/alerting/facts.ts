/**
 * What is known of a domain as of the checkpoint: its readings, and which sources fail since when. It is kept beside the
 * alerts, so that a replay begins with what was known then and not with what is known now.
 */
import { compareStreamIds, type ChangeBatch } from '../../shared/change-entry.ts';
import { applyBatch, emptyDomainState, type DomainState } from '../../shared/domain-state.ts';
import { seriesKey, type Reading, type SeriesKey, type Value } from '../../shared/observation.ts';
import { failureOf, type PollOutcome } from '../../shared/source-health.ts';

/** A moment of a series, for `rate`. */
interface Point {
  readonly observedAtMs: number;
  readonly value: Value;
}

/** Series whose changes are measured, and over how long at most, ms. */
export type RateSpans = ReadonlyMap<SeriesKey, number>;

export class DomainFacts {
  readonly state: DomainState;
  /** Since when each failing source fails, ms. */
  readonly failingSinceMs = new Map<string, number>();
  private readonly written = new Map<string, string>();
  private readonly points = new Map<SeriesKey, Point[]>();

  constructor(
    domain: string,
    private readonly spans: RateSpans,
  ) {
    this.state = emptyDomainState(domain);
  }

  /** As stored: a source's id holds no `|`, a series' key does. */
  static ofStore(domain: string, spans: RateSpans, stored: ReadonlyMap<string, string>): DomainFacts {
    const facts = new DomainFacts(domain, spans);
    for (const [field, text] of stored) {
      if (field.includes('|')) {
        facts.state.readings.set(field as SeriesKey, JSON.parse(text) as Reading);
        continue;
      }
      const [sinceMs, outcome] = text.split(' ') as [string, PollOutcome];
      const failure = failureOf(outcome);
      if (failure === undefined) continue;
      facts.failingSinceMs.set(field, Number(sinceMs));
      facts.state.failures.set(field, failure);
    }
    return facts;
  }

  /** The whole of a domain's state, where nothing was known before. */
  static ofState(spans: RateSpans, state: DomainState, nowMs: number, before?: DomainFacts): DomainFacts {
    const facts = new DomainFacts(state.domain, spans);
    for (const key of before?.state.readings.keys() ?? []) facts.written.set(key, '');
    for (const source of before?.failingSinceMs.keys() ?? []) facts.written.set(source, '');
    for (const reading of state.readings.values()) facts.know(reading);
    for (const [source, failure] of state.failures) {
      facts.state.failures.set(source, failure);
      facts.noteFailure(source, before?.failingSinceMs.get(source) ?? nowMs);
    }
    facts.state.epoch = state.epoch;
    facts.state.cursor = state.cursor;
    return facts;
  }

  /** Folds one entry. @returns sources whose failure began or ended with it. */
  fold(change: ChangeBatch): { readonly turned: readonly string[] } {
    const failureBefore = this.state.failures.get(change.source);
    applyBatch(this.state, { ...change, events: [], pictures: [], others: [], gone: [] });
    for (const reading of change.readings) this.know(reading);
    if (compareStreamIds(change.id, this.state.cursor) > 0) this.state.cursor = change.id;
    const failure = this.state.failures.get(change.source);
    if (failure === failureBefore) return { turned: [] };
    if (failure === undefined) {
      this.failingSinceMs.delete(change.source);
      this.written.set(change.source, '');
    } else {
      this.noteFailure(change.source, this.failingSinceMs.get(change.source) ?? idMs(change.id));
    }
    return { turned: [change.source] };
  }

  /** Points of before, as history has them. */
  remember(series: SeriesKey, points: readonly Point[]): void {
    const known = [...points, ...(this.points.get(series) ?? [])];
    this.points.set(
      series,
      known.toSorted((a, b) => a.observedAtMs - b.observedAtMs),
    );
  }

  /** The value a series had at a time; undefined: not known. */
  valueAt(series: SeriesKey, atMs: number): Value | undefined {
    return this.points.get(series)?.findLast(({ observedAtMs }) => observedAtMs <= atMs)?.value;
  }

  takeWritten(): [string, string][] {
    const written = [...this.written];
    this.written.clear();
    return written;
  }

  private know(reading: Reading): void {
    const series = seriesKey(reading.indicator, reading.place);
    this.state.readings.set(series, reading);
    this.written.set(series, JSON.stringify(reading));
    const spanMs = this.spans.get(series);
    if (spanMs === undefined) return;
    const points = this.points.get(series) ?? [];
    points.push(reading);
    // The newest point of before the span is what the span begins with.
    const from = points.findLastIndex(({ observedAtMs }) => observedAtMs <= reading.observedAtMs - spanMs);
    this.points.set(series, from > 0 ? points.slice(from) : points);
  }

  private noteFailure(source: string, sinceMs: number): void {
    this.failingSinceMs.set(source, sinceMs);
    this.written.set(source, `${sinceMs} ${this.state.failures.get(source) ?? 'internal'}`);
  }
}

/** The time in a stream's id, ms. */
export function idMs(id: string): number {
  return Number(id.slice(0, id.indexOf('-')));
}
