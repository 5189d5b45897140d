/** One round of the collector's housekeeping in all domains, with what of it is counted and said. */
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { ProvinceConfig } from '../shared/config/province-config.ts';
import { keepEntries } from './entry/keep-entries.ts';
import { keepHouse, keepMsOfConfig } from './housekeeping.ts';
import type { CollectorMetrics } from './metrics.ts';
import { forgetDeliveries } from './push/deliveries.ts';
import { MAX_LOGGED } from './record-batch.ts';
import type { RedisClock } from './redis-clock.ts';

export async function runHousekeeping(
  { config, log }: { readonly config: ProvinceConfig; readonly log: Logger },
  { redis, clock, metrics }: { redis: Redis; clock: RedisClock; metrics: CollectorMetrics },
): Promise<void> {
  const domains = config.domains.map((domain) => domain.id);
  await forgetDeliveries(redis, domains, clock.nowMs());
  await keepEntries(redis, domains);
  const result = await keepHouse(redis, domains, {
    nowMs: clock.nowMs(),
    keepMsOf: keepMsOfConfig(config.domains),
  });
  metrics.storeBytes.set(result.bytes);
  metrics.trimmed.inc({ why: 'idle' }, result.trimmedIdle);
  metrics.trimmed.inc({ why: 'size' }, result.trimmedForSize);
  const { logged, ...sizes } = result;
  if (sizes.trimmedForSize > 0)
    log.warn(sizes, 'the store was beyond its bound; the oldest points were dropped');
  for (const [domain, entries] of logged) {
    metrics.logged.set({ domain }, entries);
    if (entries > MAX_LOGGED / 2)
      log.error(
        { domain, entries, most: MAX_LOGGED },
        'the history log is more than half full: does the historian run? Beyond its bound history will have a gap',
      );
  }
}
