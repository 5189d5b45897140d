/**
 * The ticks: BullMQ job schedulers on Redis, so that any number of collectors share them. A job only says which
 * group is due; its polls run beside it. A job that is lost or stalls is never needed again: the next tick polls.
 */
import { Queue, Worker, type ConnectionOptions } from 'bullmq';
import type { Logger } from 'pino';
import { POLL_QUEUE, type PollJob } from '../shared/queues.ts';
import { BULLMQ_PREFIX } from '../shared/redis-keys.ts';
import type { Group } from './groups.ts';

export interface ScheduleOptions {
  readonly groups: readonly Group[];
  readonly connection: ConnectionOptions;
  readonly log: Logger;
  /** A group is due; `latenessMs` is how long after its moment. Returns at once. */
  readonly onTick: (group: Group, latenessMs: number) => void;
}

/** Jobs return at once, so a few at a time are enough for thousands a second. */
const CONCURRENCY = 20;
/** How long BullMQ waits after an error of its own before it goes on, ms. */
const RUN_RETRY_MS = 200;
/** A worker that lost its connection while it waited notices within this, s. */
const DRAIN_DELAY_S = 1;

export class Schedule {
  private readonly queue: Queue<PollJob>;
  private readonly worker: Worker<PollJob>;
  private readonly groups: ReadonlyMap<string, Group>;

  constructor(private readonly options: ScheduleOptions) {
    const { connection, groups, log } = options;
    this.groups = new Map(groups.map((group) => [group.id, group]));
    this.queue = new Queue<PollJob>(POLL_QUEUE, { connection, prefix: BULLMQ_PREFIX });
    this.worker = new Worker<PollJob>(
      POLL_QUEUE,
      (job) => this.tick(job.data.group, job.timestamp + (job.opts.delay ?? 0)),
      {
        connection,
        prefix: BULLMQ_PREFIX,
        autorun: false,
        concurrency: CONCURRENCY,
        runRetryDelay: RUN_RETRY_MS,
        drainDelay: DRAIN_DELAY_S,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      },
    );
    const say = (err: Error) => log.warn({ err }, 'the queue has lost its Redis, or an answer of it');
    this.queue.on('error', say);
    this.worker.on('error', say);
  }

  /** Begins to tick. Schedulers of a former configuration are removed. */
  async start(): Promise<void> {
    await this.removeObsolete();
    await Promise.all([...this.groups.values()].map((group) => this.ensure(group)));
    void this.worker.run();
  }

  /** Makes sure that the scheduler of a group exists; an existing one of the same cadence goes on as it is. */
  async ensure(group: Group): Promise<void> {
    const known = await this.queue.getJobScheduler(group.id);
    const isAsWanted = known?.every === group.everyMs && known.next !== undefined && known.next > 0;
    if (isAsWanted && Date.now() - (known.next ?? 0) < group.everyMs) return;
    await this.restore(group);
  }

  /** Writes the scheduler anew, whatever the queue says of it. */
  async restore(group: Group): Promise<void> {
    await this.queue.upsertJobScheduler(
      group.id,
      { every: group.everyMs, offset: group.offsetMs },
      {
        name: 'poll',
        data: { group: group.id },
        opts: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
      },
    );
  }

  async close(): Promise<void> {
    await this.worker.close();
    await this.queue.close();
  }

  private async removeObsolete(): Promise<void> {
    const known = await this.queue.getJobSchedulers();
    for (const { key } of known) if (!this.groups.has(key)) await this.queue.removeJobScheduler(key);
  }

  private tick(id: string, dueMs: number): Promise<void> {
    const group = this.groups.get(id);
    // Another collector's configuration may know this group; ours has nothing to poll for it.
    if (group === undefined)
      this.options.log.warn({ group: id }, 'a tick for a group that this configuration lacks');
    else this.options.onTick(group, Math.max(0, Date.now() - dueMs));
    return Promise.resolve();
  }
}
