/** The thread of one domain: runs the connectors of its sources. Whatever it does, other domains do not notice. */
import { parentPort, workerData } from 'node:worker_threads';
import { UpstreamError } from '../../shared/errors.ts';
import type { Connector, PollAnswer } from '../connector.ts';
import { makeAgent, makeExchange } from '../exchange.ts';
import { makeDial } from '../network/dial.ts';
import type {
  LaneFailure,
  LaneMessage,
  LaneProgram,
  LaneReply,
  LaneRequest,
  LaneSetting,
} from './messages.ts';

const port = parentPort;
const setting = workerData as LaneSetting;
const agent = makeAgent();
let connectors: ReadonlyMap<string, Connector> = new Map();
const programs = new Map<number, Program>();

/** What a source's polls have in common, made ready at the first of them. */
interface Program extends LaneProgram {
  ready?: { readonly connector: Connector; readonly settings: unknown };
}

/** Replies that are ready in the same turn travel together. */
let ready: LaneReply[] = [];

/** Serves polls until the thread is ended. */
export function start(known: ReadonlyMap<string, Connector>): void {
  connectors = known;
  port?.on('message', ({ programs: told, requests }: LaneMessage) => {
    for (const { number, program } of told) programs.set(number, { ...program });
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

/** Copying fewer bytes than this costs less than moving them. */
const MOVED_FROM_BYTES = 16_384;

/** Large bodies are moved, not copied. */
function buffersOf(one: LaneReply): ArrayBuffer[] {
  if (!one.ok) return [];
  const { answer } = one;
  const bodies =
    answer.kind === 'document'
      ? [answer.json]
      : answer.kind === 'pictures'
        ? [...answer.pictures.map(({ bytes }) => bytes), ...(answer.document ? [answer.document.json] : [])]
        : [];
  // Small buffers of Node share a pool, which must stay.
  return bodies
    .filter((body) => body.byteLength >= MOVED_FROM_BYTES && body.byteLength === body.buffer.byteLength)
    .map((body) => body.buffer as ArrayBuffer);
}

/** Made once: each would bring a stack trace along that nobody reads. */
const ENDED = new Error('the poll has ended');

async function run(request: LaneRequest): Promise<LaneReply> {
  const { id, timeoutMs } = request;
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(ENDED), timeoutMs);
  try {
    return { id, ok: true, answer: await poll(request, ending.signal) };
  } catch (error) {
    return { id, ...failureOf(error) };
  } finally {
    clearTimeout(timer);
    ending.abort(ENDED);
  }
}

async function poll(request: LaneRequest, signal: AbortSignal): Promise<PollAnswer> {
  const program = programs.get(request.program);
  if (program === undefined) throw new Error(`no program ${request.program}`);
  const { connector, settings } = (program.ready ??= prepare(program));
  return connector.poll({
    settings,
    signal,
    limits: program.limits,
    validators: request.validators,
    state: request.state,
    window: request.window,
    places: setting.places,
    exchange: makeExchange(agent, signal, program.limits),
    dial: makeDial(signal, program.network.cidrs),
  });
}

function prepare(program: LaneProgram): Required<Program>['ready'] {
  const connector = connectors.get(program.connector);
  if (connector === undefined) throw new Error(`no connector ${program.connector}`);
  return { connector, settings: connector.settings.parse(program.settings) };
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
