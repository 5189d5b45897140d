/**
 * The past of series: fetched once each, kept up by what comes live, fetched again when the store was replaced by a
 * snapshot, for between its readings some may be missing; and now and then, for the collector goes on filling in
 * what upstreams tell late. A past that is thin, as in the first minute of a new wall, is asked for again soon.
 */
import { shallowRef, type ShallowRef } from 'vue';
import type { SeriesReply } from '../../../shared/api.ts';
import type { ConfigIndex } from '../../../shared/config/province-config.ts';
import type { HistoryPoint } from '../../../shared/latest-entry.ts';
import { seriesKey, type SeriesKey } from '../../../shared/observation.ts';
import type { FigureCache } from './figure-cache.ts';
import {
  isThin,
  pointOf,
  requestOf,
  withinSpan,
  withPoint,
  type PastRequest,
  type PastSpan,
} from './past-points.ts';
import type { Applied } from './receive.ts';
import type { SeriesPast } from './wall-context.ts';

interface Entry {
  readonly indicator: string;
  readonly place: string;
  readonly span: PastSpan;
  readonly past: ShallowRef<SeriesPast>;
  /** What came while the answer was on its way. */
  coming: HistoryPoint[];
  asked: boolean;
  failures: number;
  /** Fetches in a row that gave less than the span. */
  thin: number;
}

/** A new scene asks for some thirty series at once; the server and the line stay free for the live ones. */
const MAX_CONCURRENT = 4;
const RETRY_FIRST_MS = 2_000;
const RETRY_LAST_MS = 60_000;
/** A whole past is fetched again this often, ms: corrections and late figures of the past come by no frame. */
const REFRESH_EVERY_MS = 600_000;
/** A thin one the first time after this, then ever later, ms. */
const REFRESH_THIN_MS = 10_000;
/** A sum changes with every member; the chart takes one point a minute of it. */
const SUM_POINT_EVERY_MS = 60_000;

export type FetchSeries = (indicator: string, place: string, request: PastRequest) => Promise<SeriesReply>;

export class PastCache {
  private readonly entries = new Map<string, Entry>();
  private readonly bySeries = new Map<SeriesKey, Entry[]>();
  private readonly waiting: Entry[] = [];
  private running = 0;

  constructor(
    private readonly index: ConfigIndex,
    private readonly figures: FigureCache,
    private readonly fetchSeries: FetchSeries,
    private readonly nowMs: () => number,
  ) {}

  past(
    indicator: string,
    place: string = this.index.config.province.id,
    span: PastSpan,
  ): ShallowRef<SeriesPast> {
    const key = `${indicator}|${place}|${'hours' in span ? `${span.hours}h` : `${span.periods}p`}`;
    let entry = this.entries.get(key);
    if (entry === undefined) {
      const past = shallowRef<SeriesPast>({ state: 'loading', points: [] });
      entry = { indicator, place, span, past, coming: [], asked: false, failures: 0, thin: 0 };
      this.entries.set(key, entry);
      const series = seriesKey(indicator, place);
      this.bySeries.set(series, [...(this.bySeries.get(series) ?? []), entry]);
      this.ask(entry);
    }
    return entry.past;
  }

  /** To be called after figures took notice of the same change: sums are read from them. */
  applied(applied: readonly Applied[]): void {
    const sums = new Set<string>();
    for (const { domain, whole, readings } of applied) {
      if (whole) this.askAgain(domain);
      for (const reading of readings) {
        for (const entry of this.bySeries.get(seriesKey(reading.indicator, reading.place)) ?? [])
          this.add(entry, pointOf(reading));
        if (reading.place !== this.index.config.province.id) sums.add(reading.indicator);
      }
    }
    for (const indicator of sums) this.addSum(indicator);
  }

  private addSum(indicator: string): void {
    const entries = this.bySeries.get(seriesKey(indicator, this.index.config.province.id));
    if (entries === undefined) return;
    const { sum, value, period, collectedAtMs } = this.figures.figure(indicator).value;
    if (sum === undefined || collectedAtMs === undefined) return;
    const nowMs = this.nowMs();
    const observedAtMs = nowMs - (nowMs % SUM_POINT_EVERY_MS);
    const point = {
      value,
      observedAtMs,
      collectedAtMs: nowMs,
      source: '',
      ...(period === undefined ? {} : { period }),
    };
    for (const entry of entries) this.add(entry, point);
  }

  private add(entry: Entry, point: HistoryPoint): void {
    const { past, span } = entry;
    const { timeZone } = this.index.config.province;
    if (past.value.state !== 'ready' || entry.asked) entry.coming = withPoint(entry.coming, point, timeZone);
    if (past.value.state !== 'ready') return;
    const points = withinSpan(withPoint(past.value.points, point, timeZone), span, this.nowMs());
    past.value = { state: 'ready', points };
  }

  private askAgain(domain: string): void {
    for (const entry of this.entries.values()) {
      if (this.index.indicators.get(entry.indicator)?.domain === domain) this.ask(entry);
    }
  }

  private ask(entry: Entry): void {
    if (entry.asked) return;
    entry.asked = true;
    this.waiting.push(entry);
    this.next();
  }

  private next(): void {
    while (this.running < MAX_CONCURRENT) {
      const entry = this.waiting.shift();
      if (entry === undefined) return;
      this.running += 1;
      void this.fetchInto(entry).finally(() => {
        this.running -= 1;
        this.next();
      });
    }
  }

  private async fetchInto(entry: Entry): Promise<void> {
    const { indicator, place, span } = entry;
    try {
      const reply = await this.fetchSeries(indicator, place, requestOf(span, this.nowMs()));
      const { timeZone } = this.index.config.province;
      const points = entry.coming.reduce<readonly HistoryPoint[]>(
        (known, point) => withPoint(known, point, timeZone),
        reply.points,
      );
      entry.asked = false;
      entry.coming = [];
      entry.failures = 0;
      const kept = withinSpan(points, span, this.nowMs());
      entry.past.value = { state: 'ready', points: kept };
      entry.thin = isThin(kept, span, this.nowMs()) ? entry.thin + 1 : 0;
      const waitMs = entry.thin === 0 ? REFRESH_EVERY_MS : REFRESH_THIN_MS * 2 ** (entry.thin - 1);
      setTimeout(() => this.ask(entry), Math.min(REFRESH_EVERY_MS, waitMs));
    } catch {
      entry.asked = false;
      entry.failures += 1;
      // A chart that stands keeps standing: its points are true, and what comes live is still added.
      if (entry.past.value.state !== 'ready') entry.past.value = { state: 'failed', points: [] };
      setTimeout(() => this.ask(entry), Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** (entry.failures - 1)));
    }
  }
}
