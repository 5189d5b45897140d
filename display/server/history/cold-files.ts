/** The segments that the historian has written, as a display server sees them. It only looks. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  parseSegmentNote,
  SEGMENT_NOTE,
  type SegmentNote,
  type TableNote,
} from '../../../shared/history/segment-note.ts';
import { parseSegmentName, standingOf, type SegmentRange } from '../../../shared/history/segment.ts';
import { parquetFile, type TableName } from '../../../shared/history/tables.ts';

interface ColdSegment extends SegmentRange {
  readonly name: string;
  readonly note: SegmentNote;
}

/** A file to read, and behind which entry of the log. */
export interface ColdFile {
  readonly path: string;
  readonly afterId: string | undefined;
  readonly note: TableNote;
}

export interface ColdState {
  readonly notes: readonly SegmentNote[];
  files(table: TableName): readonly ColdFile[];
}

export class ColdFiles {
  /** Segments hardly ever change under their names. */
  private readonly notes = new Map<string, SegmentNote>();

  /** @param folder of the history; undefined: this server has none in reach. */
  constructor(private readonly folder: string | undefined) {}

  /** A file that was listed is not there: a segment may have been written anew under its name. */
  forget(): void {
    this.notes.clear();
  }

  async state(domain: string): Promise<ColdState> {
    const segments = this.folder === undefined ? [] : await this.segments(join(this.folder, domain));
    const { standing } = standingOf(segments);
    return {
      notes: standing.map(({ segment }) => segment.note),
      files: (table) =>
        standing.flatMap(({ segment, afterId }) => {
          const note = segment.note.tables[table];
          const path = join(this.folder ?? '', domain, segment.name, parquetFile(table));
          return note === undefined ? [] : [{ path, afterId, note }];
        }),
    };
  }

  /** Listed until two listings agree: in the midst of a merge neither the parts nor the whole might be seen. */
  private async segments(path: string): Promise<ColdSegment[]> {
    let names = await namesIn(path);
    for (let listing = 1; ; listing += 1) {
      const segments = await this.read(path, names);
      const again = await namesIn(path);
      if (names.join() === again.join()) return segments;
      if (listing === MAX_LISTINGS) throw new Error(`${path} changes faster than it can be listed`);
      names = again;
    }
  }

  private async read(path: string, names: readonly string[]): Promise<ColdSegment[]> {
    const seen = new Map<string, SegmentNote>();
    const segments: ColdSegment[] = [];
    for (const name of names) {
      const key = join(path, name);
      const note = this.notes.get(key) ?? (await readNote(key, name));
      if (note === undefined) continue;
      seen.set(key, note);
      segments.push({ name, from: note.from, to: note.to, note });
    }
    for (const key of this.notes.keys()) if (key.startsWith(join(path, '/'))) this.notes.delete(key);
    for (const [key, note] of seen) this.notes.set(key, note);
    return segments;
  }
}

/** Segments come and go once a minute. */
const MAX_LISTINGS = 20;

async function namesIn(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).filter((name) => parseSegmentName(name) !== undefined).toSorted();
  } catch (error) {
    // Nothing was written of this domain yet.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function readNote(path: string, name: string): Promise<SegmentNote | undefined> {
  try {
    return parseSegmentNote(await readFile(join(path, SEGMENT_NOTE), 'utf8'), name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
