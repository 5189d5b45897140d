/** Takes entries off their queue. A collector that dies over one leaves it to the next within seconds. */
import { Worker, type ConnectionOptions } from 'bullmq';
import type { Logger } from 'pino';
import { entrySchema } from '../../shared/entry/entry.ts';
import { ENTRY_QUEUE, type EntryJob } from '../../shared/queues.ts';
import { BULLMQ_PREFIX } from '../../shared/redis-keys.ts';
import { EntryDesk, type EntryDeskOptions } from './entry-desk.ts';

interface EntriesOptions extends EntryDeskOptions {
  readonly connection: ConnectionOptions;
}

interface RunningEntries {
  /** Finishes what was begun. */
  close(): Promise<void>;
}

/** Somebody waits before the form: whose collector died is taken over within about this, ms. */
const LOCK_MS = 4_000;
const STALLED_LOOK_MS = 2_000;
/** By default a job whose workers were killed twice is lost; an entry is worth more kills than anybody makes. */
const MAX_STALLED = 100;
const RUN_RETRY_MS = 200;
const DRAIN_DELAY_S = 1;

export function startEntries({ connection, ...options }: EntriesOptions): RunningEntries {
  // A collector without forms leaves the entries to those that have them.
  if (options.sources.length === 0) return { close: () => Promise.resolve() };
  const desk = new EntryDesk(options);
  const worker = new Worker<EntryJob>(
    ENTRY_QUEUE,
    ({ data }) => desk.take({ entry: entrySchema.parse(data.entry), from: data.from }),
    {
      connection,
      prefix: BULLMQ_PREFIX,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_LOOK_MS,
      maxStalledCount: MAX_STALLED,
      runRetryDelay: RUN_RETRY_MS,
      drainDelay: DRAIN_DELAY_S,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    },
  );
  sayTrouble(worker, options.log);
  return { close: () => worker.close() };
}

function sayTrouble(worker: Worker<EntryJob>, log: Logger): void {
  worker.on('error', (err) =>
    log.warn({ err }, 'the queue of entries has lost its Redis, or an answer of it'),
  );
  worker.on('failed', (job, err) => log.error({ entry: job?.id, err }, 'an entry could not be recorded'));
}
