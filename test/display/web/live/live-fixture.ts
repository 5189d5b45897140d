/** A province of one domain, small enough to read, and a store that is fed by hand. */
import type { SourceSummary } from '../../../../shared/api.ts';
import { domainSchema } from '../../../../shared/config/domain.ts';
import { placesFileSchema, placeOfFeature } from '../../../../shared/config/place.ts';
import { provinceSchema } from '../../../../shared/config/province.ts';
import { ConfigIndex } from '../../../../shared/config/province-config.ts';
import type { StateBatch } from '../../../../shared/domain-state.ts';
import { encodeBatch, type WireFrame } from '../../../../shared/frame.ts';
import type { Reading } from '../../../../shared/observation.ts';
import type { PollOutcome } from '../../../../shared/source-health.ts';
import { LiveClock } from '../../../../display/web/live/clock.ts';
import { DomainStore } from '../../../../display/web/live/domain-store.ts';
import { FigureCache } from '../../../../display/web/live/figure-cache.ts';

export const LATE_MS = 3_000;
export const STALE_MS = 8_000;
export const START_MS = 1_800_000_000_000;

const name = (vi: string) => ({ vi, en: vi });
const base = {
  unit: name('xe'),
  better: 'down',
  cadence: 'realtime',
  lateAfterMs: LATE_MS,
  staleAfterMs: STALE_MS,
};
const domain = domainSchema.parse({
  id: 'd',
  name: name('Miền'),
  office: name('Sở'),
  icon: 'truck',
  headline: 'queue',
  indicators: [
    {
      ...base,
      id: 'queue',
      name: name('Xe tồn'),
      aggregate: 'sum',
      breakdown: { kinds: ['gate'] },
      limits: [{ level: 'critical', value: 100, own: true }],
    },
    { ...base, id: 'other', name: name('Số khác'), aggregate: 'upstream' },
  ],
});
const places = placesFileSchema.parse({
  type: 'FeatureCollection',
  features: ['g1', 'g2'].map((id) => ({
    type: 'Feature',
    id,
    geometry: null,
    properties: { kind: 'gate', name: name(id) },
  })),
});
const province = provinceSchema.parse({
  id: 'p',
  name: name('Tỉnh'),
  centreName: name('Trung tâm'),
  timeZone: 'Asia/Ho_Chi_Minh',
  simulated: true,
  domains: ['d'],
});

export const SOURCES: readonly SourceSummary[] = ['s1', 's2'].map((id) => ({
  id,
  name: name(id),
  office: name('Sở'),
  domain: 'd',
  connector: 'http-json',
  everySeconds: 1,
}));

/** Time is that of vitest's fake timers; messages are applied as they come. */
export function liveFixture() {
  const index = new ConfigIndex({ province, domains: [domain], places: places.features.map(placeOfFeature) });
  const clock = new LiveClock(() => ({ monotonicMs: performance.now(), wallMs: Date.now() }));
  clock.hear(START_MS);
  const store = new DomainStore(
    (task) => task(),
    () => undefined,
    () => undefined,
  );
  const figures = new FigureCache(index, store, clock);
  clock.start();
  let cursor = 0;
  const empty = { source: 's1', outcome: 'ok' as PollOutcome, readings: [], events: [], pictures: [] };
  store.receive({ kind: 'snapshot', snapshot: { d: 'd', e: 'e', t: '0-0', n: 0, b: [] } });
  const poll = (
    source: string,
    readings: readonly Reading[],
    outcome: PollOutcome,
    news: Partial<Pick<StateBatch, 'others' | 'events' | 'pictures'>> = {},
  ) => {
    const batch = encodeBatch({ ...empty, ...news, source, outcome, readings, collectedAtMs: clock.nowMs() });
    const frame: WireFrame = { d: 'd', e: 'e', f: `${cursor}-0`, t: `${cursor + 1}-0`, n: 0, b: [batch] };
    cursor += 1;
    store.receive({ kind: 'frame', frame });
  };
  const reading = (indicator: string, place: string, value: number, source: string): Reading => {
    const nowMs = clock.nowMs();
    return { indicator, place, value, observedAtMs: nowMs, collectedAtMs: nowMs, source, method: 'api' };
  };
  return {
    index,
    clock,
    store,
    figures,
    observe: (indicator: string, place: string, value: number, source = 's1') =>
      poll(source, [reading(indicator, place, value, source)], 'ok'),
    /** A word of another source than the shown one, as the record keeps it beside. */
    beside: (indicator: string, place: string, value: number, source: string) =>
      poll(source, [], 'ok', { others: [reading(indicator, place, value, source)] }),
    tell: (source: string, events: StateBatch['events'], pictures: StateBatch['pictures']) =>
      poll(source, [], 'ok', { events, pictures }),
    fail: (source: string) => poll(source, [], 'timeout'),
  };
}
