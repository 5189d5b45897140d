/** A wall context without a server: a state built by hand, judged by the same shared functions as on a wall. */
import { computed, ref, type Ref } from 'vue';
import type { MapGeometry, SourceSummary } from '../../../shared/api.ts';
import { ConfigIndex } from '../../../shared/config/province-config.ts';
import { domainContradictions } from '../../../shared/domain-contradictions.ts';
import { applyBatch, emptyDomainState, type DomainState } from '../../../shared/domain-state.ts';
import { figureOf, type Figure } from '../../../shared/figure.ts';
import type { HistoryPoint } from '../../../shared/latest-entry.ts';
import { seriesKey, type Reading, type Value } from '../../../shared/observation.ts';
import { previousPeriod } from '../../../shared/period.ts';
import type { Locale, SourceStanding, WallContext } from '../live/wall-context.ts';
import { secondSourceId } from './second-source.ts';
import { STORY_NOW_MS, storyConfig } from './story-config.ts';
import type { Scenario } from './story.ts';

const MINUTE_MS = 60_000;
const index = new ConfigIndex(storyConfig);

/** How old every figure of a scenario is, as a share of its indicator's stale age. */
const AGE_SHARE: Readonly<Record<Scenario, number>> = {
  fresh: 0.02,
  late: 0.5,
  stale: 1.3,
  never: 0,
  alerting: 0.02,
  failed: 0.02,
  contradicted: 0.02,
};

function storyValue(indicator: string, place: string, scenario: Scenario): Value {
  const alerting = scenario === 'alerting';
  const order = Math.max(
    0,
    storyConfig.places.findIndex(({ id }) => id === place),
  );
  switch (indicator) {
    case 'xe-ton':
      return place === 'tan-thanh' ? (alerting ? 1057 : 402) : ([246, 402, 110, 65][order] ?? 40);
    case 'mo-cua':
      return alerting && place === 'chi-ma' ? 'han-che' : 'mo';
    case 'cho':
      return alerting && place === 'tan-thanh' ? 31.5 : 6 + order;
    case 'dung-han':
      return alerting && place === 'xa-5' ? 68.4 : 91 + order;
    case 'thu':
      return 17_246;
    default:
      return 20 + order * 31;
  }
}

export function storyState(domainId: string, scenario: Scenario): DomainState {
  const state = emptyDomainState(domainId);
  const source = storyConfig.sources.find(({ domain }) => domain === domainId)?.id ?? '';
  const indicators = index.domains.get(domainId)?.indicators ?? [];
  const readings = indicators.flatMap((indicator) =>
    index.expectedPlaces(indicator).map((place): Reading => {
      const atMs = STORY_NOW_MS - AGE_SHARE[scenario] * indicator.staleAfterMs;
      // A figure of a period is as old as its successor is overdue.
      const period = scenario === 'stale' ? '2026-08' : scenario === 'late' ? '2026-09' : '2026-10';
      return {
        indicator: indicator.id,
        place,
        value: storyValue(indicator.id, place, scenario),
        observedAtMs: atMs,
        collectedAtMs: atMs,
        source,
        method: 'api',
        ...(indicator.period === undefined ? {} : { period }),
      };
    }),
  );
  applyBatch(state, {
    source,
    outcome: scenario === 'failed' ? 'timeout' : 'ok',
    readings: scenario === 'never' ? [] : readings,
    others: scenario === 'contradicted' ? readings.map(otherwise) : [],
    events:
      scenario === 'never' || domainId !== 'cua-khau'
        ? []
        : [
            {
              id: '1',
              domain: domainId,
              kind: 'dieu-tiet',
              place: 'tan-thanh',
              atMs: STORY_NOW_MS - 2 * MINUTE_MS,
              text: 'Thêm 11 xe vào bãi 1; còn 23 chỗ. <script>chữ, không phải mã</script>',
              state: 'đang làm',
              source,
            },
            {
              id: '2',
              domain: domainId,
              kind: 'dieu-tiet',
              atMs: STORY_NOW_MS - 900 * MINUTE_MS,
              text: 'Bản tin ngày 21/11: thông quan 1.688 xe, xuất 642, nhập 1.046; tồn 1.283, tăng 57 so với tối hôm trước.',
              source,
            },
          ],
    pictures: [],
  });
  return state;
}

/** What a second source says: a tenth more, or another word. */
function otherwise(reading: Reading): Reading {
  const { value, indicator } = reading;
  const states = index.indicators.get(indicator)?.indicator.states ?? [];
  const word = states.find(({ id }) => id !== value)?.id ?? null;
  return {
    ...reading,
    value: typeof value === 'number' ? Math.round(value * 11) / 10 : word,
    source: secondSourceId(reading.source),
    method: 'manual',
  };
}

/** A calm line that ends at the value; in an alert it climbs over the last hour. */
function storyPast(indicatorId: string, place: string, state: DomainState): readonly HistoryPoint[] {
  const reading = state.readings.get(seriesKey(indicatorId, place));
  const known = index.indicators.get(indicatorId)?.indicator;
  const sample = reading ?? [...state.readings.values()].find(({ indicator }) => indicator === indicatorId);
  if (sample === undefined || known === undefined) return [];
  const total = index.memberPlaces(known).length;
  const last =
    typeof sample.value === 'number'
      ? sample.value * (reading === undefined && known.aggregate === 'sum' ? total : 1)
      : 0;
  const base = { collectedAtMs: sample.collectedAtMs, source: sample.source };
  if (sample.period !== undefined) {
    let { period } = sample;
    return Array.from({ length: 24 }, (_, back): HistoryPoint => {
      const point = {
        ...base,
        period,
        value: Math.round(last * (1 - back * 0.035)),
        observedAtMs: sample.observedAtMs - back * 30 * 86_400_000,
      };
      period = previousPeriod(period, storyConfig.province.timeZone);
      return point;
    }).toReversed();
  }
  const stepMs = Math.min(10 * MINUTE_MS, known.staleAfterMs / 2);
  const count = Math.floor((48 * 60 * MINUTE_MS) / stepMs);
  const calm = Math.min(last, 930);
  return Array.from({ length: count }, (_, back): HistoryPoint => {
    const wave = Math.sin(back / 17) * calm * 0.02;
    const value = back * stepMs < 40 * MINUTE_MS ? last : calm + wave;
    return { ...base, value, observedAtMs: sample.observedAtMs - back * stepMs };
  }).toReversed();
}

export function storyContext(scenario: Scenario, locale: Ref<Locale>): WallContext {
  const states = new Map(storyConfig.domains.map(({ id }) => [id, storyState(id, scenario)]));
  const nowMs = ref(STORY_NOW_MS);
  const domainOf = (indicator: string) => states.get(index.indicators.get(indicator)?.domain ?? '');
  const at = (indicator: string, place?: string) =>
    figureOf(index, domainOf(indicator), indicator, place, nowMs.value);
  const breaches = computed(() =>
    [...index.indicators.values()]
      .flatMap(({ indicator }) => index.expectedPlaces(indicator).map((place) => at(indicator.id, place)))
      .filter(({ limit }) => limit.level !== 'normal'),
  );
  const standings = computed(() =>
    storyConfig.sources.map((source) => standingOf(source, states.get(source.domain), at)),
  );
  const contradictions = computed(() =>
    [...states].flatMap(([domain, state]) => domainContradictions(index, state, domain, nowMs.value)),
  );
  return {
    config: storyConfig,
    index,
    breaches,
    contradictions,
    standings,
    sources: new Map(storyConfig.sources.map((source) => [source.id, source])),
    locale,
    link: ref('live'),
    silenceMs: ref(400),
    replayedAtMs: undefined,
    serverNowMs: nowMs,
    figure: (indicator, place) => computed(() => at(indicator, place)),
    figures: (indicator) =>
      computed(() => {
        const known = index.indicators.get(indicator);
        return known === undefined
          ? []
          : index.memberPlaces(known.indicator).map(({ id }) => at(indicator, id));
      }),
    past: (indicator, place) =>
      computed(() => {
        const state = domainOf(indicator);
        const points =
          state === undefined ? [] : storyPast(indicator, place ?? storyConfig.province.id, state);
        return { state: 'ready', points };
      }),
    events: (domain) => computed(() => states.get(domain)?.events ?? []),
    picture: () => computed(() => undefined),
    failures: computed(() => new Map([...states.values()].flatMap(({ failures }) => [...failures]))),
  };
}

/** As old as the first figure of its domain: in a scenario all are of one age. */
function standingOf(
  source: SourceSummary,
  state: DomainState | undefined,
  at: (indicator: string, place?: string) => Figure,
): SourceStanding {
  const [first] = state?.readings.values() ?? [];
  const figure = first === undefined ? undefined : at(first.indicator, first.place);
  const failure = state?.failures.get(source.id);
  return { source, failure, freshness: figure?.freshness ?? 'never', originMs: figure?.originMs };
}

/** Six square cells around the invented communes. */
export const storyGeometry: MapGeometry = {
  basis: 'schematic',
  bounds: [106.1, 21.35, 107.35, 22.35],
  cells: {
    type: 'FeatureCollection',
    features: storyConfig.places
      .filter(({ kind }) => kind === 'commune')
      .map(({ id, lon = 0, lat = 0 }) => ({
        type: 'Feature',
        id,
        properties: { id },
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [lon - 0.14, lat - 0.12],
              [lon + 0.14, lat - 0.12],
              [lon + 0.14, lat + 0.12],
              [lon - 0.14, lat + 0.12],
              [lon - 0.14, lat - 0.12],
            ],
          ],
        },
      })),
  },
};
