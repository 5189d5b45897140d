/** What Redis holds of a domain, in a file. DUMP and RESTORE need no right to configure a Redis that is not ours. */
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { redisKeys } from '../../shared/redis-keys.ts';

const SCRIPT = readFileSync(new URL('./dump-domain.lua', import.meta.url), 'utf8');
const TTL_BYTES = 8;
const LENGTH_BYTES = 4;

export interface DumpedKey {
  readonly key: string;
  /** Ms; 0: for ever. */
  readonly ttlMs: number;
  readonly payload: Buffer;
}

export interface DomainDump {
  /** Last entry of the history log: later ones belong to no part of this backup. */
  readonly lastId: string;
  readonly keys: readonly DumpedKey[];
}

/** All keys of a domain at one instant, but for its epoch: a restored store is another one. */
export async function dumpDomain(redis: Redis, domain: string): Promise<DomainDump> {
  const of = redisKeys;
  const keys = [
    of.historyIndex,
    of.pictures,
    of.historyLog,
    of.historyLogCount,
    of.late,
    of.latest,
    of.others,
    of.entries,
    of.changes,
    of.health,
    of.progress,
    of.deliveries,
    of.events,
    of.eventOrder,
    of.alerts,
    of.transitions,
    of.outbox,
    of.alertCheckpoint,
    of.alertDeadlines,
    of.alertFacts,
    of.alertHours,
    of.alertRules,
    of.alertRuleRevisions,
    of.alertRulesPending,
    of.alertGaps,
  ].map((key) => key(domain));
  const [lastId, flat] = (await redis.callBuffer(
    'EVAL',
    SCRIPT,
    keys.length,
    ...keys,
    of.history(domain, ''),
    of.picture(domain, ''),
  )) as [Buffer, (Buffer | number)[]];
  const dumped: DumpedKey[] = [];
  for (let at = 0; at + 2 < flat.length; at += 3)
    dumped.push({
      key: String(flat[at]),
      ttlMs: Math.max(0, Number(flat[at + 1])),
      payload: flat[at + 2] as Buffer,
    });
  return { lastId: String(lastId), keys: dumped };
}

/** Per key: length and text of its name, time to live, length and bytes of its dump; numbers big-endian. */
export function encodeDump(keys: readonly DumpedKey[]): Buffer {
  return Buffer.concat(
    keys.flatMap(({ key, ttlMs, payload }) => {
      const name = Buffer.from(key);
      const ttl = Buffer.alloc(TTL_BYTES);
      ttl.writeBigInt64BE(BigInt(ttlMs));
      return [lengthOf(name), name, ttl, lengthOf(payload), payload];
    }),
  );
}

export function decodeDump(bytes: Buffer): DumpedKey[] {
  const keys: DumpedKey[] = [];
  let at = 0;
  const take = (count: number) => bytes.subarray(at, (at += count));
  while (at < bytes.length) {
    const key = take(take(LENGTH_BYTES).readUInt32BE()).toString();
    const ttlMs = Number(take(TTL_BYTES).readBigInt64BE());
    keys.push({ key, ttlMs, payload: take(take(LENGTH_BYTES).readUInt32BE()) });
  }
  return keys;
}

function lengthOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(bytes.length);
  return length;
}
