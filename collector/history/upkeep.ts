/** Keeps the segments few and within their days: merges what is over, and drops what is kept no longer. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Logger } from 'pino';
import { owedMerge } from '../../shared/history/merge-plan.ts';
import type { Standing } from '../../shared/history/segment.ts';
import { sqlText } from '../../shared/history/tables.ts';
import { tryLock } from '../store/folder-lock.ts';
import { expiredCondition } from './expired.ts';
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
  /** Indicators whose observations are not kept for good, and for how many days they are. */
  readonly keepDays?: ReadonlyMap<string, number> | undefined;
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
    const { connection, writer, keepDays = new Map<string, number>(), log } = this.options;
    const condition = expiredCondition(keepDays, nowMs);
    if (condition === undefined) return;
    for (const { segment } of folder.standing()) {
      if (segment.note.tables.observations === undefined) continue;
      const file = sqlText(folder.fileOf(segment.name, 'observations'));
      const reader = await connection.runAndReadAll(
        `SELECT count(*) FROM read_parquet(${file}) WHERE ${condition}`,
      );
      const rows = Number(reader.getRows()[0]?.[0]);
      if (rows === 0) continue;
      await this.exchange(folder, [segment], nowMs, () => writer.prune(folder, segment, condition, nowMs));
      log.info(
        { domain, segment: segment.name, rows },
        'observations beyond their keepDays left the history',
      );
    }
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
