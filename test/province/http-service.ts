/** Runs one upstream system: its HTTP port, its admin port, and the faults between the two. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { answerAdmin } from './admin.ts';
import { FAULTS, send, type ActiveFault, type Fault } from './faults.ts';
import { Ledger } from './ledger.ts';
import { Listener } from './listener.ts';
import { OverrideLog } from './overrides.ts';
import { matchRoute } from './route.ts';
import type {
  Credentials,
  Rhythm,
  ServedValue,
  UpstreamAnswer,
  UpstreamDoor,
  UpstreamRequest,
  UpstreamSystem,
} from './service.ts';
import { liveMoment, makeView, pastMoments, type Simulation, type ViewContext } from './view.ts';

/** What a service remembers while it runs; the admin port reads and changes it. */
export interface ServiceState {
  readonly system: UpstreamSystem;
  readonly simulation: Simulation;
  readonly credentials: Credentials;
  readonly overrides: OverrideLog;
  readonly ledger: Ledger;
  readonly listener: Listener;
  /** Those of the system's doors, by their names. */
  readonly doors: ReadonlyMap<string, Listener>;
  fault: ActiveFault | undefined;
}

export interface RunningService {
  readonly id: string;
  readonly url: string;
  readonly adminUrl: string;
  readonly state: ServiceState;
  close(): Promise<void>;
}

/** Longest body accepted from a client. */
const MAX_REQUEST_BYTES = 100_000;

export async function startService(
  system: UpstreamSystem,
  simulation: Simulation,
  credentials: Credentials,
): Promise<RunningService> {
  const server = createServer(
    (request, response) => void answer(state, request, response).catch(crash(response)),
  );
  const listener = new Listener(server);
  const state: ServiceState = {
    system,
    simulation,
    credentials,
    listener,
    overrides: new OverrideLog(),
    ledger: new Ledger(),
    doors: new Map((system.doors ?? []).map((door) => [door.name, doorListener(door, () => state)])),
    fault: undefined,
  };
  const adminServer = createServer(
    (request, response) =>
      void readBody(request)
        .then((body) => answerAdmin(state, request, body, response))
        .catch(crash(response)),
  );
  const admin = new Listener(adminServer);
  const [url, adminUrl] = [await listener.open(), await admin.open()];
  for (const door of state.doors.values()) await door.open();
  return {
    id: system.id,
    url,
    adminUrl,
    state,
    close: async () =>
      void (await Promise.all([listener, admin, ...state.doors.values()].map((one) => one.close()))),
  };
}

function doorListener(door: UpstreamDoor, stateOf: () => ServiceState): Listener {
  const server = createTcpServer((socket) => {
    // A client that hangs up is none of our business.
    socket.on('error', () => {});
    const { simulation, overrides, credentials } = stateOf();
    const context: ViewContext = { simulation, overrides, distortion: {}, note: () => {} };
    door.serve(socket, (rhythm) => makeView(context, liveMoment(context, rhythm), true), credentials);
  });
  return new Listener(server);
}

/** A defect of a simulated system is said in full: a test that meets it should see why. */
function crash(response: ServerResponse): (error: unknown) => void {
  return (error) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (!response.headersSent) send(response, 500, 'text/plain; charset=utf-8', text);
    else response.destroy();
  };
}

async function answer(
  state: ServiceState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { ledger, simulation } = state;
  const url = new URL(request.url ?? '/', 'http://upstream');
  const count = ledger.arrive(url.pathname, simulation.nowMs());
  const match = matchRoute(state.system.routes, request.method ?? 'GET', url.pathname);
  if (match === undefined) return send(response, 404, 'application/json', '{"error":"Không tìm thấy"}');

  const active = faultOf(state, url.pathname);
  const values: Record<string, ServedValue> = {};
  const moments: { asOfMs?: number; stampMs?: number } = {};
  const context: ViewContext = {
    simulation,
    overrides: state.overrides,
    distortion: active?.fault.distort?.(active.active, count) ?? {},
    note: (series, value) => void (values[series] = value),
  };
  const body = await readBody(request);
  const given = await match.route.answer({
    ...temporal(context, url.searchParams, moments),
    params: match.params,
    query: url.searchParams,
    headers: request.headers as Record<string, string | undefined>,
    body,
    count,
    credentials: state.credentials,
  });
  const outcome = respond(request, response, given, active);
  // The past is not noted: two days of it would drown what was said last.
  const noted = moments.asOfMs === undefined || outcome === 304 ? {} : values;
  const servedAtMs = simulation.nowMs();
  ledger.note({
    servedAtMs,
    method: request.method ?? 'GET',
    path: url.pathname,
    outcome,
    ...moments,
    values: noted,
  });
}

function faultOf(state: ServiceState, path: string): { active: ActiveFault; fault: Fault } | undefined {
  const active = state.fault;
  const fault = active === undefined ? undefined : FAULTS[active.kind];
  if (active === undefined || fault === undefined || !path.startsWith(active.path ?? '')) return undefined;
  return { active, fault };
}

function temporal(
  context: ViewContext,
  query: URLSearchParams,
  moments: { asOfMs?: number; stampMs?: number },
): Pick<UpstreamRequest, 'live' | 'views'> {
  const live = (rhythm: Rhythm) => {
    const view = makeView(context, liveMoment(context, rhythm), true);
    Object.assign(moments, { asOfMs: view.atMs, stampMs: view.stampMs });
    return view;
  };
  return {
    live,
    views: (rhythm, names = { from: 'from', to: 'to' }) => {
      const fromMs = Date.parse(query.get(names.from) ?? '');
      const toMs = Date.parse(query.get(names.to) ?? '');
      if (Number.isNaN(fromMs)) return [live(rhythm)];
      const bounded = pastMoments(context, rhythm, fromMs, Number.isNaN(toMs) ? Infinity : toMs);
      return bounded.map((atMs) => makeView(context, atMs, false));
    },
  };
}

/** Sends the answer, or what the fault makes of it. Returns the status, or the fault's name when it never ends. */
function respond(
  request: IncomingMessage,
  response: ServerResponse,
  given: UpstreamAnswer,
  active: { active: ActiveFault; fault: Fault } | undefined,
): number | string {
  const status = given.status ?? 200;
  const type = 'json' in given ? 'application/json; charset=utf-8' : given.type;
  const reshape = active?.fault.reshape ?? ((document: unknown) => document);
  const body = 'json' in given ? Buffer.from(JSON.stringify(reshape(given.json)) ?? 'null') : given.bytes;
  if (active?.fault.respond !== undefined) {
    active.fault.respond(response, { status, type, body }, active.active);
    return active.active.kind;
  }
  const etag = `"${createHash('sha1').update(body).digest('base64url')}"`;
  if (status === 200) response.setHeader('etag', etag);
  if ('bytes' in given && given.madeAtMs !== undefined) {
    response.setHeader('last-modified', new Date(given.madeAtMs).toUTCString());
  }
  if (status === 200 && request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return 304;
  }
  send(response, status, type, body);
  return status;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_REQUEST_BYTES) throw new RangeError(`request body beyond ${MAX_REQUEST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
