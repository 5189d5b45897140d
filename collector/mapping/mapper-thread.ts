/** Evaluates mappings. This thread has no secrets and an empty environment, and may be ended at any moment. */
import { parentPort, workerData } from 'node:worker_threads';
import jsonata from 'jsonata';
import { makeBindings } from './bindings.ts';
import {
  PAST_MAPPING_TIMEOUT_MS,
  UnderWay,
  type MapperSetting,
  type MapReply,
  type MapRequest,
} from './messages.ts';
import { makeTableMapper } from './table/map-table.ts';
import { ownThreadId } from './thread-time.ts';

/** JSONata's own bounds. The pool's kill timer stands behind them: these do not stop a bad regular expression. */
const LIMITS = { timeout: PAST_MAPPING_TIMEOUT_MS, stack: 500, sequence: 1_000_000 };
/** Compiled mappings kept; a province has about 30 sources with two each. */
const MAX_COMPILED = 500;

const setting = workerData as MapperSetting;
const bindings = makeBindings(setting.bindings);
const mapTable = makeTableMapper(setting.bindings);
const underWay = new UnderWay(setting.underWay);
underWay.introduce(ownThreadId());
const decoder = new TextDecoder();
const compiled = new Map<string, jsonata.Expression>();

function compile(mapping: string): jsonata.Expression {
  let expression = compiled.get(mapping);
  if (expression === undefined) {
    if (compiled.size >= MAX_COMPILED) compiled.clear();
    expression = jsonata(mapping, LIMITS);
    compiled.set(mapping, expression);
  }
  return expression;
}

async function map({ id, mapping, json, nowMs, maxEntries }: MapRequest): Promise<MapReply> {
  underWay.begin(id);
  try {
    const document: unknown = JSON.parse(decoder.decode(json));
    const output: unknown =
      typeof mapping === 'string'
        ? await compile(mapping).evaluate(document, { ...bindings, nowMs })
        : mapTable(mapping, document);
    return { id, ok: true, output: plain(bounded(output, maxEntries)) };
  } catch (error) {
    // JSONata throws plain objects with a message.
    const message = (error as { message?: unknown }).message;
    return { id, ok: false, reason: 'malformed', message: typeof message === 'string' ? message : 'failed' };
  }
}

/** Cut here, since a huge past would hold up the collector while it is unpacked there. */
function bounded(output: unknown, maxEntries: number | undefined): unknown {
  if (maxEntries === undefined || typeof output !== 'object' || output === null || Array.isArray(output))
    return output;
  return Object.fromEntries(
    Object.entries(output).map(([name, list]) => [
      name,
      Array.isArray(list) ? (list as unknown[]).slice(0, maxEntries) : (list as unknown),
    ]),
  );
}

/** A sequence of JSONata is an array with a function of its own, and functions cannot travel. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}

/** Evaluates until the thread is ended: those of one message one after the other. */
export function start(): void {
  parentPort?.on('message', (requests: readonly MapRequest[]) => {
    void (async () => {
      const replies: MapReply[] = [];
      for (const request of requests) replies.push(await map(request));
      answer(replies);
    })();
  });
  parentPort?.postMessage('ready');
}

function answer(replies: readonly MapReply[]): void {
  try {
    parentPort?.postMessage(replies);
  } catch {
    // A function or the like cannot travel, and would keep the others from it.
    if (replies.length > 1) for (const reply of replies) answer([reply]);
    else
      for (const { id } of replies)
        parentPort?.postMessage([{ id, ok: false, reason: 'malformed', message: NO_VALUE }]);
  }
}

const NO_VALUE = 'gives something that is no value';
