/** Reads the past of series from Redis: whole, or sampled on a grid by Redis itself. */
import type { Redis } from 'ioredis';
import { parseHistoryMember, type HistoryPoint } from '../../../shared/latest-entry.ts';

/** Members read at once; between two reads the event loop serves the screens. */
const PAGE = 1_000;
/** Most members of one series in one answer: 48 hours at one in 8 s, corrections included. The newest are kept. */
const MAX_MEMBERS = 22_000;

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The known past between two instants of the order (period's start or time of the fact), oldest first. */
export async function readSpan(redis: Redis, key: string, span: Span): Promise<HistoryPoint[]> {
  const members: string[] = [];
  while (members.length < MAX_MEMBERS) {
    const page = await redis.zrevrangebyscore(key, span.toMs, span.fromMs, 'LIMIT', members.length, PAGE);
    members.push(...page);
    if (page.length < PAGE) break;
  }
  return asLastCorrected(members.reverse().map(parseHistoryMember));
}

/** The newest members, newest first, corrections included. */
export async function readNewest(redis: Redis, key: string, limit: number): Promise<HistoryPoint[]> {
  return (await redis.zrevrange(key, 0, limit - 1)).map(parseHistoryMember);
}

/** The newest periods, oldest first. Members beyond the periods asked for are corrections of them. */
export async function readPeriods(redis: Redis, key: string, periods: number): Promise<HistoryPoint[]> {
  const members = await redis.zrevrange(key, 0, MAX_MEMBERS - 1);
  return asLastCorrected(members.reverse().map(parseHistoryMember)).slice(-periods);
}

/** One point per fact: the one that was collected last. Points come and go oldest first. */
export function asLastCorrected(points: readonly HistoryPoint[]): HistoryPoint[] {
  const byFact = new Map<string | number, HistoryPoint>();
  for (const point of points) {
    const fact = point.period ?? point.observedAtMs;
    const known = byFact.get(fact);
    if (known === undefined || point.collectedAtMs >= known.collectedAtMs) byFact.set(fact, point);
  }
  return [...byFact.values()];
}

/** Instants `fromMs`, `fromMs + stepMs`, … of which there are `count`. */
export interface Grid {
  readonly fromMs: number;
  readonly stepMs: number;
  readonly count: number;
}

/**
 * KEYS: one history. ARGV: first instant, step, count, how long a value is carried; all ms.
 * → per instant the last member that is not older than it is carried, or an empty text. Members of one score
 * stand in the order of their collection, so the last is the last correction.
 */
const SAMPLE_SCRIPT = `
local from, step, count, carry = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local samples = {}
for n = 1, count do
  local at = from + (n - 1) * step
  local found = redis.call('ZREVRANGEBYSCORE', KEYS[1], string.format('%.0f', at),
    '(' .. string.format('%.0f', at - carry), 'LIMIT', 0, 1)
  samples[n] = found[1] or ''
end
return samples
`;

/** What each instant of a grid knew of a series; undefined: nothing, or only what was too old. */
export async function sampleHistory(
  redis: Redis,
  key: string,
  grid: Grid,
  carryMs: number,
): Promise<(HistoryPoint | undefined)[]> {
  const { fromMs, stepMs, count } = grid;
  const reply = (await redis.eval(SAMPLE_SCRIPT, 1, key, fromMs, stepMs, count, carryMs)) as string[];
  return reply.map((member) => (member === '' ? undefined : parseHistoryMember(member)));
}
