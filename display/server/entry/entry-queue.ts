/** The way of entries to the collectors. The display records nothing itself: it asks, and looks what became of it. */
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { ENTRY_JOB, ENTRY_QUEUE, type EntryJob } from '../../../shared/queues.ts';
import { BULLMQ_PREFIX } from '../../../shared/redis-keys.ts';
import { COMMAND_TIMEOUT_MS } from '../store/connections.ts';

/** A collector whose configuration lacks the form passes the entry on: so often, after this long, ms. */
const ATTEMPTS = 20;
const AGAIN_AFTER_MS = 500;

export class EntryQueue {
  constructor(private readonly redis: Redis) {}

  /** Resolves when the entry waits for a collector, or waited already. Rejects when Redis does not answer. */
  async add(job: EntryJob): Promise<void> {
    await this.use((queue) =>
      queue.add(ENTRY_JOB, job, {
        jobId: job.entry.id,
        attempts: ATTEMPTS,
        backoff: { type: 'fixed', delay: AGAIN_AFTER_MS },
        removeOnComplete: true,
        removeOnFail: true,
      }),
    );
  }

  /** Whether the entry is still on its way. */
  async has(id: string): Promise<boolean> {
    return (await this.use((queue) => queue.getJob(id))) !== undefined;
  }

  /**
   * Entries are rare, so each has a queue of its own on the connection that is there: one that was opened while Redis was
   * away would be of no use ever after.
   */
  private async use<Value>(ask: (queue: Queue<EntryJob>) => Promise<Value>): Promise<Value> {
    if (this.redis.status !== 'ready') throw new Error('Redis is away');
    // Most displays never need it, and none needs it to start.
    const { Queue: OpenQueue } = await import('bullmq');
    const queue = new OpenQueue<EntryJob>(ENTRY_QUEUE, { connection: this.redis, prefix: BULLMQ_PREFIX });
    queue.on('error', () => undefined);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('Redis does not answer')), COMMAND_TIMEOUT_MS);
    });
    try {
      return await Promise.race([ask(queue), late]);
    } finally {
      clearTimeout(timer);
      await queue.close().catch(() => undefined);
    }
  }
}
