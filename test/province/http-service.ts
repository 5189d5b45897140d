/** Runs one upstream system: its HTTP port, its admin port, and the faults between the two. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { answerAdmin } from './admin.ts';
import { environmentName } from './environment-name.ts';
import { DropBox } from './drop-box.ts';
import { FAULTS, send, type ActiveFault, type Fault } from './faults.ts';
import { Ledger } from './ledger.ts';
import { Listener, type Door } from './listener.ts';
import { OverrideLog } from './overrides.ts';
import { matchRoute } from './route.ts';
import { databaseOf } from './sql-service.ts';
import { temporal } from './temporal.ts';
import type {
  Credentials,
  ServedValue,
  ToldMessage,
  UpstreamAnswer,
  UpstreamPort,
  UpstreamSystem,
} from './service.ts';
import { makeTeller, toldNow, type TellerAddresses } from './teller.ts';
import { liveMoment, makeView, type Simulation, type ViewContext } from './view.ts';

/** What a service remembers while it runs; the admin port reads and changes it. */
export interface ServiceState {
  readonly system: UpstreamSystem;
  readonly simulation: Simulation;
  readonly credentials: Credentials;
  readonly overrides: OverrideLog;
  readonly ledger: Ledger;
  /** What an outage shuts: all its ports but the admin's. */
  readonly doors: Door[];
  fault: ActiveFault | undefined;
}

export interface RunningService {
  readonly id: string;
  readonly url: string;
  readonly adminUrl: string;
  /** What a source needs to be told by it, and to read its database. */
  readonly env: Readonly<Record<string, string>>;
  readonly state: ServiceState;
  /** What it would tell a source by itself at this moment. */
  told(source: string): readonly ToldMessage[];
  /** Present when the system drops reports. */
  readonly dropBox: DropBox | undefined;
  close(): Promise<void>;
}

/** Longest body accepted from a client. */
const MAX_REQUEST_BYTES = 100_000;

export async function startService(
  system: UpstreamSystem,
  simulation: Simulation,
  credentials: Credentials,
  addresses: TellerAddresses = {},
): Promise<RunningService> {
  const server = createServer(
    (request, response) => void answer(state, request, response).catch(crash(response)),
  );
  const listener = new Listener(server);
  const teller = await makeTeller(system, credentials, addresses);
  const state: ServiceState = {
    system,
    simulation,
    credentials,
    doors: teller.broker === undefined ? [listener] : [listener, teller.broker],
    overrides: new OverrideLog(),
    ledger: new Ledger(),
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
  const ports = await openPorts(state);
  const sqlEnv = await openDatabase(state);
  const { drops = [] } = system;
  const dropBox = drops.length === 0 ? undefined : await DropBox.open(drops, () => dropContext(state));
  teller.start(state);
  return {
    id: system.id,
    url,
    adminUrl,
    env: { ...teller.env, ...sqlEnv, ...ports },
    state,
    dropBox,
    told: (source) => toldNow(state, source),
    close: async () => {
      await teller.close();
      await Promise.all([...[...state.doors, admin].map((door) => door.close()), dropBox?.close()]);
    },
  };
}

/** Its tables behind a port of their own, where it has some. Gives what a source needs to read them. */
async function openDatabase(state: ServiceState): Promise<Readonly<Record<string, string>>> {
  const { id, tables } = state.system;
  if (tables === undefined) return {};
  const database = databaseOf(state, tables);
  state.doors.push(database);
  return { [`${environmentName(id)}_SQL_SERVER`]: new URL(await database.open()).host };
}

/** Faults of an HTTP answer leave an office without a report; those of times and series reach it. */
function dropContext({ simulation, overrides, fault }: ServiceState): ViewContext | undefined {
  if (fault?.path !== undefined || fault === undefined)
    return { simulation, overrides, distortion: {}, note: () => {} };
  const distortion = FAULTS[fault.kind]?.distort?.(fault, 1);
  return distortion === undefined ? undefined : { simulation, overrides, distortion, note: () => {} };
}

/** Ports that speak protocols of their own. Gives what a source needs to find them. */
async function openPorts(state: ServiceState): Promise<Readonly<Record<string, string>>> {
  const { id, ports = [] } = state.system;
  const env: Record<string, string> = {};
  for (const port of ports) {
    const listener = portListener(port, state);
    state.doors.push(listener);
    const url = await listener.open();
    env[`${environmentName(id)}_${environmentName(port.name)}_PORT`] = new URL(url).port;
  }
  return env;
}

function portListener(port: UpstreamPort, state: ServiceState): Listener {
  const server = createTcpServer((socket) => {
    // A client that hangs up is none of our business.
    socket.on('error', () => {});
    const { simulation, overrides, credentials } = state;
    const context: ViewContext = { simulation, overrides, distortion: {}, note: () => {} };
    port.serve(socket, (rhythm) => makeView(context, liveMoment(context, rhythm), true), credentials);
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
