/** Holds the links of the push sources: a link that is lost marks its source at once and is opened again, later and later. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Source } from '../../shared/config/source.ts';
import type { Fetcher } from '../fetch-source.ts';
import type { CollectorMetrics } from '../metrics.ts';
import type { Intake } from './intake.ts';

export interface SubscriptionsOptions {
  readonly sources: readonly Source[];
  readonly fetcher: Fetcher;
  readonly intake: Intake;
  readonly metrics: CollectorMetrics;
  readonly log: Logger;
  /** Names this collector, always alike. */
  readonly collectorName: string;
}

/** The first pause before a link is opened again, doubling up to the bound, ms. */
const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 30_000;
/** A link that stood this long was well: the next pause is the first again, ms. */
const STEADY_MS = 10_000;
/** Pauses differ by up to this part, so that a broker that comes back is not met by everybody at once. */
const SPREAD = 0.2;

export class Subscriptions {
  private readonly ending = new AbortController();
  private readonly up = new Set<string>();
  private following: Promise<void>[] = [];

  constructor(private readonly options: SubscriptionsOptions) {}

  start(): void {
    this.following = this.options.sources.map((source) => this.follow(source));
  }

  isUp(source: string): boolean {
    return this.up.has(source);
  }

  /** Resolves when no link is left. */
  async close(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.following);
  }

  private async follow(source: Source): Promise<void> {
    const { intake, metrics, log } = this.options;
    const { signal } = this.ending;
    // A source is never asked less often than it is expected to speak: its mark would look forgotten.
    const maxPauseMs = Math.min(MAX_PAUSE_MS, Math.max(FIRST_PAUSE_MS, source.everySeconds * 1000));
    let pauseMs = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      const { failure, stoodMs } = await this.hold(source);
      if (signal.aborted || failure === undefined) return;
      if (stoodMs > STEADY_MS) pauseMs = FIRST_PAUSE_MS;
      metrics.linkFailures.inc({ source: source.id, reason: failure.reason });
      log.warn({ source: source.id, reason: failure.reason, message: failure.message }, 'link lost');
      await intake.report(source, failure.reason, failure.message);
      await sleep(pauseMs * (1 + SPREAD * Math.random()), undefined, { signal }).catch(() => {});
      pauseMs = Math.min(pauseMs * 2, maxPauseMs);
    }
  }

  private async hold(source: Source) {
    const { fetcher, intake, metrics, collectorName } = this.options;
    let upAtMs: number | undefined;
    const failure = await fetcher.link(
      source,
      { subscriber: `${collectorName}-${source.id}`, isTrial: false, signal: this.ending.signal },
      {
        onUp: () => {
          upAtMs = performance.now();
          this.up.add(source.id);
          metrics.linkUp.set({ source: source.id }, 1);
          // Well, and nothing new yet: a mark of before goes at once.
          void intake.report(source, 'unchanged');
        },
        onDocument: (pushed) => intake.take(source, pushed),
      },
    );
    this.up.delete(source.id);
    metrics.linkUp.set({ source: source.id }, 0);
    return { failure, stoodMs: upAtMs === undefined ? 0 : performance.now() - upAtMs };
  }
}
