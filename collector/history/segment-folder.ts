/**
 * The segments of one domain on disk. A segment is a folder that appears by one rename, whole. What is damaged is set
 * aside and said; what a merged segment was made of waits beside it until the merged one has proved sound.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compareStreamIds } from '../../shared/change-entry.ts';
import { parseSegmentNote, SEGMENT_NOTE, type SegmentNote } from '../../shared/history/segment-note.ts';
import {
  parseSegmentName,
  segmentName,
  standingOf,
  type SegmentRange,
} from '../../shared/history/segment.ts';
import { parquetFile, TABLES, type TableName } from '../../shared/history/tables.ts';
import { fingerprintOf, syncPath } from './durable.ts';

const DRAFT = '.draft';
const SUPERSEDED = 'superseded';
const SET_ASIDE = 'set-aside';
/** So many of the newest are read whole at the start; of the others the size is looked at. */
const HASHED_AT_START = 24;
/** A merged segment has stood and been read for this long before its parts are given up, ms. */
const PARTS_KEPT_MS = 3_600_000;

export interface Segment extends SegmentRange {
  readonly name: string;
  readonly note: SegmentNote;
}

export interface Damage {
  readonly segment: string;
  readonly why: string;
  /** Segments it had been merged from, which stand in its place again. */
  readonly recovered: readonly string[];
}

export class SegmentFolder {
  private readonly notes = new Map<string, SegmentNote>();

  constructor(
    readonly path: string,
    private readonly sayDamage: (damage: Damage) => void,
  ) {}

  /** Clears what a killed writer left and sets damaged segments aside. */
  async open(nowMs: number): Promise<void> {
    for (const folder of [this.path, this.at(SUPERSEDED), this.at(SET_ASIDE)])
      mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(this.path))
      if (name.startsWith(DRAFT)) rmSync(this.at(name), { recursive: true, force: true });
    this.putBackStranded();
    for (;;) {
      const names = this.names().toSorted((a, b) => compareStreamIds(endOf(b), endOf(a)));
      let isSound = true;
      for (const [at, name] of names.entries()) {
        const why = await this.faultOf(name, { hashes: at < HASHED_AT_START });
        if (why === undefined) continue;
        isSound = false;
        this.setAside(name, why, nowMs);
      }
      if (isSound) break;
    }
    this.clearSuperseded();
  }

  /** All sound segments, whatever their order. */
  list(): Segment[] {
    return this.names().flatMap((name) => {
      const note = this.noteOf(name);
      return note === undefined ? [] : [{ name, from: note.from, to: note.to, note }];
    });
  }

  standing() {
    return standingOf(this.list()).standing;
  }

  /** A fresh folder for what becomes a segment, on the same file system. */
  draft(): string {
    const path = this.at(DRAFT);
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path);
    return path;
  }

  /** Makes the draft a segment, in place of one of the same entries. Its files must be on the disk already. */
  commit(draft: string, range: SegmentRange): void {
    const name = segmentName(range);
    if (existsSync(this.at(name))) this.supersede(name);
    renameSync(draft, this.at(name));
    syncPath(this.path);
  }

  fileOf(name: string, table: TableName): string {
    return join(this.at(name), parquetFile(table));
  }

  /** Takes segments that others hold as a whole out of readers' sight. */
  clearSuperseded(): void {
    for (const { name } of standingOf(this.list()).superseded) this.supersede(name);
  }

  private supersede(name: string): void {
    rmSync(this.at(SUPERSEDED, name), { recursive: true, force: true });
    renameSync(this.at(name), this.at(SUPERSEDED, name));
    this.notes.delete(name);
  }

  /** A death between the two renames of an exchange leaves a part aside that nothing stands for. */
  private putBackStranded(): void {
    for (const name of readdirSync(this.at(SUPERSEDED))) {
      const part = parseSegmentName(name);
      if (part !== undefined && !this.list().some((segment) => holds(segment, part)))
        renameSync(this.at(SUPERSEDED, name), this.at(name));
    }
  }

  /** Gives up the parts of merged segments that have proved sound. */
  async forgetParts(nowMs: number): Promise<void> {
    for (const name of readdirSync(this.at(SUPERSEDED))) {
      const part = parseSegmentName(name);
      const whole = part && this.list().find((segment) => holds(segment, part));
      if (whole === undefined || nowMs - whole.note.writtenAtMs < PARTS_KEPT_MS) continue;
      const why = await this.faultOf(whole.name, { hashes: true });
      if (why === undefined) rmSync(this.at(SUPERSEDED, name), { recursive: true, force: true });
      else this.setAside(whole.name, why, nowMs);
    }
  }

  /** Why a segment cannot be trusted; undefined: it can. @param hashes whether it is read to its end. */
  async faultOf(name: string, { hashes }: { readonly hashes: boolean }): Promise<string | undefined> {
    // As readers find it, which have not kept the note.
    if (hashes) this.notes.delete(name);
    const note = this.noteOf(name);
    if (note === undefined) return `${SEGMENT_NOTE} is missing or torn`;
    for (const table of TABLES) {
      const expected = note.tables[table];
      if (expected === undefined) continue;
      const file = this.fileOf(name, table);
      const bytes = statSync(file, { throwIfNoEntry: false })?.size;
      if (bytes === undefined) return `${parquetFile(table)} is missing`;
      if (bytes !== expected.bytes)
        return `${parquetFile(table)} has ${bytes} bytes, expected ${expected.bytes}`;
      if (hashes && (await fingerprintOf(file)).sha256 !== expected.sha256)
        return `${parquetFile(table)} is not what was written: its checksum differs`;
    }
    return undefined;
  }

  /** What it was merged from stands again, if it is still there. */
  setAside(name: string, why: string, nowMs: number): void {
    renameSync(this.at(name), this.at(SET_ASIDE, `${name}.${nowMs}`));
    this.notes.delete(name);
    const range = parseSegmentName(name);
    const recovered = readdirSync(this.at(SUPERSEDED)).filter((part) => {
      const held = parseSegmentName(part);
      return range !== undefined && held !== undefined && holds(range, held);
    });
    for (const part of recovered) renameSync(this.at(SUPERSEDED, part), this.at(part));
    syncPath(this.path);
    this.sayDamage({ segment: name, why, recovered });
  }

  /** Of all segments, sound or not. */
  names(): string[] {
    if (!existsSync(this.path)) return [];
    return readdirSync(this.path).filter((name) => parseSegmentName(name) !== undefined);
  }

  private noteOf(name: string): SegmentNote | undefined {
    let note = this.notes.get(name);
    if (note === undefined) {
      try {
        note = parseSegmentNote(readFileSync(join(this.at(name), SEGMENT_NOTE), 'utf8'), name);
      } catch {
        return undefined;
      }
      if (note !== undefined) this.notes.set(name, note);
    }
    return note;
  }

  private at(...parts: string[]): string {
    return join(this.path, ...parts);
  }
}

const endOf = (name: string) => parseSegmentName(name)?.to ?? '0-0';

function holds(whole: SegmentRange, part: SegmentRange): boolean {
  return compareStreamIds(whole.from, part.from) <= 0 && compareStreamIds(whole.to, part.to) >= 0;
}
