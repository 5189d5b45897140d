/**
 * `npm run probe -- <source> [folder]`: asks one source once, without Redis, or waits for what one that is not asked
 * tells next, and shows the request, the answer's
 * head, every observation that would be recorded, and what would be refused and why.
 * Ends with 0 when the source answered and nothing was refused, 1 when something was, 2 when it failed.
 */
import { configDirOf, readConfigFiles } from '../../config/read-config.ts';
import { MANUAL_CONNECTOR } from '../../shared/config/entry-form.ts';
import { loadConfig } from '../../shared/config/load.ts';
import type { Source } from '../../shared/config/source.ts';
import { ConfigError } from '../../shared/errors.ts';
import { assertSourcesUsable } from '../check-sources.ts';
import type { ResponseHead } from '../connector.ts';
import { CONNECTORS } from '../connector-registry.ts';
import type { Environment } from '../environment.ts';
import type { Fetched, Probed } from '../fetched.ts';
import { Fetcher } from '../fetch-source.ts';
import type { Asked } from '../probe/asked.ts';
import { wayOf } from '../push-connector.ts';
import { waitForDelivery, waitForMessage } from './probe-pushed.ts';
import { webhookDoor } from '../push/push-settings.ts';
import { StartError } from '../store/start-error.ts';
import { readSimulatedEnv } from '../store/simulated-env.ts';
import type { Validated } from '../validate.ts';

/** A thread that starts, and the source's own time. */
const START_ALLOWANCE_MS = 5_000;
const AWAKE_MS = 1_000;

async function main(): Promise<number> {
  const [id, folder = configDirOf(process.env)] = process.argv.slice(2);
  const files = await readConfigFiles(folder);
  const config = loadConfig(files, { root: folder });
  assertSourcesUsable(config, files, folder);
  const source = config.sources.find((one) => one.id === id);
  if (source === undefined) {
    console.error(
      `found ${id === undefined ? 'no source' : `"${id}"`}, expected one of: ${config.sources.map((one) => one.id).join(', ')}`,
    );
    return 2;
  }
  if (source.connector === MANUAL_CONNECTOR) {
    console.error(
      `${source.id} is entered by hand at /entry/${source.id} of the display: there is nothing to ask`,
    );
    return 2;
  }
  const dataDir = process.env['DATA_DIR'] || '.runtime/data';
  const simulated = config.province.simulated ? readSimulatedEnv(dataDir) : {};
  const environment = { ...simulated, ...process.env };
  const fetcher = new Fetcher({
    config,
    environment,
    onReplaced: (what, why) => console.error(`${what}: ${why}`),
  });
  // Neither threads nor links keep a process alive.
  const awake = setInterval(() => {}, AWAKE_MS);
  try {
    printRequest(source, environment);
    const startMs = performance.now();
    const { fetched, asked } = await fetchOnce(source, fetcher, environment);
    console.log(
      `\nanswered in ${Math.round(performance.now() - startMs)} ms, the start of its thread included`,
    );
    for (const [index, one] of asked.entries()) printAsked(index + 1, one);
    return printFetched(fetched);
  } finally {
    await fetcher.close();
    clearInterval(awake);
  }
}

async function fetchOnce(source: Source, fetcher: Fetcher, environment: Environment): Promise<Probed> {
  const connector = CONNECTORS.get(source.connector);
  switch (connector === undefined ? 'polled' : wayOf(connector)) {
    case 'pushed':
      return { fetched: await waitForMessage(source, fetcher), asked: [] };
    case 'inbound':
      // Beside a collector that runs, the port that is its own is taken.
      return {
        fetched: await waitForDelivery(
          source,
          fetcher,
          webhookDoor(environment) ?? { port: 0, host: '127.0.0.1' },
        ),
        asked: [],
      };
    case 'entered':
    case 'polled': {
      const timeoutMs = source.timeoutMs + START_ALLOWANCE_MS;
      return fetcher.probe(source, { timeoutMs, nowMs: Date.now() });
    }
  }
}

/** The settings as they stand in the file: what comes from the environment is shown by its name only. */
function printRequest({ id, connector, settings }: Source, environment: Environment): void {
  console.log(`${id}: ${connector}`);
  console.log(JSON.stringify(settings, undefined, 2));
  const names = new Set(
    [...JSON.stringify(settings).matchAll(/\$\{([A-Z0-9_]+)\}/g)].map((match) => match[1] ?? ''),
  );
  for (const name of names) console.log(`  ${name}: ${environment[name] ? 'set' : 'NOT SET'}`);
}

/** One request as it went out: its address without secrets, its headers by their names. */
function printAsked(number: number, { method, address, headerNames, bodyBytes, outcome }: Asked): void {
  console.log(`\nrequest ${number}: ${method} ${address}`);
  if (headerNames.length > 0) console.log(`  headers: ${headerNames.join(', ')}`);
  if (bodyBytes > 0) console.log(`  body: ${bodyBytes} bytes`);
  console.log(`  ${outcome}`);
}

function printFetched(fetched: Fetched): number {
  switch (fetched.kind) {
    case 'failed':
      console.error(`FAILED ${fetched.reason}: ${fetched.message}`);
      return 2;
    case 'unchanged':
      printHead(fetched.head);
      return 0;
    case 'pictures':
      printHead(fetched.head);
      console.table(
        fetched.pictures.map(({ place, atMs, bytes }) => ({
          place,
          taken: isoOf(atMs),
          bytes: bytes.length,
        })),
      );
      for (const words of fetched.missing) console.log(`missing: ${words}`);
      return Math.max(printDocument(fetched.validated), fetched.missing.length === 0 ? 0 : 1);
    case 'document':
      printHead(fetched.head);
      return printDocument(fetched.validated);
  }
}

function printHead({ status, headers, bytes }: ResponseHead): void {
  console.log(`${status}, ${bytes} bytes`);
  const shown = ['content-type', 'content-encoding', 'etag', 'last-modified', 'date'];
  for (const name of shown) if (headers[name] !== undefined) console.log(`  ${name}: ${headers[name]}`);
}

function printDocument({ observations, events, refusals }: Validated): number {
  const rows = observations.map(({ indicator, place, period, value, observedAtMs, method }) => ({
    indicator,
    place,
    period: period ?? '',
    value,
    observedAt: isoOf(observedAtMs),
    method: method ?? 'api',
  }));
  console.log(`\n${rows.length} observations`);
  if (rows.length > 0) console.table(rows);
  console.log(`${events.length} events`);
  if (events.length > 0)
    console.table(
      events.map(({ id, kind, place, atMs, state, text }) => ({
        id,
        kind,
        place,
        at: isoOf(atMs),
        state,
        text,
      })),
    );
  console.log(`${refusals.length} refused`);
  for (const { reason, words } of refusals) console.log(`  ${reason}: ${words}`);
  return refusals.length === 0 ? 0 : 1;
}

function isoOf(atMs: number | undefined): string {
  return atMs === undefined ? '' : new Date(atMs).toISOString();
}

process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof ConfigError || error instanceof StartError)) throw error;
  console.error(error.message);
  return 2;
});
