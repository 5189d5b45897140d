/** What an evaluator holds of a domain while it judges: read from the store, or begun anew. */
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { isClosed, type Alert } from '../../shared/alert/alert.ts';
import type { WorkingCalendar } from '../../shared/alert/calendar.ts';
import type { DomainState } from '../../shared/domain-state.ts';
import type { ConfigIndex } from '../../shared/config/province-config.ts';
import { parseHistoryMember } from '../../shared/latest-entry.ts';
import { seriesKey, type SeriesKey } from '../../shared/observation.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import type { StoredAlerts } from './alert-store.ts';
import { Deadlines } from './deadlines.ts';
import { DomainFacts, idMs, type RateSpans } from './facts.ts';
import type { Knowledge } from './judge.ts';
import { alertKey, watchesOf, type RuleInForce, type Watches } from './watched.ts';
import { WeekHours } from './week-hours.ts';

/** What of the surroundings a domain is judged by. */
export interface Surroundings {
  readonly redis: Redis;
  readonly domain: string;
  readonly index: ConfigIndex;
  /** Ids of the sources that feed the domain. */
  readonly sources: readonly string[];
  readonly calendar: WorkingCalendar | undefined;
  readonly log: Logger;
}

export interface Loaded {
  turn: string;
  /** Up to when was judged, ms. */
  toMs: number;
  /** What the store says we have judged up to. */
  committedCursor: string;
  readonly known: Knowledge;
  readonly watches: Watches;
  readonly alerts: Map<string, Alert>;
  readonly deadlines: Deadlines;
  /** Revision in force of each rule. */
  readonly revisions: ReadonlyMap<string, number>;
}

/** As it was committed. */
export async function takeUp(
  around: Surroundings,
  stored: StoredAlerts,
  rules: readonly RuleInForce[],
): Promise<Loaded> {
  const { epoch, cursor, toMs, sinceMs } = stored.checkpoint;
  const spans = spansOf(around.index, rules);
  const facts = DomainFacts.ofStore(around.domain, spans, stored.facts);
  facts.state.epoch = epoch;
  facts.state.cursor = cursor;
  await rememberPoints(around, facts, spans, toMs);
  return assemble(around, stored, rules, facts, { toMs, sinceMs });
}

/** By what is known now; of what was before, the alerts alone. */
export async function beginWith(
  around: Surroundings,
  stored: StoredAlerts,
  rules: readonly RuleInForce[],
  state: DomainState,
  nowMs: number,
): Promise<Loaded> {
  const spans = spansOf(around.index, rules);
  const before = DomainFacts.ofStore(around.domain, spans, stored.facts);
  const facts = DomainFacts.ofState(spans, state, nowMs, before);
  await rememberPoints(around, facts, spans, nowMs);
  const { checkpoint } = stored;
  return assemble(around, stored, rules, facts, {
    toMs: Math.max(nowMs, checkpoint.toMs, idMs(state.cursor)),
    sinceMs: checkpoint.sinceMs || nowMs,
  });
}

function assemble(
  { index, sources, calendar, log, domain }: Surroundings,
  stored: StoredAlerts,
  rules: readonly RuleInForce[],
  facts: DomainFacts,
  { toMs, sinceMs }: { readonly toMs: number; readonly sinceMs: number },
): Loaded {
  if (calendar === undefined && rules.some(({ workingTime }) => workingTime))
    log.warn(
      { domain },
      'a rule keeps to working time, and no calendar.yaml says when that is: it judges always',
    );
  const alerts = new Map(stored.alerts.map((one) => [alertKey(one.rule, one.place), one]));
  const open = new Set([...alerts].flatMap(([key, alert]) => (isClosed(alert) ? [] : [key])));
  const watches = watchesOf(index, rules, sources, open);
  for (const { rule, places } of watches.refused)
    log.warn(
      { domain, rule, left: places.length },
      'a rule watches fewer places than there are: maxInstances',
    );
  return {
    turn: stored.checkpoint.turn,
    toMs,
    committedCursor: stored.checkpoint.cursor,
    known: { index, facts, hours: new WeekHours(new Map(stored.hours)), sinceMs },
    watches,
    alerts,
    deadlines: new Deadlines(stored.deadlines),
    revisions: new Map(rules.map(({ id, revision }) => [id, revision])),
  };
}

/** Over which span at most each series is measured whose changes a rule judges. */
function spansOf(index: ConfigIndex, rules: readonly RuleInForce[]): RateSpans {
  const spans = new Map<SeriesKey, number>();
  for (const { rule, place } of watchesOf(index, rules, [], new Set()).all) {
    if (rule.condition.kind !== 'rate') continue;
    const series = seriesKey(rule.condition.indicator, place);
    spans.set(series, Math.max(spans.get(series) ?? 0, rule.condition.overMs));
  }
  return spans;
}

/** What a series was before, so that a change over a span is known at once. */
async function rememberPoints(
  { redis, domain }: Surroundings,
  facts: DomainFacts,
  spans: RateSpans,
  nowMs: number,
): Promise<void> {
  for (const [series, spanMs] of spans) {
    const key = redisKeys.history(domain, series);
    const members = await redis.zrangebyscore(key, nowMs - 2 * spanMs, nowMs);
    facts.remember(series, members.map(parseHistoryMember));
  }
}
