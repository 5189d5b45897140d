/**
 * Limit of P7, P8: one timer per target inside of one process, staggered evenly, requests over an undici Pool, the
 * same mapping and the same record. No queue: what is due is lost with the process, and two would poll twice.
 * Arguments: Redis, upstream, number of targets, cadence in ms. Prints `{"port":0}` when it polls.
 */
import { Redis } from 'ioredis';
import jsonata from 'jsonata';
import { Pool } from 'undici';
import { Recorder } from '../../../collector/record.ts';
import type { Observation } from '../../../shared/observation.ts';
import { TIME_ZONE } from '../bench-province.ts';
import { mappingOf, targetDomain, targetSource } from '../polled-targets.ts';
import { pollBatch } from '../wall.ts';

const [redisUrl = '', upstream = '', countText, everyText] = process.argv.slice(2);
const count = Number(countText);
const everyMs = Number(everyText);
/** As many as undici needs to keep the targets of one millisecond from waiting for another. */
const CONNECTIONS = 20;

const recorder = new Recorder(new Redis(redisUrl), TIME_ZONE);
const pool = new Pool(upstream, { connections: CONNECTIONS });

async function poll(target: number, mapping: jsonata.Expression): Promise<void> {
  const { body } = await pool.request({ path: `/http-json/${target}`, method: 'GET' });
  const { observations } = (await mapping.evaluate(await body.json())) as {
    observations: (Omit<Observation, 'observedAtMs'> & { observedAt: string })[];
  };
  const batch = pollBatch(targetDomain(target), [], targetSource(target));
  await recorder.record({
    ...batch,
    observations: observations.map(({ observedAt, ...rest }) => ({
      ...rest,
      observedAtMs: Date.parse(observedAt),
    })),
  });
}

/** Each timer aims at its own moment, so that none drifts. */
function tick(target: number, mapping: jsonata.Expression, dueMs: number): void {
  setTimeout(() => {
    poll(target, mapping).catch((cause: unknown) => console.error(cause));
    tick(target, mapping, dueMs + everyMs);
  }, dueMs - Date.now());
}

const startMs = (Math.floor(Date.now() / everyMs) + 1) * everyMs;
for (let target = 0; target < count; target += 1)
  tick(target, jsonata(mappingOf(target)), startMs + Math.floor((target * everyMs) / count));
console.log(JSON.stringify({ port: 0 }));
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
