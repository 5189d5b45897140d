/** The thread of one domain: runs the connectors of its sources. Whatever it does, other domains do not notice. */
import { parentPort, workerData } from 'node:worker_threads';
import { UpstreamError } from '../../shared/errors.ts';
import type { Connector, PollAnswer } from '../connector.ts';
import { makeAgent, makeExchange } from '../exchange.ts';
import type { LaneFailure, LaneReply, LaneRequest, LaneSetting } from './messages.ts';

const port = parentPort;
const setting = workerData as LaneSetting;
const agent = makeAgent();
let connectors: ReadonlyMap<string, Connector> = new Map();

/** Replies that are ready in the same turn travel together. */
let ready: LaneReply[] = [];

/** Serves polls until the thread is ended. */
export function start(known: ReadonlyMap<string, Connector>): void {
  connectors = known;
  port?.on('message', (requests: readonly LaneRequest[]) => {
    for (const request of requests) void run(request).then(reply);
  });
}

function reply(one: LaneReply): void {
  if (ready.push(one) > 1) return;
  setImmediate(() => {
    const batch = ready;
    ready = [];
    port?.postMessage(batch, batch.flatMap(buffersOf));
  });
}

/** Bodies are moved, not copied. */
function buffersOf(one: LaneReply): ArrayBuffer[] {
  if (!one.ok) return [];
  const { answer } = one;
  const bodies =
    answer.kind === 'document'
      ? [answer.json]
      : answer.kind === 'pictures'
        ? answer.pictures.map(({ bytes }) => bytes)
        : [];
  // Small buffers of Node share a pool, which must stay.
  return bodies
    .filter((body) => body.byteLength === body.buffer.byteLength)
    .map((body) => body.buffer as ArrayBuffer);
}

async function run(request: LaneRequest): Promise<LaneReply> {
  const { id, timeoutMs } = request;
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), timeoutMs);
  try {
    return { id, ok: true, answer: await poll(request, ending.signal) };
  } catch (error) {
    return { id, ...failureOf(error) };
  } finally {
    clearTimeout(timer);
    ending.abort();
  }
}

async function poll(request: LaneRequest, signal: AbortSignal): Promise<PollAnswer> {
  const connector = connectors.get(request.connector);
  if (connector === undefined) throw new Error(`no connector ${request.connector}`);
  return connector.poll({
    settings: connector.settings.parse(request.settings),
    signal,
    limits: request.limits,
    validators: request.validators,
    window: request.window,
    places: setting.places,
    exchange: makeExchange(agent, signal, request.limits),
  });
}

function failureOf(error: unknown): LaneFailure {
  if (error instanceof UpstreamError)
    return { ok: false, reason: error.reason, message: error.message, retryAfterMs: error.retryAfterMs };
  return {
    ok: false,
    reason: 'internal',
    message: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown',
  };
}
