/**
 * The configuration of Lạng Sơn against the simulated province: every source's mapping understands what its
 * upstream says, every expected series is told by somebody, and the past repeats what live told.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../config/read-config.ts';
import { entryFormOf, MANUAL_CONNECTOR } from '../../shared/config/entry-form.ts';
import { entrySchema } from '../../shared/entry/entry.ts';
import { entryForm } from '../../shared/entry/form.ts';
import { checkEntry } from '../../shared/entry/validate-entry.ts';
import { ageOriginMs, freshnessAt } from '../../shared/freshness.ts';
import { periodKind } from '../../shared/period.ts';
import { ConfigIndex } from '../../shared/config/province-config.ts';
import type { Mapping, Source } from '../../shared/config/source.ts';
import { runMapping, type MappedDocument, type MappedObservation } from '../fixtures/run-mapping.ts';
import { startProvince, type RunningProvince } from './province.ts';
import { answersOf, type SourceAnswer } from './source-answers.ts';

const config = await readConfig('config/lang-son');
const index = new ConfigIndex(config);
const documents = config.sources.filter(
  ({ mapping, connector }) => mapping !== undefined || connector === MANUAL_CONNECTOR,
);
const HOUR_MS = 3_600_000;

/** A Friday morning at 10:07 in Lạng Sơn: offices and gates are open. */
const START_MS = Date.parse('2026-11-20T10:07:13+07:00');
let nowMs = START_MS;
let province: RunningProvince;
const live = new Map<string, MappedDocument>();

beforeAll(async () => {
  province = await startProvince({ seed: 5, nowMs: () => nowMs });
  for (const source of documents) live.set(source.id, await liveOf(source));
});
afterAll(() => province.close());

async function liveOf(source: Source): Promise<MappedDocument> {
  if (source.connector === MANUAL_CONNECTOR) return enteredInto(source);
  return understood(source, source.mapping!, await answersOf(source, province));
}

/** What the officer fills in is right by the form, field by field and whole. */
async function enteredInto(source: Source): Promise<MappedDocument> {
  const form = entryForm(index, { ...source, form: entryFormOf(source)! });
  const aids = { lastOf: () => undefined, nowMs, timeZone: config.province.timeZone };
  const checked = (await answersOf(source, province)).map(({ document }) =>
    checkEntry(form, entrySchema.parse(document), aids),
  );
  expect(
    checked.flatMap(({ problems }) => problems),
    source.id,
  ).toEqual([]);
  const observations = checked.flatMap(({ fact, rows }) =>
    rows.map(({ field, value }) => ({
      indicator: field.indicator.id,
      place: field.place.id,
      value,
      ...(fact?.period === undefined ? {} : { period: fact.period }),
      observedAt: fact!.observedAtMs,
    })),
  );
  expect(observations.length, source.id).toBe(form.fields.length);
  return { observations, events: [], refused: [] };
}

async function pastOf(source: Source, window: { fromMs: number; toMs: number }): Promise<MappedDocument> {
  const mapping = source.backfill?.mapping ?? source.mapping!;
  return understood(source, mapping, await answersOf(source, province, window));
}

/** In normal running the upstreams say nothing that is refused. */
async function understood(
  source: Source,
  mapping: Mapping,
  answers: readonly SourceAnswer[],
): Promise<MappedDocument> {
  const mapped = await Promise.all(
    answers.map(({ document }) => runMapping(mapping, document, config, nowMs)),
  );
  const refused = [...answers, ...mapped].flatMap((one) => one.refused);
  expect(refused, source.id).toEqual([]);
  return {
    observations: mapped.flatMap(({ observations }) => observations),
    events: mapped.flatMap(({ events }) => events),
    refused,
  };
}

/** What is wrong with an observation, or undefined. */
function fault(source: Source, seen: MappedObservation): string | undefined {
  const known = index.indicators.get(seen.indicator ?? '');
  if (known === undefined) return 'no such indicator';
  const { indicator, domain } = known;
  if (domain !== source.domain) return `an indicator of ${domain}`;
  if (!index.expectedPlaces(indicator).includes(seen.place ?? '')) return 'a place that has no figure of it';
  if (indicator.period !== (seen.period === undefined ? undefined : periodKind(seen.period)))
    return 'another period';
  const time = timeOf(seen);
  if (time === undefined || Number.isNaN(time) || time > nowMs + 60_000) return 'no time that has come';
  if (seen.value === null) return undefined;
  if (indicator.states === undefined) return Number.isFinite(seen.value) ? undefined : 'no number';
  return indicator.states.some(({ id }) => id === seen.value) ? undefined : 'no state of it';
}

describe.each(documents.map((source) => [source.id, source] as const))('source %s', (id, source) => {
  it('says nothing but known indicators, places, periods, states and times', () => {
    const { observations, events } = live.get(id)!;
    expect(observations.length + events.length).toBeGreaterThan(0);
    const wrong = observations.flatMap((seen) => {
      const why = fault(source, seen);
      return why === undefined ? [] : [{ ...seen, why }];
    });
    expect(wrong).toEqual([]);
  });

  it('tells events of known kinds and places, each with an id of its own', () => {
    const { events } = live.get(id)!;
    const kinds = index.domains.get(source.domain)!.eventKinds.map((kind) => kind.id);
    const wrong = events.filter(
      ({ kind, place, at, text }) =>
        !kinds.includes(kind ?? '') ||
        (place !== undefined && !index.places.has(place)) ||
        at === undefined ||
        !text,
    );
    expect(wrong).toEqual([]);
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
  });
});

describe.each(config.domains.map((domain) => [domain.id, domain] as const))('domain %s', (id, domain) => {
  const observations = () =>
    documents
      .filter((source) => source.domain === id)
      .flatMap((source) => [...live.get(source.id)!.observations]);

  it('has at least eight indicators, and every expected series is told', () => {
    expect(domain.indicators.length).toBeGreaterThanOrEqual(8);
    const told = new Set(observations().map(({ indicator, place }) => `${indicator}|${place}`));
    const expected = domain.indicators.flatMap((indicator) =>
      index.expectedPlaces(indicator).map((place) => `${indicator.id}|${place}`),
    );
    expect(expected.filter((series) => !told.has(series))).toEqual([]);
  });
});

describe('freshness in normal running', () => {
  const moments = [
    ['on a Friday morning', '2026-11-20T10:07:13+07:00'],
    ['in a Sunday night', '2026-11-22T03:20:00+07:00'],
    ['as the gates close their count', '2026-11-22T20:01:00+07:00'],
    ['at the turn of a month', '2026-12-01T00:20:00+07:00'],
    ['at the turn of a year', '2027-01-01T00:31:00+07:00'],
    ['late in a period, before the next figures', '2027-01-19T01:00:00+07:00'],
  ] as const;

  it.each(moments)('every series is fresh just after a poll %s', async (_name, text) => {
    nowMs = Date.parse(text);
    const latest = new Map<string, MappedObservation>();
    for (const source of documents) {
      for (const seen of (await liveOf(source)).observations) keepLatest(latest, seen);
    }
    const old = [...latest.values()].filter((seen) => {
      const { indicator } = index.indicators.get(seen.indicator!)!;
      const reading = { observedAtMs: timeOf(seen)!, collectedAtMs: nowMs, period: seen.period };
      return (
        freshnessAt(ageOriginMs(reading, indicator, config.province.timeZone), indicator, nowMs) !== 'fresh'
      );
    });
    nowMs = START_MS;
    expect(latest.size).toBeGreaterThan(2_000);
    expect(old).toEqual([]);
  });
});

function keepLatest(latest: Map<string, MappedObservation>, seen: MappedObservation): void {
  const key = `${seen.indicator}|${seen.place}`;
  const before = latest.get(key);
  const isLater = (seen.period ?? '') > (before?.period ?? '') || timeOf(seen)! > (timeOf(before) ?? 0);
  if (before === undefined || isLater) latest.set(key, seen);
}

/** Mapping the past of every source takes seconds each on a busy machine. */
const PAST_TIMEOUT_MS = 90_000;

describe('the past', { timeout: PAST_TIMEOUT_MS }, () => {
  const withPast = documents.filter((source) => source.backfill !== undefined);

  it.each(withPast.map((source) => [source.id, source] as const))(
    'of %s repeats what live told',
    async (_id, source) => {
      const told = new Map<string, unknown>();
      // Whole hours and quarters past, and odd moments between them.
      for (const offsetMs of [
        0,
        7 * 60_000 + 47_000,
        52 * 60_000 + 47_000,
        HOUR_MS,
        1.5 * HOUR_MS,
        2 * HOUR_MS,
      ]) {
        nowMs = START_MS + offsetMs;
        for (const seen of (await liveOf(source)).observations) told.set(identity(seen), seen.value);
      }
      const { windowHours } = source.backfill!;
      const { observations } = await pastOf(source, { fromMs: nowMs - windowHours * HOUR_MS, toMs: nowMs });
      nowMs = START_MS;
      expect(observations.length).toBeGreaterThan(0);
      expect(observations.length).toBeLessThanOrEqual(source.limits.maxObservations);
      const both = observations.filter((seen) => told.has(identity(seen)));
      expect(both.filter((seen) => told.get(identity(seen)) !== seen.value)).toEqual([]);
      // The list of documents tells of the past by the document, not by the poll.
      expect(both.length > 0 || source.backfill!.mapping !== undefined).toBe(true);
      const wrong = observations.flatMap((seen) => fault(source, seen) ?? []);
      expect(wrong.filter((why) => why !== 'no time that has come')).toEqual([]);
    },
  );

  it('is told for every figure of a moment, so that no chart begins empty', async () => {
    const told = new Set<string>();
    for (const source of withPast) {
      const { windowHours } = source.backfill!;
      const window = { fromMs: nowMs - windowHours * HOUR_MS, toMs: nowMs };
      for (const { indicator } of (await pastOf(source, window)).observations) told.add(indicator ?? '');
    }
    const empty = [...index.indicators.values()].filter(
      ({ indicator }) =>
        indicator.period === undefined && !told.has(indicator.id) && !WITHOUT_PAST.has(indicator.id),
    );
    expect(empty.map(({ indicator }) => indicator.id)).toEqual([]);
  });
});

describe('the past of daily figures', () => {
  it.each(['camera-bao-cao', 'pakn-thong-ke', 'ioffice', 'he-thong-27'])(
    'of %s goes back a month',
    async (id) => {
      const source = documents.find((one) => one.id === id)!;
      const { observations } = await pastOf(source, { fromMs: nowMs - 12 * HOUR_MS, toMs: nowMs });
      const days = new Map<string, Set<string>>();
      for (const { indicator, place, period } of observations) {
        if (period === undefined || periodKind(period) !== 'day') continue;
        const series = `${indicator}|${place}`;
        days.set(series, (days.get(series) ?? new Set()).add(period));
      }
      const daily = index.domains.get(source.domain)!.indicators.filter(({ period }) => period === 'day');
      expect(daily.length).toBeGreaterThan(0);
      const told = new Set([...days.keys()].map((series) => series.split('|')[0]));
      expect(told.size).toBeGreaterThan(0);
      expect([...told].filter((one) => !daily.some((indicator) => indicator.id === one))).toEqual([]);
      for (const [series, known] of days) {
        expect([...known].toSorted().at(-1), series).toBe('2026-11-19');
        expect([...known].toSorted()[0], series).toBe('2026-10-20');
        expect(known.size, series).toBe(31);
      }
    },
  );
});

/** Of these the upstream itself does not know what was. */
const WITHOUT_PAST = new Set([
  'hinh-anh-camera',
  'van-ban-theo-trang-thai',
  'truc-tu-choi',
  'truc-da-tiep-nhan',
  'truc-phan-cong',
  'truc-dang-xu-ly',
  'truc-hoan-thanh',
  'truc-trang-thai-khac',
]);

function timeOf(seen: MappedObservation | undefined): number | undefined {
  return typeof seen?.observedAt === 'string' ? Date.parse(seen.observedAt) : seen?.observedAt;
}

function identity(seen: MappedObservation): string {
  return `${seen.indicator}|${seen.place}|${seen.period ?? timeOf(seen)}`;
}
