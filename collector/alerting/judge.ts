/** What a rule sees at a place now: the quality, and the measure where it is good. Pure. */
import type { Seen } from '../../shared/alert/alert.ts';
import { levelOf, type Level } from '../../shared/alert/level.ts';
import { measureOf, type MeasureFacts } from '../../shared/alert/measure.ts';
import { qualityOf, type Quality } from '../../shared/alert/quality.ts';
import type { ConfigIndex } from '../../shared/config/province-config.ts';
import { figureOf, type Figure } from '../../shared/figure.ts';
import { ageOriginMs, freshnessAt } from '../../shared/freshness.ts';
import { seriesKey, type Reading, type Value } from '../../shared/observation.ts';
import type { DomainFacts } from './facts.ts';
import type { Watch } from './watched.ts';
import type { WeekHours } from './week-hours.ts';

export interface Judged {
  readonly quality: Quality;
  readonly seen?: Seen | undefined;
  /** When what is seen turns by time alone, ms: a value goes stale, a silence reaches a limit. */
  readonly turnsAtMs?: number | undefined;
}

/** All that judging goes by. */
export interface Knowledge {
  readonly index: ConfigIndex;
  readonly facts: DomainFacts;
  readonly hours: WeekHours;
  /** Since when the domain is judged at all, ms: what never came is silent since then. */
  readonly sinceMs: number;
}

/** @param held the level at which the alert fires now. */
export function judge(
  known: Knowledge,
  { rule, place }: Watch,
  held: Level | undefined,
  nowMs: number,
): Judged {
  const { condition } = rule;
  if (condition.kind === 'no-data') return judgeSilence(known, condition, place, nowMs);
  const figure = figureOf(known.index, known.facts.state, condition.indicator, place, nowMs);
  if (condition.kind === 'count') return judgeCount(known, condition, figure, held, nowMs);
  const quality = qualityOf({
    freshness: figure.freshness,
    isNull: figure.value === null,
    failure: figure.failure,
  });
  const turnsAtMs = staleAtMs(figure, nowMs);
  if (quality !== 'good') return { quality, turnsAtMs };
  const measure = measureOf(condition, factsOf(known, condition, figure, nowMs));
  if (measure === undefined) return { quality: 'no-data', turnsAtMs };
  return {
    quality,
    seen: { value: figure.value, measure, observedAtMs: figure.observedAtMs ?? nowMs },
    turnsAtMs,
  };
}

function staleAtMs({ originMs, indicator }: Figure, nowMs: number): number | undefined {
  const atMs = originMs === undefined ? undefined : originMs + indicator.staleAfterMs;
  return atMs !== undefined && atMs > nowMs ? atMs : undefined;
}

function factsOf(
  { facts, hours }: Knowledge,
  condition: Watch['rule']['condition'],
  figure: Figure,
  nowMs: number,
): MeasureFacts {
  const { value, indicator, place } = figure;
  const series = seriesKey(indicator.id, place.id);
  switch (condition.kind) {
    case 'rate':
      return { value, past: facts.valueAt(series, (figure.observedAtMs ?? nowMs) - condition.overMs) };
    case 'last-week':
      return { value, past: hours.weekBefore(series, nowMs, indicator.resetsDailyAt !== undefined) };
    default:
      return { value, target: indicator.target };
  }
}

/**
 * Places of which nothing good is known may be on either side of the limit: the count is judged where that makes no
 * difference, and is not known where it does.
 */
function judgeCount(
  { index, facts }: Knowledge,
  condition: Extract<Watch['rule']['condition'], { kind: 'count' }>,
  { indicator }: Figure,
  held: Level | undefined,
  nowMs: number,
): Judged {
  const { timeZone } = index.config.province;
  const members: Value[] = [];
  const turns: number[] = [];
  let unknown = 0;
  for (const { id } of index.memberPlaces(indicator)) {
    const reading = facts.state.readings.get(seriesKey(indicator.id, id));
    const originMs = reading && ageOriginMs(reading, indicator, timeZone);
    const quality = qualityOf({
      freshness: freshnessAt(originMs, indicator, nowMs),
      isNull: reading?.value === null,
      failure: reading && facts.state.failures.get(reading.source),
    });
    if (quality === 'good') members.push(reading?.value ?? null);
    else unknown += 1;
    if (quality === 'good' && originMs !== undefined) turns.push(originMs + indicator.staleAfterMs);
  }
  const turnsAtMs = turns.length === 0 ? undefined : Math.min(...turns);
  const measure = measureOf(condition, { value: null, members });
  if (members.length === 0 || typeof measure !== 'number') return { quality: 'no-data', turnsAtMs };
  const isSure = levelOf(condition, measure, held) === levelOf(condition, measure + unknown, held);
  if (!isSure) return { quality: 'stale', turnsAtMs };
  return { quality: 'good', seen: { value: measure, measure, observedAtMs: nowMs }, turnsAtMs };
}

/** Of silence something is always known: how long it lasts. */
function judgeSilence(
  known: Knowledge,
  condition: Extract<Watch['rule']['condition'], { kind: 'no-data' }>,
  place: string,
  nowMs: number,
): Judged {
  const silentFromMs =
    condition.indicator === undefined
      ? sourceSilentFromMs(known, place, nowMs)
      : figureSilentFromMs(known, condition.indicator, place, nowMs);
  const measure = Math.max(0, nowMs - silentFromMs);
  const turns = [condition.warning, condition.critical].flatMap((limit) =>
    limit !== undefined && silentFromMs + limit > nowMs ? [silentFromMs + limit] : [],
  );
  return {
    quality: 'good',
    seen: { value: null, measure, observedAtMs: nowMs },
    turnsAtMs: turns.length === 0 ? undefined : Math.min(...turns),
  };
}

function figureSilentFromMs(known: Knowledge, indicator: string, place: string, nowMs: number): number {
  const { index, facts, sinceMs } = known;
  const { originMs } = figureOf(index, facts.state, indicator, place, nowMs);
  // Never seen, it is silent since anybody waits for it.
  return originMs ?? sinceMs;
}

/** A source is silent from when its polls fail, or from when the last of its figures went stale. */
function sourceSilentFromMs({ index, facts }: Knowledge, source: string, nowMs: number): number {
  const failingMs = facts.failingSinceMs.get(source);
  const { timeZone } = index.config.province;
  let staleMs: number | undefined;
  for (const reading of facts.state.readings.values()) {
    if (reading.source !== source) continue;
    const atMs = staleTurnMs(index, reading, timeZone);
    if (atMs !== undefined) staleMs = Math.max(staleMs ?? 0, atMs);
  }
  // Nothing of it is shown: only its own failure tells.
  return Math.min(
    failingMs ?? Number.POSITIVE_INFINITY,
    staleMs ?? (failingMs === undefined ? nowMs : failingMs),
  );
}

function staleTurnMs(index: ConfigIndex, reading: Reading, timeZone: string): number | undefined {
  const indicator = index.indicators.get(reading.indicator)?.indicator;
  return indicator && ageOriginMs(reading, indicator, timeZone) + indicator.staleAfterMs;
}
