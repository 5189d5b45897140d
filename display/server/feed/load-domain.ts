/** Reads a domain's whole state and its cursor in one script, so that nothing slips in between. */
import type { Redis } from 'ioredis';
import { eventOfRow, type EventRow } from '../../../shared/change-entry.ts';
import {
  applyBatch,
  emptyDomainState,
  MAX_EVENTS_ON_SCREEN,
  mergeEvents,
  ZERO_CURSOR,
  type DomainState,
} from '../../../shared/domain-state.ts';
import { parseLatestEntry } from '../../../shared/latest-entry.ts';
import type { WallEvent } from '../../../shared/observation.ts';
import { redisKeys } from '../../../shared/redis-keys.ts';
import { failureOf, type SourceHealth } from '../../../shared/source-health.ts';

/** Where a stream stands. `first` is empty when it holds no entry; `epoch` is empty when the store is new. */
export interface Standing {
  readonly epoch: string;
  readonly first: string;
  readonly last: string;
}

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
const LOAD_SCRIPT = `
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

/** @throws when Redis cannot be reached, or holds what no collector wrote. */
export async function loadDomain(redis: Redis, domain: string): Promise<DomainState> {
  const keys = [
    ...standingKeys(domain),
    redisKeys.latest(domain),
    redisKeys.health(domain),
    redisKeys.eventOrder(domain),
    redisKeys.events(domain),
    redisKeys.pictures(domain),
    redisKeys.others(domain),
  ];
  const reply = (await redis.eval(LOAD_SCRIPT, keys.length, ...keys, MAX_EVENTS_ON_SCREEN)) as LoadReply;
  return stateOfReply(domain, reply);
}

function stateOfReply(domain: string, reply: LoadReply): DomainState {
  const [epoch, cursor, latest, health, events, pictures, others] = reply;
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
