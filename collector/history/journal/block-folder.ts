/**
 * The blocks of one domain's journal on disk. The open one grows by whole lines; a full one is compressed under its
 * final name before the next takes its place, so that at every moment of dying one of the two holds everything.
 */
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import {
  blockName,
  inOrder,
  OPEN_BLOCK,
  parseBlockName,
  FOLLOWED_FILE,
  type BlockRange,
} from '../../../shared/journal/block-range.ts';
import { syncPath } from '../durable.ts';

const DRAFT = '.draft';
const OUTAGES = 'outages.jsonl';
/** Only a part of it may be there after a death; then it says nothing. */
const FOLLOWED = /^\d{13}$/;
/** Of 11; what it costs beyond, in time, brings little more. */
const QUALITY = 9;
const WINDOW_BITS = 22;
const compress = promisify(brotliCompress);

export class BlockFolder {
  constructor(readonly path: string) {}

  open(): void {
    mkdirSync(this.path, { recursive: true });
    rmSync(this.at(DRAFT), { force: true });
  }

  /** Full blocks, oldest first. */
  full(): BlockRange[] {
    return readdirSync(this.path)
      .flatMap((name) => parseBlockName(name) ?? [])
      .toSorted(inOrder);
  }

  /** What the full blocks take on the disk. */
  fullBytes(): number {
    return this.full().reduce((sum, range) => sum + statSync(this.at(blockName(range))).size, 0);
  }

  /** The open block's text, cut behind its last whole line. Undefined: there is none. */
  openText(): string | undefined {
    return wholeLines(this.at(OPEN_BLOCK));
  }

  outageText(): string {
    return wholeLines(this.at(OUTAGES)) ?? '';
  }

  append(lines: string): void {
    appendDurably(this.at(OPEN_BLOCK), lines);
  }

  appendOutages(lines: string): void {
    appendDurably(this.at(OUTAGES), lines);
  }

  /** Up to when everything that was told is in the blocks, ms. Undefined: nobody noted it. */
  followedMs(): number | undefined {
    const path = this.at(FOLLOWED_FILE);
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    return FOLLOWED.test(text) ? Number(text) : undefined;
  }

  /** Written with every round and not waited for: what a death takes of it is the knowledge that nothing was told. */
  noteFollowed(atMs: number): void {
    writeFileSync(this.at(FOLLOWED_FILE), String(atMs));
  }

  /** Keeps the open block under its final name. It stays open until {@link begin} puts another in its place. */
  async seal(range: BlockRange): Promise<void> {
    const name = this.at(blockName(range));
    if (existsSync(name)) return;
    const params = { [constants.BROTLI_PARAM_QUALITY]: QUALITY, [constants.BROTLI_PARAM_LGWIN]: WINDOW_BITS };
    this.writeWhole(name, await compress(readFileSync(this.at(OPEN_BLOCK)), { params }));
  }

  /** Puts a new block in the place of the open one. */
  begin(headerLine: string): void {
    this.writeWhole(this.at(OPEN_BLOCK), headerLine);
  }

  /** Takes an open block that cannot be read out of the way. */
  setAside(nowMs: number): void {
    renameSync(this.at(OPEN_BLOCK), this.at(`${OPEN_BLOCK}.${nowMs}.damaged`));
    syncPath(this.path);
  }

  /** Gives up full blocks. The oldest goes first: a death in between leaves no gap. */
  drop(ranges: readonly BlockRange[]): void {
    for (const range of ranges) rmSync(this.at(blockName(range)));
    if (ranges.length > 0) syncPath(this.path);
  }

  /** Puts other turns in the place of all that were told of outages. */
  replaceOutages(lines: string): void {
    this.writeWhole(this.at(OUTAGES), lines);
  }

  private writeWhole(path: string, bytes: string | Buffer): void {
    writeFileSync(this.at(DRAFT), bytes);
    syncPath(this.at(DRAFT));
    renameSync(this.at(DRAFT), path);
    syncPath(this.path);
  }

  private at(name: string): string {
    return join(this.path, name);
  }
}

function wholeLines(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  const wholeBytes = bytes.lastIndexOf('\n') + 1;
  if (wholeBytes < bytes.length) cutTo(path, wholeBytes);
  return bytes.subarray(0, wholeBytes).toString('utf8');
}

function cutTo(path: string, bytes: number): void {
  const opened = openSync(path, 'r+');
  try {
    ftruncateSync(opened, bytes);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

function appendDurably(path: string, lines: string): void {
  appendFileSync(path, lines);
  syncPath(path);
}
