/** Reads the past of series from Redis: whole, or sampled on a grid by Redis itself. */
import type { Redis } from 'ioredis';
import { parseHistoryMember, type HistoryPoint } from '../../../shared/latest-entry.ts';
import { oneVoice, type Trust } from './one-voice.ts';

/** Members read at once; between two reads the event loop serves the screens. */
const PAGE = 1_000;
/** Most members of one series in one answer: 48 hours at one in 8 s, corrections included. The newest are kept. */
const MAX_MEMBERS = 22_000;

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The known past between two instants of the order (period's start or time of the fact), oldest first. */
export async function readSpan(redis: Redis, key: string, span: Span, trust: Trust): Promise<HistoryPoint[]> {
  // Who spoke shortly before the span is still heard at its beginning.
  const fromMs = trust.precedence === undefined ? span.fromMs : span.fromMs - trust.staleAfterMs;
  const members: string[] = [];
  while (members.length < MAX_MEMBERS) {
    const page = await redis.zrevrangebyscore(key, span.toMs, fromMs, 'LIMIT', members.length, PAGE);
    members.push(...page);
    if (page.length < PAGE) break;
  }
  const line = oneVoice(members.reverse().map(parseHistoryMember), trust);
  return fromMs === span.fromMs
    ? line
    : line.filter((point) => point.period !== undefined || point.observedAtMs >= span.fromMs);
}

/** The newest members, newest first, corrections included. */
export async function readNewest(redis: Redis, key: string, limit: number): Promise<HistoryPoint[]> {
  return (await redis.zrevrange(key, 0, limit - 1)).map(parseHistoryMember);
}

/** The newest periods, oldest first. Members beyond the periods asked for are corrections of them. */
export async function readPeriods(
  redis: Redis,
  key: string,
  periods: number,
  trust: Trust,
): Promise<HistoryPoint[]> {
  const members = await redis.zrevrange(key, 0, MAX_MEMBERS - 1);
  return oneVoice(members.reverse().map(parseHistoryMember), trust).slice(-periods);
}

/** Instants `fromMs`, `fromMs + stepMs`, … of which there are `count`. */
export interface Grid {
  readonly fromMs: number;
  readonly stepMs: number;
  readonly count: number;
}

/** Members looked at for the most trusted source at an instant; that one is mostly among the first. */
const LOOKED_AT = 60;

/**
 * KEYS: one history. ARGV: first instant, step, count, how long a value is carried, all ms; the sources by trust as
 * `,a,b,`; how many members may be looked at.
 * → per instant the last member of the most trusted source that is not older than it is carried, or an empty text.
 * Members of one score stand in the order of their collection, so the last is the last correction.
 */
const SAMPLE_SCRIPT = `
local from, step, count, carry = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local ranks, most = ARGV[5], ARGV[6]
local samples = {}
for n = 1, count do
  local at = from + (n - 1) * step
  local best, bestRank = '', math.huge
  for _, member in ipairs(redis.call('ZREVRANGEBYSCORE', KEYS[1], string.format('%.0f', at),
    '(' .. string.format('%.0f', at - carry), 'LIMIT', 0, most)) do
    local rank = string.find(ranks, ',' .. string.match(member, '^%S+ %S+ (%S+)') .. ',', 1, true) or #ranks
    if rank < bestRank then best, bestRank = member, rank end
    if rank == 1 then break end
  end
  samples[n] = best
end
return samples
`;

/** What each instant of a grid knew of a series; undefined: nothing, or only what was too old. */
export async function sampleHistory(
  redis: Redis,
  key: string,
  grid: Grid,
  { precedence, staleAfterMs }: Trust,
): Promise<(HistoryPoint | undefined)[]> {
  const { fromMs, stepMs, count } = grid;
  const ranks = (precedence ?? []).map((source) => `${source},`).join('');
  const most = precedence === undefined ? 1 : LOOKED_AT;
  const args = [fromMs, stepMs, count, staleAfterMs, `,${ranks}`, most];
  const reply = (await redis.eval(SAMPLE_SCRIPT, 1, key, ...args)) as string[];
  return reply.map((member) => (member === '' ? undefined : parseHistoryMember(member)));
}
