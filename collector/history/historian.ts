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
import type { ColdKeeping } from './expired.ts';
import type { HistorianMetrics } from './historian-metrics.ts';
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

/** Another process owns the folder: this one slept through it and must write nothing more. */
export class LockLost extends Error {
  override readonly name = 'LockLost';
}

export function assertHeld(lock: FolderLock): void {
  if (!lock.isHeld()) throw new LockLost('the history folder is owned by another process now; this one ends');
}

export class Historian {
  private readonly folders = new Map<string, SegmentFolder>();
  private readonly writer: SegmentWriter;
  private readonly upkeep: Upkeep;
  private readonly saidBehind = new Set<string>();
  private prunedAtMs = -Infinity;

  constructor(private readonly options: HistorianOptions) {
    const { connection, timeZone, spansOf, lock, onStep } = options;
    this.writer = new SegmentWriter({
      connection,
      timeZone,
      spansOf,
      assertOwner: () => assertHeld(lock),
      onStep,
    });
    this.upkeep = new Upkeep({ ...options, writer: this.writer });
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

  /** One round over all domains: what the logs hold goes to the files, and small segments are merged. */
  async turn(nowMs: number): Promise<void> {
    for (const domain of this.options.domains) {
      await this.flush(domain, nowMs);
      await this.upkeep.mergeOwed(domain, this.folderOf(domain), nowMs);
      await this.folderOf(domain).forgetParts(nowMs);
      this.noteState(domain);
    }
    if (nowMs - this.prunedAtMs < PRUNE_EVERY_MS) return;
    for (const domain of this.options.domains) await this.upkeep.prune(domain, this.folderOf(domain), nowMs);
    this.prunedAtMs = nowMs;
  }

  private async flush(domain: string, nowMs: number): Promise<void> {
    const { redis, metrics, onStep = () => {} } = this.options;
    const folder = this.folderOf(domain);
    for (;;) {
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
