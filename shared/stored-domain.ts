/**
 * A domain as Redis holds it: the scripts that read its whole state with its cursor, or where its stream stands, and
 * what their replies say. Whoever follows a change stream goes by these. The scripts are run by the sides. Pure.
 */
import { compareStreamIds, eventOfRow, type EventRow } from './change-entry.ts';
import {
  applyBatch,
  emptyDomainState,
  MAX_EVENTS_ON_SCREEN,
  mergeEvents,
  ZERO_CURSOR,
  type DomainState,
} from './domain-state.ts';
import { parseLatestEntry } from './latest-entry.ts';
import type { WallEvent } from './observation.ts';
import { redisKeys } from './redis-keys.ts';
import { failureOf, type SourceHealth } from './source-health.ts';

/** Where a stream stands. `first` is empty when it holds no entry; `epoch` is empty when the store is new. */
export interface Standing {
  readonly epoch: string;
  readonly first: string;
  readonly last: string;
}

/** Whether a stream was followed, or why it is not the one that was. */
export type StandingStep = 'followed' | 'other-epoch' | 'lost-tail' | 'trimmed';

/** KEYS: changes, epoch. → epoch, first id, last id. Values are told by Redis 6.2 and later in this form. */
export const STANDING_SCRIPT = `
local first, last = '', '${ZERO_CURSOR}'
if redis.call('EXISTS', KEYS[1]) == 1 then
  local about = redis.call('XINFO', 'STREAM', KEYS[1])
  for at = 1, #about, 2 do
    if about[at] == 'last-generated-id' then last = about[at + 1] end
    if about[at] == 'first-entry' and about[at + 1] then first = about[at + 1][1] end
  end
end
return {redis.call('GET', KEYS[2]) or '', first, last}
`;

/** KEYS: changes, epoch, latest, health, event order, events, pictures, others. ARGV: most events. */
export const LOAD_SCRIPT = `
local last = '${ZERO_CURSOR}'
if redis.call('EXISTS', KEYS[1]) == 1 then
  local about = redis.call('XINFO', 'STREAM', KEYS[1])
  for at = 1, #about, 2 do
    if about[at] == 'last-generated-id' then last = about[at + 1] end
  end
end
local ids = redis.call('ZREVRANGE', KEYS[5], 0, tonumber(ARGV[1]) - 1)
local events = {}
if #ids > 0 then events = redis.call('HMGET', KEYS[6], unpack(ids)) end
return {
  redis.call('GET', KEYS[2]) or '', last, redis.call('HVALS', KEYS[3]), redis.call('HVALS', KEYS[4]),
  events, redis.call('HGETALL', KEYS[7]), redis.call('HVALS', KEYS[8])
}
`;

type LoadReply = readonly [string, string, string[], string[], (string | null)[], string[], string[]];

/** The keys of {@link STANDING_SCRIPT}; all of one domain, so of one slot. */
export function standingKeys(domain: string): [string, string] {
  return [redisKeys.changes(domain), redisKeys.epoch(domain)];
}

export function parseStanding(reply: unknown): Standing {
  const [epoch, first, last] = reply as [string, string, string];
  return { epoch, first, last };
}

/** The keys of {@link LOAD_SCRIPT}, and its argument. */
export function loadArguments(domain: string): { readonly keys: string[]; readonly maxEvents: number } {
  const keys = [
    ...standingKeys(domain),
    redisKeys.latest(domain),
    redisKeys.health(domain),
    redisKeys.eventOrder(domain),
    redisKeys.events(domain),
    redisKeys.pictures(domain),
    redisKeys.others(domain),
  ];
  return { keys, maxEvents: MAX_EVENTS_ON_SCREEN };
}

/** @throws when the reply tells what no collector wrote. */
export function stateOfReply(domain: string, reply: unknown): DomainState {
  const [epoch, cursor, latest, health, events, pictures, others] = reply as LoadReply;
  const state = emptyDomainState(domain);
  state.epoch = epoch;
  state.cursor = cursor;
  applyBatch(state, {
    source: '',
    outcome: 'ok',
    readings: latest.map(parseLatestEntry),
    others: others.map(parseLatestEntry),
    events: [],
    pictures: [],
  });
  for (const text of health) {
    const { source, outcome } = JSON.parse(text) as SourceHealth;
    const failure = failureOf(outcome);
    if (failure !== undefined) state.failures.set(source, failure);
  }
  state.events = mergeEvents(
    [],
    events.flatMap((text) => (text === null ? [] : [parseEvent(domain, text)])),
  );
  for (let at = 0; at + 1 < pictures.length; at += 2)
    state.pictures.set(pictures[at] as string, Number(pictures[at + 1]));
  return state;
}

/** A stored event: its source, a space, and its row as JSON. */
export function parseEvent(domain: string, text: string): WallEvent {
  const start = text.indexOf('[');
  return eventOfRow(JSON.parse(text.slice(start)) as EventRow, domain, text.slice(0, start).trim());
}

/**
 * Whether the stream is still the one that was followed.
 * @param cursor where the read began. @param readTo the last entry that it gave, if any.
 */
export function judgeStanding(
  standing: Standing,
  epoch: string,
  cursor: string,
  readTo: string | undefined,
): StandingStep {
  if (standing.epoch !== epoch) return 'other-epoch';
  if (compareStreamIds(standing.last, readTo ?? cursor) < 0) return 'lost-tail';
  const isBehind = compareStreamIds(standing.last, cursor) > 0;
  const isTrimmedPast = standing.first === '' || compareStreamIds(standing.first, cursor) > 0;
  return isBehind && isTrimmedPast ? 'trimmed' : 'followed';
}
