/** The alerts of all domains: seeds the files' rules, then judges each domain as its changes come. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { WorkingCalendar } from '../../shared/alert/calendar.ts';
import { ConfigIndex, type ProvinceConfig } from '../../shared/config/province-config.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import type { CollectorMetrics } from '../metrics.ts';
import type { RedisClock } from '../redis-clock.ts';
import { DomainEvaluator, LEASE_MS } from './evaluator.ts';
import { RuleStore } from './rule-store.ts';

export interface AlertingOptions {
  readonly config: ProvinceConfig;
  readonly redis: Redis;
  /** A connection of its own for each domain: a blocking read holds it. */
  readonly openReader: () => Redis;
  /** Unique among all processes. */
  readonly owner: string;
  readonly clock: RedisClock;
  readonly metrics: Pick<CollectorMetrics, 'alertTransitions' | 'alertEvaluations' | 'alertFenced'>;
  readonly log: Logger;
}

export interface RunningAlerting {
  close(): Promise<void>;
}

/** The lease is renewed at least so often, ms. */
const WAIT_MS = LEASE_MS / 4;
/** While another judges, or nothing can be, it is looked again after this, ms. */
const LOOK_AGAIN_MS = 250;
const RETRY_MS = 200;

export function startAlerting(options: AlertingOptions): RunningAlerting {
  const { config, log } = options;
  const index = new ConfigIndex(config);
  const calendar = config.calendar && new WorkingCalendar(config.calendar, config.province.timeZone);
  const loops = config.domains.map(({ id }) => {
    const evaluator = new DomainEvaluator({
      redis: options.redis,
      domain: id,
      owner: options.owner,
      seed: () => seed(options, id),
      index,
      sources: config.sources.filter(({ domain }) => domain === id).map((source) => source.id),
      calendar,
      log,
      onRound: ({ transitions, evaluations }) => {
        options.metrics.alertTransitions.inc({ domain: id }, transitions);
        options.metrics.alertEvaluations.inc({ domain: id }, evaluations);
      },
      onFenced: (why) => options.metrics.alertFenced.inc({ domain: id, why }),
    });
    return new DomainLoop(id, evaluator, options);
  });
  for (const loop of loops) loop.start();
  return {
    async close() {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}

async function seed({ config, redis, clock, log }: AlertingOptions, domain: string): Promise<void> {
  const rules = config.rules.find((file) => file.domain === domain)?.rules ?? [];
  const done = await new RuleStore(redis, domain).seed(rules, clock.nowMs());
  for (const one of done)
    if (one.startsWith('pending '))
      log.warn(
        { domain, rule: one.slice('pending '.length) },
        'the files say another rule than is in force; it waits to be adopted',
      );
  if (done.length > 0) log.info({ domain, rules: done.length }, 'alert rules were taken from the files');
}

class DomainLoop {
  private readonly reader: Redis;
  private running: Promise<void> | undefined;
  private stopped = false;
  private readonly ended = new AbortController();

  constructor(
    private readonly domain: string,
    private readonly evaluator: DomainEvaluator,
    private readonly options: AlertingOptions,
  ) {
    this.reader = options.openReader();
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.ended.abort();
    this.reader.disconnect();
    await this.running;
    await this.evaluator.release();
  }

  private async run(): Promise<void> {
    let said = '';
    while (!this.stopped) {
      try {
        const turn = await this.evaluator.turn();
        said = '';
        if (turn === 'committed' || turn === 'nothing') await this.untilSomething();
        else if (turn !== 'fenced') await this.pause(LOOK_AGAIN_MS);
      } catch (err) {
        if (this.stopped) return;
        // The same outage is said once.
        const words = String(err);
        if (words !== said)
          this.options.log.warn({ err, domain: this.domain }, 'alerts cannot be judged; tried again');
        said = words;
        await this.pause(RETRY_MS);
      }
    }
  }

  /** A change, the next deadline, or the time to renew the lease. */
  private async untilSomething(): Promise<void> {
    const { cursor, dueMs } = this.evaluator;
    if (cursor === undefined) return;
    const untilDueMs = dueMs === undefined ? WAIT_MS : dueMs - this.options.clock.nowMs();
    const waitMs = Math.max(1, Math.min(WAIT_MS, Math.ceil(untilDueMs)));
    await this.reader.xread('COUNT', 1, 'BLOCK', waitMs, 'STREAMS', redisKeys.changes(this.domain), cursor);
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.ended.signal }).catch(() => {});
  }
}
