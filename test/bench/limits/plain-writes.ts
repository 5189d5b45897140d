/** Limits of P9: the same points written as plainly as one can, by one pipelining client. No history, no rules. */
import type { Redis } from 'ioredis';
import type { Observation } from '../../../shared/observation.ts';

/** About as many entries as the wall's own change streams keep. */
const MAX_ENTRIES = 10_000;

/** Each point for itself: its latest value, an entry of the stream, a message. */
export async function writePerPoint(
  redis: Redis,
  domain: string,
  points: readonly Observation[],
): Promise<void> {
  const pipeline = redis.pipeline();
  for (const { indicator, place, value, observedAtMs } of points) {
    const series = `${indicator}|${place}`;
    const text = `[${JSON.stringify(series)},${JSON.stringify(value)},${observedAtMs}]`;
    pipeline.hset(`plain:${domain}`, series, text);
    pipeline.xadd(`plain:${domain}:stream`, 'MAXLEN', '~', MAX_ENTRIES, '*', 'p', text);
    pipeline.publish(`plain:${domain}`, text);
  }
  await pipeline.exec();
}

/** The points of a batch together: one HSET, one entry, one message. */
export async function writeCoalesced(
  redis: Redis,
  domain: string,
  points: readonly Observation[],
): Promise<void> {
  const fields: string[] = [];
  const rows: string[] = [];
  for (const { indicator, place, value, observedAtMs } of points) {
    const series = `${indicator}|${place}`;
    const row = `[${JSON.stringify(series)},${JSON.stringify(value)},${observedAtMs}]`;
    fields.push(series, row);
    rows.push(row);
  }
  const text = `[${rows.join(',')}]`;
  await redis
    .pipeline()
    .hset(`plain:${domain}`, ...fields)
    .xadd(`plain:${domain}:stream`, 'MAXLEN', '~', MAX_ENTRIES, '*', 'p', text)
    .publish(`plain:${domain}`, text)
    .exec();
}
