/** Answers `/series`: the past of several series over one window, and what stands beside it. */
import type { SeriesBeside, SeriesBesideLine, SeriesLine } from '../../../shared/api.ts';
import type { Indicator } from '../../../shared/config/domain.ts';
import type { ConfigIndex } from '../../../shared/config/province-config.ts';
import type { HistoryReader } from '../history/history-reader.ts';
import { Gate } from './gate.ts';
import { LineReader, type Line, type LineAsked } from './line-reader.ts';
import { besideWindow, type Window } from './window.ts';

/** The same answer serves all who ask within this time, ms: a restart brings every screen at once. */
const SHARED_FOR_MS = 2_000;
/** Windows are widened to multiples of this, ms, so that screens that ask a moment apart share an answer. */
const SHARED_STEP_MS = 5_000;
/** Most lines kept for sharing; each holds at most some thousand points. */
const MAX_SHARED = 300;
/** DuckDB works on one statement at a time; a second reading prepares meanwhile. */
const MOST_RUNNING = 2;
/** All screens of a large wall that come back at once, each with a few requests. */
const MOST_WAITING = 200;

export interface AskedSeries {
  readonly indicator: Indicator;
  readonly place: string;
}

export interface SeriesAsked extends LineAsked {
  readonly series: readonly AskedSeries[];
  readonly beside: readonly SeriesBeside[];
}

interface Shared {
  readonly atMs: number;
  readonly lines: Promise<ReadonlyMap<string, Line>>;
}

export class SeriesReader {
  private readonly shared = new Map<string, Shared>();
  private readonly gate = new Gate(MOST_RUNNING, MOST_WAITING);
  private readonly reader: LineReader;

  constructor(
    private readonly history: Pick<HistoryReader, 'many' | 'keptSpans'>,
    private readonly index: ConfigIndex,
  ) {
    this.reader = new LineReader(history, index);
  }

  /**
   * Lines in the order of the series asked for. @param atMs monotonic.
   * @throws BusyError, TooManyFacts; whatever the store throws.
   */
  async read(asked: SeriesAsked, atMs: number): Promise<SeriesLine[]> {
    const byIndicator = new Map<Indicator, AskedSeries[]>();
    for (const one of asked.series)
      byIndicator.set(one.indicator, [...(byIndicator.get(one.indicator) ?? []), one]);
    const lines = new Map<AskedSeries, SeriesLine>();
    for (const [indicator, group] of byIndicator) {
      const places = [...new Set(group.map(({ place }) => place))];
      const own = await this.lines(indicator, places, asked, atMs);
      const beside = await this.besides(indicator, places, asked, atMs);
      for (const one of group) {
        const { place } = one;
        const line = own.get(place) ?? { points: [] };
        const knownFromMs =
          asked.beside.length === 0
            ? undefined
            : await this.knownFromMs(indicator, place, line, asked.knownAtMs);
        lines.set(one, {
          indicator: indicator.id,
          place,
          ...line,
          ...(knownFromMs === undefined ? {} : { knownFromMs }),
          beside: beside.map(({ line: of, ...rest }) => ({ ...rest, points: of.get(place)?.points ?? [] })),
        });
      }
    }
    return asked.series.flatMap((one) => lines.get(one) ?? []);
  }

  private async besides(indicator: Indicator, places: readonly string[], asked: SeriesAsked, atMs: number) {
    const { timeZone } = this.index.config.province;
    const besides: (Omit<SeriesBesideLine, 'points'> & { line: ReadonlyMap<string, Line> })[] = [];
    for (const kind of asked.beside) {
      const window = besideWindow(asked.window, kind, timeZone);
      const line = await this.lines(indicator, places, { ...asked, window }, atMs);
      besides.push({ kind, ...window, shiftMs: asked.window.fromMs - window.fromMs, line });
    }
    return besides;
  }

  private async lines(indicator: Indicator, places: readonly string[], asked: LineAsked, atMs: number) {
    const window = widened(asked.window);
    const { periods, most, knownAtMs, nowMs } = asked;
    const key = [indicator.id, ...places, window.fromMs, window.toMs, periods, most, knownAtMs].join('|');
    let shared = this.shared.get(key);
    if (shared === undefined || atMs - shared.atMs >= SHARED_FOR_MS) {
      const lines = this.gate.run(() =>
        this.reader.lines(indicator, places, { periods, most, knownAtMs, nowMs, window }),
      );
      shared = { atMs, lines };
      // What failed is asked again by the next; its own caller hears of it below.
      lines.catch(() => this.shared.delete(key));
      this.shared.delete(key);
      this.shared.set(key, shared);
      for (const oldest of this.shared.keys()) if (this.shared.size > MAX_SHARED) this.shared.delete(oldest);
    }
    const lines = await shared.lines;
    if (periods !== undefined || indicator.period !== undefined) return lines;
    // The wider window is for sharing only: nothing is told from before what was asked for.
    return new Map([...lines].map(([place, line]) => [place, within(line, asked.window)] as const));
  }

  private async knownFromMs(
    indicator: Indicator,
    place: string,
    { aggregated }: Line,
    knownAtMs: number | undefined,
  ): Promise<number | undefined> {
    const domain = this.index.indicators.get(indicator.id)?.domain ?? '';
    const places =
      aggregated === undefined ? [place] : this.index.memberPlaces(indicator).map(({ id }) => id);
    return this.history.many.knownFromMs({ domain, indicator: indicator.id, places }, knownAtMs);
  }
}

function widened({ fromMs, toMs }: Window): Window {
  return {
    fromMs: Math.floor(fromMs / SHARED_STEP_MS) * SHARED_STEP_MS,
    toMs: Math.ceil(toMs / SHARED_STEP_MS) * SHARED_STEP_MS,
  };
}

/** A stretch that begins in the window is of it, though its last fact lies behind: else its peak would be lost. */
function within(line: Line, { fromMs, toMs }: Window): Line {
  return {
    ...line,
    points: line.points.filter(
      ({ observedAtMs, stretch }) => observedAtMs >= fromMs && (stretch?.fromMs ?? observedAtMs) <= toMs,
    ),
  };
}
