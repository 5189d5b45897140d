/** Everything about the sources that are not polled: their links, what is sent to us or entered, and who has gone silent. */
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { ConfigIndex, type ProvinceConfig } from '../../shared/config/province-config.ts';
import type { Source } from '../../shared/config/source.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import type { SourceHealth } from '../../shared/source-health.ts';
import { startEntries } from '../entry/entries.ts';
import { wayOf, type AnyConnector } from '../push-connector.ts';
import type { Recorder } from '../record.ts';
import { Intake, type IntakeOptions } from './intake.ts';
import { SilenceWatch, type Silent } from './silence.ts';
import { Subscriptions } from './subscriptions.ts';
import { WebhookDesk } from './webhook-desk.ts';
import type { WebhookServerOptions } from './webhook-server.ts';

export interface PushesOptions extends IntakeOptions {
  readonly redis: Redis;
  readonly recorder: Recorder;
  /** What BullMQ makes its connections of. */
  readonly connection: ConnectionOptions;
  readonly config: ProvinceConfig;
  readonly connectors: ReadonlyMap<string, AnyConnector>;
  readonly collectorName?: string | undefined;
}

export interface RunningPushes {
  /** What the door for deliveries needs. */
  readonly inbound: Pick<WebhookServerOptions, 'sources' | 'accept'>;
  /** One look at who is silent. */
  look(nowMs: number): Promise<readonly Silent[]>;
  /** Ends the links, and finishes what came over them. */
  close(): Promise<void>;
}

/** The store may be silent for this long before the watch goes by what it knows itself, ms. */
const STORE_PATIENCE_MS = 500;

export function startPushes(options: PushesOptions): RunningPushes {
  const { config, connectors, fetcher, metrics, log, collectorName = hostname() } = options;
  const { sources } = config;
  const cameBy = (way: ReturnType<typeof wayOf>) =>
    sources.filter(({ connector }) => {
      const known = connectors.get(connector);
      return known !== undefined && wayOf(known) === way;
    });
  const pushed = cameBy('pushed');
  const inbound = cameBy('inbound');
  const intake = new Intake(options);
  const desk = new WebhookDesk({ ...options, intake });
  const subscriptions = new Subscriptions({ sources: pushed, fetcher, intake, metrics, log, collectorName });
  subscriptions.start();
  const entries = startEntries({
    ...options,
    intake,
    index: new ConfigIndex(config),
    timeZone: config.province.timeZone,
    sources: cameBy('entered'),
  });
  const watch = watchSilence([...pushed, ...inbound], options, { intake, subscriptions });
  return {
    inbound: { sources: inbound, accept: (source, delivery) => desk.accept(source, delivery) },
    look: (nowMs) => watch.look(nowMs),
    async close() {
      await Promise.all([subscriptions.close(), entries.close()]);
      await intake.close();
    },
  };
}

function watchSilence(
  sources: readonly Source[],
  { redis, clock, connectors, log }: PushesOptions,
  { intake, subscriptions }: { intake: Intake; subscriptions: Subscriptions },
): SilenceWatch {
  const isInbound = new Set(
    sources.filter(({ connector }) => 'receive' in (connectors.get(connector) ?? {})).map(({ id }) => id),
  );
  return new SilenceWatch(sources, {
    lastHeardMs: (source) => intake.lastHeardMs(source),
    noteHeard: (source, atMs) => intake.noteHeard(source, atMs),
    isExpected: (source) => isInbound.has(source) || subscriptions.isUp(source),
    silenceElsewhereMs: async (domain, source) => {
      const asked = redis.hget(redisKeys.health(domain), source);
      const text = await Promise.race([asked, sleep(STORE_PATIENCE_MS, undefined, { ref: false })]);
      const lastOkMs = typeof text === 'string' ? (JSON.parse(text) as SourceHealth).lastOkMs : undefined;
      return lastOkMs === undefined ? undefined : clock.nowMs() - lastOkMs;
    },
    mark: ({ source, silentMs }) =>
      intake.report(source, 'timeout', `nothing came for ${Math.round(silentMs / 1000)} s`),
    say: ({ source, missing }) => log.error({ source: source.id, missing }, 'a source has gone silent'),
    sayRecovered: (source) => log.info({ source }, 'a source speaks again'),
  });
}
