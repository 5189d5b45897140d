/** The collector as a whole: schedule → poll → record, with its watchdog and its housekeeping. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { ConfigIndex, type ProvinceConfig } from '../shared/config/province-config.ts';
import type { Source } from '../shared/config/source.ts';
import { redisKeys } from '../shared/redis-keys.ts';
import type { SourceHealth } from '../shared/source-health.ts';
import { startAlerting } from './alerting/alerting.ts';
import { announceConfig, PRESENCE_EVERY_MS } from './announce-config.ts';
import { Backfill } from './backfill.ts';
import type { Environment } from './environment.ts';
import { Fetcher } from './fetch-source.ts';
import { groupsOf, type Group } from './groups.ts';
import { CollectorMetrics } from './metrics.ts';
import { Poller } from './poller.ts';
import { Recorder } from './record.ts';
import { loadAll, type Registry } from './connector-loaders.ts';
import { CONNECTORS } from './connector-registry.ts';
import { startPushes, type RunningPushes } from './push/pushes.ts';
import { wayOf, type AnyConnector } from './push-connector.ts';
import { RedisClock } from './redis-clock.ts';
import { connectRedis, REDIS_BEHAVIOUR, sayOutages } from './redis-connection.ts';
import { repeat } from './repeat.ts';
import { runHousekeeping } from './run-housekeeping.ts';
import { Schedule } from './schedule.ts';
import { Watchdog } from './watchdog.ts';

export interface CollectorOptions {
  readonly config: ProvinceConfig;
  readonly redisUrl: string;
  readonly environment: Environment;
  readonly log: Logger;
  /** Names this collector to brokers that keep messages for it: always alike, and no other's. Absent: the machine's name. */
  readonly name?: string | undefined;
  /** Module with the connectors; tests bring their own. */
  readonly registry?: string;
  /** Name servers in place of the system's; tests bring their own. */
  readonly nameServers?: readonly string[];
}

export interface RunningCollector {
  readonly metrics: CollectorMetrics;
  /** Where deliveries of systems that push are taken. */
  readonly inbound: RunningPushes['inbound'];
  /** Finishes what was begun, records it, and ends. */
  close(): Promise<void>;
}

/** The first polls are spread over this, ms: a source is never asked at its first cadence only. */
const FIRST_POLLS_WITHIN_MS = 1_000;
const WATCH_EVERY_MS = 500;
const HOUSEKEEPING_EVERY_MS = 180_000;
/** The store may be silent for this long before the watchdog goes by what it knows itself, ms. */
const STORE_PATIENCE_MS = 500;
/** Polls that were begun are finished and recorded at the end within this, ms. */
const DRAIN_PATIENCE_MS = 8_000;
/** While Redis is away nothing can be recorded: then the end waits this long only, ms. */
const AWAY_PATIENCE_MS = 1_000;

export async function startCollector(options: CollectorOptions): Promise<RunningCollector> {
  const { config, redisUrl, log } = options;
  const redis = connectRedis(redisUrl);
  sayOutages(redis, log, 'Redis is away');
  const clock = new RedisClock();
  const [seconds, micros] = await redis.time();
  clock.note(Number(seconds) * 1000 + Number(micros) / 1000);
  const connectors = await connectorsOf(options.registry);
  const polled = config.sources.filter(({ connector }) => isPolled(connectors.get(connector)));
  const parts = makeParts(options, redis, clock, { connectors, polled });
  const { metrics, fetcher, poller, backfill, schedule, watchdog, groups, pushes } = parts;

  fetcher.warm(new Set(config.sources.map((source) => source.domain)));
  await schedule.start();
  let stopPollingAll = pollAllAtOnce(polled, poller);
  const goOn = () => {
    // After an outage everybody is asked at once; schedulers that were lost with the store are made anew.
    log.info('Redis is there');
    stopPollingAll();
    stopPollingAll = pollAllAtOnce(polled, poller);
    Promise.all(groups.map((group) => schedule.ensure(group))).catch((err: unknown) =>
      log.warn({ err }, 'the schedulers could not be looked after'),
    );
  };
  redis.on('ready', goOn);
  const processId = `collector-${randomUUID()}`;
  const alerting = startAlerting({
    config,
    redis,
    openReader: () => openReader(redisUrl),
    owner: processId,
    clock,
    metrics,
    log,
  });
  const presence = { processId, role: 'collector', configHash: config.hash } as const;
  const announce = () => announceConfig(redis, presence, clock.nowMs());
  const timers = [
    repeat(WATCH_EVERY_MS, log, async () => {
      const missing = await watchdog.look(performance.now());
      const silent = await pushes.look(performance.now());
      metrics.missingTicks.reset();
      for (const one of missing) metrics.missingTicks.set({ source: one.source }, one.missing);
      for (const one of silent) metrics.missingTicks.set({ source: one.source.id }, one.missing);
    }),
    repeat(HOUSEKEEPING_EVERY_MS, log, () => runHousekeeping(options, { redis, clock, metrics })),
    repeat(PRESENCE_EVERY_MS, log, announce),
  ];
  await announce();
  log.info({ sources: config.sources.length, groups: groups.length, config: config.hash }, 'collecting');

  return {
    metrics,
    inbound: pushes.inbound,
    async close() {
      redis.off('ready', goOn);
      for (const stop of [stopPollingAll, ...timers]) stop();
      const polite = (async () => {
        await Promise.all([schedule.close(), pushes.close(), alerting.close()]);
        await poller.drain();
        await backfill.close();
        await redis.hdel(redisKeys.processes(), processId);
      })();
      const patienceMs = redis.status === 'ready' ? DRAIN_PATIENCE_MS : AWAY_PATIENCE_MS;
      await Promise.race([polite, sleep(patienceMs, undefined, { ref: false })]);
      await fetcher.close();
      redis.disconnect();
    },
  };
}

/** Its outages are those of the main connection, which says them. */
function openReader(redisUrl: string): Redis {
  return connectRedis(redisUrl).on('error', () => {});
}

async function connectorsOf(registry: string | undefined): Promise<ReadonlyMap<string, AnyConnector>> {
  if (registry === undefined) return CONNECTORS;
  return loadAll(((await import(registry)) as { CONNECTORS: Registry }).CONNECTORS);
}

function isPolled(connector: AnyConnector | undefined): boolean {
  return connector === undefined || wayOf(connector) === 'polled';
}

function makeParts(
  options: CollectorOptions,
  redis: Redis,
  clock: RedisClock,
  { connectors, polled }: { connectors: ReadonlyMap<string, AnyConnector>; polled: readonly Source[] },
) {
  const { config, redisUrl, environment, log, registry, nameServers } = options;
  const metrics = new CollectorMetrics();
  const recorder = new Recorder(redis, config.province.timeZone, new ConfigIndex(config).indicators);
  const fetcher = new Fetcher({
    config,
    environment,
    ...(registry === undefined ? {} : { registry }),
    nameServers,
    onReplaced: (what, why) => {
      metrics.replaced.inc({ of: what });
      log.error({ of: what, why }, 'a thread was replaced');
    },
  });
  const shared = { redis, recorder, fetcher, clock, metrics, log };
  const backfill = new Backfill(shared);
  const poller = new Poller({
    ...shared,
    configHash: config.hash,
    onPastOwed: (source) => backfill.owe(source),
  });
  const groups = groupsOf(polled);
  const connection = { url: redisUrl, ...REDIS_BEHAVIOUR };
  const schedule = new Schedule({
    groups,
    log,
    connection,
    onTick: (group, latenessMs) => {
      metrics.lateness.observe(latenessMs);
      for (const source of group.sources) void poller.poll(source);
    },
  });
  const watchdog = makeWatchdog({ groups, poller, schedule, redis, clock, log });
  const pushes = startPushes({
    ...shared,
    config,
    connection,
    connectors,
    collectorName: options.name,
  });
  return { metrics, fetcher, poller, backfill, schedule, watchdog, groups, pushes };
}

function pollAllAtOnce(sources: readonly Source[], poller: Poller): () => void {
  const timers = sources.map((source, at) =>
    setTimeout(() => void poller.poll(source), (FIRST_POLLS_WITHIN_MS * at) / sources.length),
  );
  return () => timers.forEach(clearTimeout);
}

function makeWatchdog(parts: {
  groups: readonly Group[];
  poller: Poller;
  schedule: Schedule;
  redis: Redis;
  clock: RedisClock;
  log: Logger;
}): Watchdog {
  const { groups, poller, schedule, redis, clock, log } = parts;
  return new Watchdog(groups, {
    lastTick: (source) => poller.lastTick(source),
    noteTickElsewhere: (source, atMs) => poller.noteTickElsewhere(source, atMs),
    silenceElsewhereMs: async (domain, source) => {
      const asked = redis.hget(redisKeys.health(domain), source);
      const text = await Promise.race([asked, sleep(STORE_PATIENCE_MS, undefined, { ref: false })]);
      if (typeof text !== 'string') return undefined;
      return clock.nowMs() - (JSON.parse(text) as SourceHealth).lastAttemptMs;
    },
    // Not awaited: a store that is away must not stop the watch.
    restoreScheduler: (group) => {
      schedule
        .restore(group)
        .catch((err: unknown) => log.warn({ err, group: group.id }, 'restoring a scheduler failed'));
      return Promise.resolve();
    },
    pollNow: (group, id) => {
      const source = group.sources.find((one) => one.id === id);
      if (source !== undefined) poller.pollOverdue(source);
    },
    say: ({ source, missing, reason }) => log.error({ source, missing, reason }, 'a source has stopped'),
    sayRecovered: (source) => log.info({ source }, 'a source goes on'),
  });
}
