/**
 * Figures as computed values, one per indicator and place, made when first asked for. A figure is derived anew only
 * when a reading it stands on came, a source of its domain failed or healed, or its own freshness turns.
 */
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import type { ConfigIndex } from '../../../shared/config/province-config.ts';
import { figureOf, type Figure } from '../../../shared/figure.ts';
import { nextTurnMs } from '../../../shared/freshness.ts';
import { seriesKey, type SeriesKey } from '../../../shared/observation.ts';
import type { PageClock, Turning } from './clock.ts';
import { sameContradictions } from './contradictions.ts';
import type { DomainStore } from './domain-store.ts';
import type { Applied } from './receive.ts';

interface Entry extends Turning {
  readonly tick: ShallowRef<number>;
  readonly figure: ComputedRef<Figure>;
}

export class FigureCache {
  private readonly entries = new Map<SeriesKey, Entry>();
  private readonly lists = new Map<string, ComputedRef<readonly Figure[]>>();
  private readonly byInput = new Map<SeriesKey, Entry[]>();
  private readonly byDomain = new Map<string, Entry[]>();
  private lastTickMs = 0;

  constructor(
    private readonly index: ConfigIndex,
    private readonly store: DomainStore,
    private readonly clock: PageClock,
  ) {
    store.onApplied((applied) => {
      for (const one of applied) this.applied(one);
    });
    clock.every((nowMs) => {
      // The clock was ahead by mistake and has been put right: everything is judged anew.
      if (nowMs < this.lastTickMs) for (const entry of this.entries.values()) renew(entry);
      this.lastTickMs = nowMs;
    });
  }

  figure(indicator: string, place: string = this.index.config.province.id): ComputedRef<Figure> {
    const key = seriesKey(indicator, place);
    return (this.entries.get(key) ?? this.enter(key, indicator, place)).figure;
  }

  figures(indicator: string): ComputedRef<readonly Figure[]> {
    let list = this.lists.get(indicator);
    if (list === undefined) {
      const known = this.index.indicators.get(indicator);
      const members = known === undefined ? [] : this.index.memberPlaces(known.indicator);
      const figures = members.map((place) => this.figure(indicator, place.id));
      list = computed(() => figures.map((figure) => figure.value));
      this.lists.set(indicator, list);
    }
    return list;
  }

  private enter(key: SeriesKey, indicator: string, place: string): Entry {
    const tick = shallowRef(0);
    const domain = this.index.indicators.get(indicator)?.domain ?? '';
    const figure = computed<Figure>((before) => {
      void tick.value;
      const nowMs = this.clock.nowMs();
      const now = figureOf(this.index, this.store.state(domain), indicator, place, nowMs);
      entry.turnMs = firstTurnMs(now, nowMs);
      this.clock.expect(entry.turnMs);
      return before !== undefined && sameFigure(before, now) ? before : now;
    });
    const entry: Entry = { tick, figure, turnMs: undefined, turn: () => renew(entry) };
    this.entries.set(key, entry);
    push(this.byDomain, domain, entry);
    for (const input of this.inputsOf(indicator, place)) push(this.byInput, input, entry);
    this.clock.watch(entry);
    return entry;
  }

  /** Every series whose readings the figure may stand on. */
  private inputsOf(indicatorId: string, place: string): readonly SeriesKey[] {
    const known = this.index.indicators.get(indicatorId);
    const own = seriesKey(indicatorId, place);
    if (known === undefined || place !== this.index.config.province.id) return [own];
    const { indicator } = known;
    if (indicator.aggregate === 'upstream') return [own];
    const weightBy = indicator.weightBy;
    return [
      own,
      ...this.index
        .memberPlaces(indicator)
        .flatMap((member) => [
          seriesKey(indicatorId, member.id),
          ...(weightBy === undefined ? [] : [seriesKey(weightBy, member.id)]),
        ]),
    ];
  }

  private applied({ domain, whole, failures, readings, others }: Applied): void {
    if (whole || failures) {
      for (const entry of this.byDomain.get(domain) ?? []) renew(entry);
      return;
    }
    for (const { indicator, place } of [...readings, ...others]) {
      for (const entry of this.byInput.get(seriesKey(indicator, place)) ?? []) renew(entry);
    }
  }
}

/** When its freshness turns next, or a contradiction ends by itself. */
function firstTurnMs({ originMs, indicator, contradictions }: Figure, nowMs: number): number | undefined {
  const turnMs = nextTurnMs(originMs, indicator, nowMs);
  if (contradictions.length === 0) return turnMs;
  return Math.min(turnMs ?? Infinity, ...contradictions.map(({ untilMs }) => untilMs));
}

function renew(entry: Entry): void {
  // Until it is derived again, which may be never for a figure that is not shown, it need not turn.
  entry.turnMs = undefined;
  entry.tick.value += 1;
}

function push<Key>(map: Map<Key, Entry[]>, key: Key, entry: Entry): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [entry]);
  else known.push(entry);
}

/** Equal in all that is shown but the age, which follows the clock by itself. */
function sameFigure(a: Figure, b: Figure): boolean {
  return (
    a.value === b.value &&
    a.observedAtMs === b.observedAtMs &&
    a.collectedAtMs === b.collectedAtMs &&
    a.freshness === b.freshness &&
    a.failure === b.failure &&
    a.period === b.period &&
    a.source === b.source &&
    a.method === b.method &&
    a.originMs === b.originMs &&
    a.limit.limit === b.limit.limit &&
    a.limit.level === b.limit.level &&
    sameContradictions(a.contradictions, b.contradictions) &&
    a.others === b.others &&
    a.sum?.reported === b.sum?.reported &&
    a.sum?.mixedPeriods === b.sum?.mixedPeriods
  );
}
