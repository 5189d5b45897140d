/**
 * Keeps the segments few, sound and within their days: merges what is over, looks the files over in turn, and drops
 * what is kept no longer.
 */
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
  /** @throws when another process owns the folder now. */
  readonly assertOwner: () => void;
  /** Indicators of which not everything is kept for good. */
  readonly keeping?: ReadonlyMap<string, ColdKeeping> | undefined;
  readonly onStep?: ((step: 'superseded') => void) | undefined;
}

/** Reading all files of a domain takes seconds of the disk; why a round failed is looked for no more often. */
const LOOK_OVER_EVERY_MS = 3_600_000;

export class Upkeep {
  /** Of each folder: the segment that was looked over last, and when all of them were, ms. */
  private readonly lookedOver = new Map<SegmentFolder, string>();
  private readonly allLookedOverAtMs = new Map<SegmentFolder, number>();

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

  /** Reads one segment to its end, in turn: damage is found though nobody asks, while what can mend it may be there. */
  async lookOver(folder: SegmentFolder, nowMs: number): Promise<void> {
    const names = folder.names().toSorted();
    const before = this.lookedOver.get(folder) ?? '';
    const name = names.find((one) => one > before) ?? names[0];
    if (name === undefined) return;
    this.lookedOver.set(folder, name);
    await this.setAsideIfDamaged(folder, name, nowMs);
  }

  /** What the log still has of it is given up when the next stands, so it is read to its end before. */
  async checkNewest(folder: SegmentFolder, nowMs: number): Promise<void> {
    const newest = folder.standing().at(-1);
    if (newest !== undefined) await this.setAsideIfDamaged(folder, newest.segment.name, nowMs);
  }

  /** Looks for what a round may have failed of. @returns whether any segment was damaged. */
  async setDamagedAside(folder: SegmentFolder, nowMs: number): Promise<boolean> {
    if (nowMs - (this.allLookedOverAtMs.get(folder) ?? -Infinity) < LOOK_OVER_EVERY_MS) return false;
    this.allLookedOverAtMs.set(folder, nowMs);
    let isAnyDamaged = false;
    for (const name of folder.names())
      if (await this.setAsideIfDamaged(folder, name, nowMs)) isAnyDamaged = true;
    return isAnyDamaged;
  }

  private async setAsideIfDamaged(folder: SegmentFolder, name: string, nowMs: number): Promise<boolean> {
    const why = await folder.faultOf(name, { hashes: true });
    if (why === undefined) return false;
    this.options.assertOwner();
    folder.setAside(name, why, nowMs);
    return true;
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
      for (const { name } of segments) if (await this.setAsideIfDamaged(folder, name, nowMs)) isSound = false;
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
