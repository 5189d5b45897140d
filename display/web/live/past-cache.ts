/**
 * The past of series: fetched once each, kept up by what comes live, fetched again when the store was replaced by a
 * snapshot, for between its readings some may be missing; and now and then, for the collector goes on filling in
 * what upstreams tell late. A past that is thin, as in the first minute of a new wall, is asked for again soon.
 */
import { shallowRef, type ShallowRef } from 'vue';
import type { SeriesLine, SeriesPoint, SeriesReply } from '../../../shared/api.ts';
import type { ConfigIndex } from '../../../shared/config/province-config.ts';
import { seriesKey, type SeriesKey } from '../../../shared/observation.ts';
import type { FigureCache } from './figure-cache.ts';
import {
  isThin,
  pointOf,
  requestOf,
  withinSpan,
  withPoint,
  type PastRequest,
  type SeriesName,
} from './past-points.ts';
import type { Applied } from './receive.ts';
import type { PastSpan, SeriesPast } from './wall-context.ts';

interface Entry {
  readonly indicator: string;
  readonly place: string;
  readonly span: PastSpan;
  /** The span as a text: what has the same is asked for in one request. */
  readonly spanKey: string;
  readonly past: ShallowRef<SeriesPast>;
  /** What came while the answer was on its way. */
  coming: SeriesPoint[];
  asked: boolean;
  failures: number;
  /** Fetches in a row that gave less than the span. */
  thin: number;
}

/** A new scene asks for some thirty series at once; the server and the line stay free for the live ones. */
const MAX_CONCURRENT = 4;
/** Series of one request. */
const MAX_TOGETHER = 12;
const RETRY_FIRST_MS = 2_000;
const RETRY_LAST_MS = 60_000;
/** A whole past is fetched again this often, ms: corrections and late figures of the past come by no frame. */
const REFRESH_EVERY_MS = 600_000;
/** A thin one the first time after this, then ever later, ms. */
const REFRESH_THIN_MS = 10_000;
/** A sum changes with every member; the chart takes one point a minute of it. */
const SUM_POINT_EVERY_MS = 60_000;

export type FetchSeries = (series: readonly SeriesName[], request: PastRequest) => Promise<SeriesReply>;

export class PastCache {
  private readonly entries = new Map<string, Entry>();
  private readonly bySeries = new Map<SeriesKey, Entry[]>();
  private readonly waiting: Entry[] = [];
  private running = 0;
  private isStopped = false;

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
    const spanKey = JSON.stringify(span);
    const key = `${indicator}|${place}|${spanKey}`;
    let entry = this.entries.get(key);
    if (entry === undefined) {
      const past = shallowRef<SeriesPast>({ state: 'loading', points: [] });
      entry = { indicator, place, span, spanKey, past, coming: [], asked: false, failures: 0, thin: 0 };
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

  private add(entry: Entry, point: SeriesPoint): void {
    const { past, span } = entry;
    const { timeZone } = this.index.config.province;
    if (past.value.state !== 'ready' || entry.asked) entry.coming = withPoint(entry.coming, point, timeZone);
    if (past.value.state !== 'ready') return;
    const points = withinSpan(withPoint(past.value.points, point, timeZone), span, this.nowMs(), timeZone);
    past.value = { ...past.value, points };
  }

  private askAgain(domain: string): void {
    for (const entry of this.entries.values()) {
      if (this.index.indicators.get(entry.indicator)?.domain === domain) this.ask(entry);
    }
  }

  /** Asks for nothing more: another one took its place. */
  stop(): void {
    this.isStopped = true;
  }

  private ask(entry: Entry): void {
    if (entry.asked || this.isStopped) return;
    entry.asked = true;
    this.waiting.push(entry);
    // Widgets of a scene ask one after the other, in one turn.
    queueMicrotask(() => this.next());
  }

  private next(): void {
    while (this.running < MAX_CONCURRENT) {
      const first = this.waiting[0];
      if (first === undefined) return;
      const together = this.waiting.filter(({ spanKey }) => spanKey === first.spanKey).slice(0, MAX_TOGETHER);
      for (const entry of together) this.waiting.splice(this.waiting.indexOf(entry), 1);
      this.running += 1;
      void this.fetchInto(together, first.span).finally(() => {
        this.running -= 1;
        this.next();
      });
    }
  }

  private async fetchInto(entries: readonly Entry[], span: PastSpan): Promise<void> {
    try {
      const { timeZone } = this.index.config.province;
      const series = entries.map(({ indicator, place }) => ({ indicator, place }));
      const { lines } = await this.fetchSeries(series, requestOf(span, this.nowMs(), timeZone));
      entries.forEach((entry, at) => this.take(entry, lines[at]));
    } catch {
      for (const entry of entries) this.failed(entry);
    }
  }

  private take(entry: Entry, line: SeriesLine | undefined): void {
    if (line === undefined) return this.failed(entry);
    const { span } = entry;
    const { timeZone } = this.index.config.province;
    const points = entry.coming.reduce<readonly SeriesPoint[]>(
      (known, point) => withPoint(known, point, timeZone),
      line.points,
    );
    entry.asked = false;
    entry.coming = [];
    entry.failures = 0;
    const kept = withinSpan(points, span, this.nowMs(), timeZone);
    const { beside, knownFromMs } = line;
    entry.past.value = { state: 'ready', points: kept, beside, knownFromMs };
    entry.thin = isThin(kept, span, this.nowMs()) ? entry.thin + 1 : 0;
    const waitMs = entry.thin === 0 ? REFRESH_EVERY_MS : REFRESH_THIN_MS * 2 ** (entry.thin - 1);
    setTimeout(() => this.ask(entry), Math.min(REFRESH_EVERY_MS, waitMs));
  }

  private failed(entry: Entry): void {
    entry.asked = false;
    entry.failures += 1;
    // A chart that stands keeps standing: its points are true, and what comes live is still added.
    if (entry.past.value.state !== 'ready') entry.past.value = { state: 'failed', points: [] };
    setTimeout(() => this.ask(entry), Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** (entry.failures - 1)));
  }
}
