/** Keeps the segments few and within their days: merges what is over, and drops what is kept no longer. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Logger } from 'pino';
import { owedMerge } from '../../shared/history/merge-plan.ts';
import type { Standing } from '../../shared/history/segment.ts';
import { sqlText, type TableName } from '../../shared/history/tables.ts';
import { tryLock } from '../store/folder-lock.ts';
import { expiredConditions, type ColdKeeping } from './expired.ts';
import type { Segment, SegmentFolder } from './segment-folder.ts';
import type { SegmentWriter } from './segment-writer.ts';

/** Held by whoever exchanges segments, and by a backup, which needs them as they are. */
export const MERGE_LOCK = 'merge';

export interface UpkeepOptions {
  /** Of the whole history. */
  readonly folder: string;
  readonly connection: DuckDBConnection;
  readonly writer: SegmentWriter;
  readonly log: Logger;
  /** Indicators of which not everything is kept for good. */
  readonly keeping?: ReadonlyMap<string, ColdKeeping> | undefined;
  readonly onStep?: ((step: 'superseded') => void) | undefined;
}

export class Upkeep {
  constructor(private readonly options: UpkeepOptions) {}

  async mergeOwed(domain: string, folder: SegmentFolder, nowMs: number): Promise<void> {
    const { writer, onStep = () => {} } = this.options;
    for (;;) {
      const standing = folder.standing();
      const segments = standing.map(({ segment }) => segment);
      const owed = overlapOf(standing) ?? owedMerge(segments, nowMs);
      if (owed === undefined) return;
      const hasMerged = await this.exchange(folder, owed, nowMs, async () => {
        await writer.merge(
          folder,
          domain,
          standing.filter(({ segment }) => owed.includes(segment)),
          nowMs,
        );
        folder.clearSuperseded();
      });
      if (!hasMerged) return;
      onStep('superseded');
    }
  }

  async prune(domain: string, folder: SegmentFolder, nowMs: number): Promise<void> {
    const { writer, keeping = new Map<string, ColdKeeping>(), log } = this.options;
    const conditions = expiredConditions(keeping, nowMs);
    for (const { segment } of folder.standing()) {
      const rows = await this.expiredRows(folder, segment, conditions);
      if (rows === 0) continue;
      const isDone = await this.exchange(folder, [segment], nowMs, () =>
        writer.prune(folder, segment, conditions, nowMs),
      );
      if (isDone)
        log.info({ domain, segment: segment.name, rows }, 'rows beyond their days left the history');
    }
  }

  private async expiredRows(
    folder: SegmentFolder,
    { name, note }: Segment,
    conditions: ReadonlyMap<TableName, string>,
  ): Promise<number> {
    let rows = 0;
    for (const [table, condition] of conditions) {
      if (note.tables[table] === undefined) continue;
      const reader = await this.options.connection.runAndReadAll(
        `SELECT count(*) FROM read_parquet(${sqlText(folder.fileOf(name, table))}) WHERE ${condition}`,
      );
      rows += Number(reader.getRows()[0]?.[0]);
    }
    return rows;
  }

  /** @returns whether it was done: not while a backup is made, and not of damaged segments, which are set aside. */
  private async exchange(
    folder: SegmentFolder,
    segments: readonly Segment[],
    nowMs: number,
    work: () => Promise<void>,
  ): Promise<boolean> {
    const attempt = tryLock(this.options.folder, MERGE_LOCK);
    if (!attempt.ok) return false;
    try {
      let isSound = true;
      for (const { name } of segments) {
        const why = await folder.faultOf(name, { hashes: true });
        if (why === undefined) continue;
        folder.setAside(name, why, nowMs);
        isSound = false;
      }
      if (isSound) await work();
      return isSound;
    } finally {
      attempt.lock.release();
    }
  }
}

/** Two segments that hold the same entries: two historians wrote at once. Merged, each entry is there once. */
function overlapOf(standing: readonly Standing<Segment>[]): Segment[] | undefined {
  const at = standing.findIndex(({ afterId }) => afterId !== undefined);
  return at < 0 ? undefined : standing.slice(at - 1, at + 1).map(({ segment }) => segment);
}
