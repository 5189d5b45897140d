/** The thread of one domain: runs the connectors of its sources. Whatever it does, other domains do not notice. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Dispatcher } from 'undici';
import { UpstreamError } from '../../shared/errors.ts';
import type { DialTarget, PollAnswer } from '../connector.ts';
import { loadConnector, type Registry } from '../connector-loaders.ts';
import { makeExchange } from '../exchange.ts';
import { AccessTokens } from '../network/access-tokens.ts';
import { Agents } from '../network/agents.ts';
import { makeDial } from '../network/dial.ts';
import { originsOf } from '../network/origins.ts';
import { makeResolver } from '../network/resolve-name.ts';
import type { AnyConnector } from '../push-connector.ts';
import type { WordToThread } from './link-messages.ts';
import { ThreadLinks } from './link-thread.ts';
import { noting, type Asked } from '../probe/asked.ts';
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
const resolve = makeResolver({ servers: setting.nameServers });
const agents = new Agents(resolve);
const tokens = new AccessTokens();
let connectors: Registry = new Map();
const programs = new Map<number, Program>();

/** What a source's polls have in common, made ready at the first of them. */
interface Program extends LaneProgram {
  ready?: Promise<Ready>;
}

interface Ready {
  readonly connector: AnyConnector;
  readonly settings: unknown;
  /** Connections under the source's own rule, and where they may lead. */
  readonly agent: Dispatcher;
  readonly origins: ReadonlySet<string>;
}

/** Replies that are ready in the same turn travel together. */
let ready: LaneReply[] = [];

/** Serves polls and holds links until the thread is ended. */
export function start(known: Registry): void {
  connectors = known;
  const links = new ThreadLinks(known, (word, moved) => port?.postMessage(word, moved), failureOf, resolve);
  port?.on('message', (said: LaneMessage | WordToThread) => {
    if ('word' in said) return links.take(said);
    for (const { number, program } of said.programs) programs.set(number, { ...program });
    for (const request of said.requests) void run(request).then(reply);
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
  const asked: Asked[] | undefined = request.notesAsked ? [] : undefined;
  try {
    const answer = await poll(request, ending.signal, asked);
    return { id, ok: true, answer, asked, issued: tokens.issued() };
  } catch (error) {
    return { id, ...failureOf(error), asked, issued: tokens.issued() };
  } finally {
    clearTimeout(timer);
    ending.abort(ENDED);
  }
}

async function poll(request: LaneRequest, signal: AbortSignal, asked?: Asked[]): Promise<PollAnswer> {
  const program = programs.get(request.program);
  if (program === undefined) throw new Error(`no program ${request.program}`);
  const { connector, settings, agent, origins } = await (program.ready ??= prepare(program));
  const { limits, network } = program;
  if ('receive' in connector && request.delivered !== undefined)
    return connector.receive({ ...request.delivered, settings, limits });
  if (!('poll' in connector)) throw new Error(`${program.connector} is not asked`);
  const wish = {
    settings,
    signal,
    limits,
    validators: request.validators,
    state: request.state,
    window: request.window,
    places: setting.places,
    timeZone: setting.timeZone,
    exchange: makeExchange({ agent, signal, limits, origins, tokens }),
    // Made when it is wanted: most upstreams are asked by HTTP, and more often than all the others.
    dial: (target: DialTarget) =>
      makeDial(signal, network.cidrs, { connectTimeoutMs: limits.connectTimeoutMs, resolve })(target),
  };
  return connector.poll(noting(wish, asked));
}

async function prepare(program: LaneProgram): Promise<Ready> {
  const connector = await loadConnector(connectors, program.connector);
  const { limits, network } = program;
  const settings = connector.settings.parse(program.settings);
  return {
    connector,
    settings,
    agent: agents.under({ cidrs: network.cidrs, connectTimeoutMs: limits.connectTimeoutMs }),
    origins: originsOf(settings, network.origins),
  };
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
