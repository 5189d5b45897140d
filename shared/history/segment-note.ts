/** `segment.json`: what a segment holds and how to tell that its files are whole. Written last, so it is there or nothing is. */
import { z } from 'zod';
import { parseSegmentName } from './segment.ts';
import type { TableName } from './tables.ts';

export const SEGMENT_NOTE = 'segment.json';

const tableSchema = z.strictObject({
  rows: z.int().positive(),
  bytes: z.int().positive(),
  sha256: z.string(),
  /** Bounds of the column by which the table is asked (`SORT_COLUMN`), ms. */
  minSortMs: z.number(),
  maxSortMs: z.number(),
  minCollectedMs: z.number(),
  maxCollectedMs: z.number(),
});
export type TableNote = z.infer<typeof tableSchema>;

const gapSchema = z.strictObject({
  /** The entries between which others are missing; `0-0`: none came before. */
  afterId: z.string(),
  beforeId: z.string(),
  batches: z.int().positive(),
});
/** Batches that were accepted and are in no file, because their log was trimmed before the historian came back. */
export type LogGap = z.infer<typeof gapSchema>;

const noteSchema = z.strictObject({
  version: z.literal(1),
  domain: z.string(),
  from: z.string(),
  to: z.string(),
  /**
   * Numbers and epochs of the first and the last entry: by them the next is known to be the next. 0: what the store held
   * before its log.
   */
  firstNumber: z.int().nonnegative(),
  firstEpoch: z.string(),
  lastNumber: z.int().nonnegative(),
  lastEpoch: z.string(),
  writtenAtMs: z.number(),
  /** Between the segments that were merged into this one. */
  gaps: z.array(gapSchema),
  /** A table without rows has no file. */
  tables: z.strictObject({
    observations: tableSchema.optional(),
    periods: tableSchema.optional(),
    events: tableSchema.optional(),
    rollups: tableSchema.optional(),
  } satisfies Record<TableName, unknown>),
});
export type SegmentNote = z.infer<typeof noteSchema>;

/** @returns undefined when the text is no note, or one of another segment. */
export function parseSegmentNote(text: string, name: string): SegmentNote | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = noteSchema.safeParse(document);
  if (!parsed.success) return undefined;
  const range = parseSegmentName(name);
  return range?.from === parsed.data.from && range.to === parsed.data.to ? parsed.data : undefined;
}
