/** The admin port of a service: state, ledger, faults and values set by hand. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { FAULTS, faultRequestSchema, send, type ActiveFault } from './faults.ts';
import type { ServiceState } from './http-service.ts';
import type { Listener } from './listener.ts';

const setSchema = z.strictObject({
  series: z.string().min(1),
  value: z.union([z.number(), z.string(), z.null()]),
});

type Action = (state: ServiceState, body: string, query: URLSearchParams) => unknown;

const ACTIONS: Readonly<Record<string, Action>> = {
  'GET /state': describe,
  'GET /ledger': ({ ledger }) => ledger.entries,
  'GET /series': ({ ledger }) =>
    Object.fromEntries(ledger.entries.flatMap(({ values }) => Object.entries(values))),
  'GET /faults': () => Object.entries(FAULTS).map(([kind, { description }]) => ({ kind, description })),
  'POST /fault': async (state, body) => {
    const fault: ActiveFault = {
      ...faultRequestSchema.parse(JSON.parse(body)),
      sinceMs: state.simulation.nowMs(),
    };
    if (!(fault.kind in FAULTS)) throw new RangeError(`no fault "${fault.kind}"; GET /faults lists them`);
    state.fault = fault;
    const isOut = fault.kind === 'outage';
    for (const one of listenersOf(state)) await (isOut ? one.close() : one.open());
    return describe(state);
  },
  'DELETE /fault': async (state) => {
    state.fault = undefined;
    for (const one of listenersOf(state)) await one.open();
    return describe(state);
  },
  'POST /set': (state, body) => {
    const { series, value } = setSchema.parse(JSON.parse(body));
    state.overrides.set(series, value, state.simulation.nowMs());
    return describe(state);
  },
  'DELETE /set': (state, _body, query) => {
    state.overrides.clear(query.get('series') ?? undefined, state.simulation.nowMs());
    return describe(state);
  },
};

function listenersOf({ listener, doors }: ServiceState): readonly Listener[] {
  return [listener, ...doors.values()];
}

function describe({ system, simulation, fault, overrides, ledger }: ServiceState) {
  const nowMs = simulation.nowMs();
  const { seed, speed } = simulation;
  return {
    id: system.id,
    seed,
    speed,
    nowMs,
    fault: fault ?? null,
    set: overrides.current(nowMs),
    ...ledger.counts,
  };
}

/** Answers one request of the admin port. A request that cannot be understood is 400 with the reason. */
export async function answerAdmin(
  state: ServiceState,
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://admin');
  const action = ACTIONS[`${request.method} ${url.pathname}`];
  if (action === undefined) return sendJson(response, 404, { error: Object.keys(ACTIONS) });
  try {
    sendJson(response, 200, await action(state, body, url.searchParams));
  } catch (error) {
    sendJson(response, 400, { error: error instanceof Error ? error.message : String(error) });
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(body));
}
