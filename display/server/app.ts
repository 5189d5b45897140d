/** One display server: feeds, sockets, HTTP, and their orderly end. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { MapGeometry } from '../../shared/api.ts';
import { ConfigIndex, type ProvinceConfig } from '../../shared/config/province-config.ts';
import { HistoryReader } from './history/history-reader.ts';
import { spansOfConfig } from '../../shared/history/rollup.ts';
import type { Access } from './auth/access.ts';
import { DEFAULT_ACCOUNT_SETTINGS, type AccountSettings } from './auth/account-settings.ts';
import { openAccess } from './auth/open-access.ts';
import { commandRunner } from './commanding/runner.ts';
import { EntryDesk } from './entry/entry-desk.ts';
import { EntryQueue } from './entry/entry-queue.ts';
import { TableWriter } from './export/table-writer.ts';
import { Feeds } from './feed/feeds.ts';
import type { FeedOutput } from './feed/feed.ts';
import { makeHostRule } from './host-rule.ts';
import { Gateway } from './gateway/gateway.ts';
import { MessageRate } from './gateway/message-rate.ts';
import type { ApiContext } from './http/context.ts';
import { buildHttp } from './http/server.ts';
import { WebApp } from './http/web-app.ts';
import { createMetrics } from './metrics.ts';
import { JournalFiles } from './replay/journal-files.ts';
import { ReplayReader } from './replay/replay-reader.ts';
import { ScreenRegistry } from './screens/screen-registry.ts';
import { ScreenOrders } from './screens/screen-orders.ts';
import { SharedScreens } from './screens/shared-screens.ts';
import { SeriesReader } from './series/series-reader.ts';
import type { Settings } from './settings.ts';
import { openCommands, openReader } from './store/connections.ts';
import { ANNOUNCE_EVERY_MS, announceProcess, retireProcess } from './store/processes.ts';
import { RedisClock } from './store/redis-clock.ts';

/** Where Vite puts the web app. */
const WEB_DIST = fileURLToPath(new URL('../web/dist', import.meta.url));
/** Redis's clock is asked this often, ms. */
const CLOCK_EVERY_MS = 1_000;

export interface DisplayOptions {
  readonly settings: Pick<
    Settings,
    'host' | 'port' | 'redisUrl' | 'allowedOrigins' | 'historyDir' | 'entry'
  > & { readonly accounts?: AccountSettings };
  readonly config: ProvinceConfig;
  readonly map: MapGeometry;
  readonly log: Logger;
  /** Folder of the built web app; the default is that of `npm run build:web`. */
  readonly webDist?: string;
}

export interface Display {
  /** Where it listens, `http://host:port`. */
  readonly url: string;
  readonly port: number;
  readonly feeds: Feeds;
  /** Every route, as `GET /path`, with who may use it. */
  readonly routes: ReadonlyMap<string, Access>;
  stop(): Promise<void>;
}

/** @throws NodeJS.ErrnoException EADDRINUSE and the like when it cannot listen. */
export async function startDisplay(options: DisplayOptions): Promise<Display> {
  const { settings, config, map, log, webDist = WEB_DIST } = options;
  const { allowedOrigins, accounts: accountSettings = DEFAULT_ACCOUNT_SETTINGS } = settings;
  const redis = openCommands(settings.redisUrl);
  sayCauses(redis, log);
  const clock = new RedisClock(Date.now);
  const nowMs = () => clock.nowMs();
  const metrics = createMetrics();
  const index = new ConfigIndex(config);
  const webApp = new WebApp(webDist);
  const build = () => webApp.build();
  const server = `${hostname()}:${settings.port}#${process.pid}-${randomBytes(2).toString('hex')}`;
  const shared: SharedScreens = new SharedScreens(redis, () => registry, nowMs, log);
  const registry = new ScreenRegistry(server, (id) => shared.note(id));
  // Feeds and gateway know each other; feeds say nothing before they are started.
  const output = outputTo(() => gateway);
  const domains = config.domains.map(({ id }) => id);
  const feeds = new Feeds(domains, { openReader: () => openReader(settings.redisUrl), nowMs, output, log });
  const past = pastOf(options, redis, index);
  const entries = entriesOf(options, { redis, index, feeds, nowMs });
  const access = { ...openAccess(redis, accountSettings, config, nowMs), allowedOrigins };
  const orders = new ScreenOrders(redis, (...order) => gateway.order(...order), nowMs, log);
  const writer = new TableWriter();
  const common = { config, index, feeds, redis, map, writer, build, nowMs };
  const context = { ...common, ...past, screens: shared, entries, access };
  const runner = commandRunner(access, { orders, screens: shared, config, nowMs, redis }, accountSettings);
  const answersTo = makeHostRule(settings.host, allowedOrigins);
  const { app: http, routes } = await buildHttp({
    context,
    metrics,
    webApp,
    answersTo,
    log,
    guard: access,
    commands: { runner, allowedOrigins },
    trustedProxies: accountSettings.trustedProxies,
  });
  const gateway: Gateway = new Gateway(http.server, {
    feeds,
    registry,
    allowedOrigins,
    access,
    answersTo,
    configHash: config.hash,
    build,
    nowMs,
    metrics,
    log,
  });
  const pulse = startPulse(redis, clock, { id: server, role: 'display', configHash: config.hash });
  feeds.start();
  shared.start();
  orders.start();
  const stop = async () => {
    gateway.stop();
    writer.stop();
    await Promise.all([shared.stop(), orders.stop()]);
    await Promise.all([feeds.stop(), pulse.stop(), http.close().then(() => past.history.close())]);
    redis.disconnect();
  };
  try {
    const url = await http.listen({ host: settings.host, port: settings.port });
    const address = http.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return { url, port, feeds, routes, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function outputTo(gateway: () => Gateway): FeedOutput {
  return {
    frame: (...said) => gateway().frame(...said),
    snapshot: (...said) => gateway().snapshot(...said),
    lag: (...said) => gateway().lag(...said),
  };
}

/** Whoever takes figures that are entered by hand. */
function entriesOf(
  { settings, config }: DisplayOptions,
  parts: Pick<ApiContext, 'redis' | 'index' | 'nowMs'> & { readonly feeds: Feeds },
) {
  const { redis, index, feeds, nowMs } = parts;
  const stateOf = (domain: string) => feeds.state(domain);
  const desk = new EntryDesk({ config, index, redis, queue: new EntryQueue(redis), stateOf, nowMs });
  return { desk, door: settings.entry, rate: new MessageRate(performance.now()) };
}

/** Whoever answers what has been: points of charts, and what screens were told. */
function pastOf(
  { settings, config, log }: DisplayOptions,
  redis: ReturnType<typeof openCommands>,
  index: ConfigIndex,
) {
  const { timeZone } = config.province;
  const folder = settings.historyDir;
  const history = new HistoryReader({ redis, folder, timeZone, spansOf: spansOfConfig(config.domains) });
  const replay = new ReplayReader(redis, new JournalFiles(folder, log), log);
  return { history, replay, series: new SeriesReader(history, index) };
}

/** Why Redis is away, once per cause: a wrong password looks to every command like any other silence. */
function sayCauses(redis: ReturnType<typeof openCommands>, log: Logger): void {
  let said = '';
  redis.on('ready', () => (said = ''));
  redis.on('error', (error: NodeJS.ErrnoException) => {
    const cause = error.message || (error.code ?? error.name);
    if (cause !== said) log.warn({ err: cause }, 'Redis is away');
    said = cause;
  });
}

/** Asks Redis for its time, and tells everybody which configuration runs here. */
function startPulse(
  redis: ReturnType<typeof openCommands>,
  clock: RedisClock,
  process: { readonly id: string; readonly role: string; readonly configHash: string },
) {
  let announcedAtMs = Number.NEGATIVE_INFINITY;
  const beat = async () => {
    const sentMs = performance.now();
    const [seconds, micros] = await redis.time();
    clock.sample(Number(seconds) * 1_000 + Number(micros) / 1_000, sentMs, performance.now());
    if (performance.now() - announcedAtMs < ANNOUNCE_EVERY_MS) return;
    await announceProcess(redis, { ...process, atMs: clock.nowMs() });
    announcedAtMs = performance.now();
  };
  // Redis away: the clock runs on by itself, and the next beat tries again.
  const tryBeat = () => void beat().catch(() => undefined);
  redis.on('ready', tryBeat);
  tryBeat();
  const timer = setInterval(tryBeat, CLOCK_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      redis.off('ready', tryBeat);
      await retireProcess(redis, process.id).catch(() => undefined);
    },
  };
}
