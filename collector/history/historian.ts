/**
 * Moves what was accepted from the history logs into files. The files alone say how far it has come; the log is
 * trimmed one segment behind them, so that the newest segment can be written again should it prove damaged.
 */
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { compareStreamIds } from '../../shared/change-entry.ts';
import { ZERO_CURSOR } from '../../shared/domain-state.ts';
import { followsOn, gapsOf } from '../../shared/history/gaps.ts';
import type { LoggedBatch } from '../../shared/history/log-entry.ts';
import { checkpointOf, standingOf } from '../../shared/history/segment.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import type { FolderLock } from '../store/folder-lock.ts';
import { adoptPoints } from './adopt-points.ts';
import { eachOne } from './each-one.ts';
import type { ColdKeeping } from './expired.ts';
import type { HistorianMetrics } from './historian-metrics.ts';
import { assertHeld, LockLost } from './lock-held.ts';
import { readRun } from './read-log.ts';
import { SegmentFolder, type Segment } from './segment-folder.ts';
import type { RollupOptions } from './segment-rollups.ts';
import { SegmentWriter, type WriteStep } from './segment-writer.ts';
import { Upkeep } from './upkeep.ts';

/** Moments at which the historian may die; tests kill it at each. */
export type HistorianStep = WriteStep | 'read' | 'trimmed' | 'superseded';

export interface HistorianOptions {
  readonly redis: Redis;
  readonly connection: DuckDBConnection;
  readonly lock: FolderLock;
  readonly folder: string;
  readonly domains: readonly string[];
  readonly timeZone: string;
  readonly spansOf: RollupOptions['spansOf'];
  /** Indicators of which not everything is kept for good. */
  readonly keeping?: ReadonlyMap<string, ColdKeeping> | undefined;
  readonly metrics: HistorianMetrics;
  readonly log: Logger;
  readonly onStep?: ((step: HistorianStep) => void) | undefined;
}

/** What is kept for so many days may stay a little longer. */
const PRUNE_EVERY_MS = 6 * 3_600_000;

export class Historian {
  private readonly folders = new Map<string, SegmentFolder>();
  private readonly writer: SegmentWriter;
  private readonly upkeep: Upkeep;
  private readonly saidBehind = new Set<string>();
  private prunedAtMs = -Infinity;

  constructor(private readonly options: HistorianOptions) {
    const { connection, timeZone, spansOf, lock, onStep } = options;
    const assertOwner = () => assertHeld(lock);
    this.writer = new SegmentWriter({ connection, timeZone, spansOf, assertOwner, onStep });
    this.upkeep = new Upkeep({ ...options, assertOwner, writer: this.writer });
  }

  /** Looks the files over. What is damaged is set aside, and written again from the log by the next flush. */
  async open(nowMs: number): Promise<void> {
    const { folder, domains, log, metrics } = this.options;
    for (const domain of domains) {
      const opened = new SegmentFolder(join(folder, domain), (damage) => {
        metrics.damaged.inc({ domain });
        log.error({ domain, ...damage }, 'a segment of the history is damaged and was set aside');
      });
      await opened.open(nowMs);
      this.folders.set(domain, opened);
      this.noteState(domain);
    }
  }

  /**
   * One round over all domains: what the logs hold goes to the files, and small segments are merged. A domain that
   * fails stops no other, and is said at the end.
   */
  async turn(nowMs: number): Promise<void> {
    const { domains } = this.options;
    const isPruned = nowMs - this.prunedAtMs >= PRUNE_EVERY_MS;
    if (isPruned) this.prunedAtMs = nowMs;
    await eachOne(domains, String, async (domain) => {
      const folder = this.folderOf(domain);
      try {
        await folder.forgetParts(nowMs);
        await this.adopt(domain, nowMs);
        await this.keep(domain, folder, nowMs);
        await this.upkeep.mergeOwed(domain, folder, nowMs);
        if (isPruned) await this.upkeep.prune(domain, folder, nowMs);
        await this.upkeep.lookOver(folder, nowMs);
      } finally {
        this.noteState(domain);
      }
    });
  }

  /** A file that had to be read may have been damaged since the start: it is set aside, and written again. */
  private async keep(domain: string, folder: SegmentFolder, nowMs: number): Promise<void> {
    try {
      await this.flush(domain, nowMs);
    } catch (error) {
      if (error instanceof LockLost || !(await this.upkeep.setDamagedAside(folder, nowMs))) throw error;
      await this.flush(domain, nowMs);
    }
  }

  /** A history that begins takes along what Redis holds from before its log: the store may be of an earlier version. */
  private async adopt(domain: string, nowMs: number): Promise<void> {
    const folder = this.folderOf(domain);
    if (folder.list().length > 0) return;
    const rows = await adoptPoints({ ...this.options, writer: this.writer }, { folder, domain, nowMs });
    if (rows === 0) return;
    this.options.metrics.rows.inc({ domain, table: 'observations' }, rows);
    this.options.log.info({ domain, rows }, 'points that Redis held from before the history log are kept');
  }

  private async flush(domain: string, nowMs: number): Promise<void> {
    const { redis, metrics, onStep = () => {} } = this.options;
    const folder = this.folderOf(domain);
    for (;;) {
      await this.upkeep.checkNewest(folder, nowMs);
      const checkpoint = checkpointOf(folder.list());
      const run = await readRun(redis, domain, checkpoint);
      if (run.length === 0) break;
      onStep('read');
      this.sayWhatIsMissing(domain, run[0] as LoggedBatch, folder.standing().at(-1)?.segment);
      await this.writer.write(folder, domain, run, nowMs);
      for (const { readings, events } of run) {
        metrics.rows.inc({ domain, table: 'observations' }, readings.length);
        metrics.rows.inc({ domain, table: 'events' }, events.length);
      }
      await this.trimUpTo(domain, checkpoint);
      onStep('trimmed');
    }
    await this.sayIfBehind(domain, checkpointOf(folder.list()));
  }

  private sayWhatIsMissing(domain: string, first: LoggedBatch, last: Segment | undefined): void {
    const { log, metrics } = this.options;
    const { missing, wentBack } = followsOn(last?.note, first);
    if (missing > 0) {
      metrics.missing.inc({ domain }, missing);
      log.error(
        { domain, batches: missing, after: last?.to ?? ZERO_CURSOR, before: first.id },
        'history has a gap: these batches were accepted and are lost to it, for their log was trimmed before it came back',
      );
    }
    if (wentBack)
      log.error(
        { domain, after: last?.to, before: first.id },
        'the store counts lower than history: it was restored, or lost its newest batches, which history keeps',
      );
  }

  /** Entries of a store whose clock was set back lie before the checkpoint and would never be read. */
  private async sayIfBehind(domain: string, checkpoint: string): Promise<void> {
    const { redis, log, metrics } = this.options;
    const [last] = await redis.xrevrange(redisKeys.historyLog(domain), '+', '-', 'COUNT', 1);
    const isBehind = last !== undefined && compareStreamIds(last[0], checkpoint) < 0;
    metrics.behind.set({ domain }, isBehind ? 1 : 0);
    if (!isBehind) this.saidBehind.delete(domain);
    if (!isBehind || this.saidBehind.has(domain)) return;
    this.saidBehind.add(domain);
    log.error(
      { domain, log: last[0], history: checkpoint },
      "the store's clock lies before the end of history: what it accepts is not kept until it has passed; set the clock right, or use another HISTORY_DIR",
    );
  }

  /** The entries of the segment just written stay, and all behind them. */
  private async trimUpTo(domain: string, checkpoint: string): Promise<void> {
    if (checkpoint === ZERO_CURSOR) return;
    const [ms, sequence] = checkpoint.split('-');
    await this.options.redis.xtrim(redisKeys.historyLog(domain), 'MINID', `${ms}-${Number(sequence) + 1}`);
  }

  private noteState(domain: string): void {
    const { metrics } = this.options;
    const segments = this.folderOf(domain).list();
    const { standing } = standingOf(segments);
    metrics.segments.set({ domain }, standing.length);
    const gaps = gapsOf(standing.map(({ segment }) => segment.note));
    metrics.gaps.set(
      { domain },
      gaps.reduce((sum, { batches }) => sum + batches, 0),
    );
    const bytes = segments.flatMap(({ note }) =>
      Object.values(note.tables).map((table) => table?.bytes ?? 0),
    );
    metrics.bytes.set(
      { domain },
      bytes.reduce((sum, one) => sum + one, 0),
    );
  }

  private folderOf(domain: string): SegmentFolder {
    const folder = this.folders.get(domain);
    if (folder === undefined) throw new Error(`the history of ${domain} was not opened`);
    return folder;
  }
}
