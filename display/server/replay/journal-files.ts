/** The journal's files as a display server sees them. It only looks. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import type { Logger } from 'pino';
import {
  blockName,
  CONFIGS_FOLDER,
  inOrder,
  isAmong,
  JOURNAL_FOLDER,
  OPEN_BLOCK,
  parseBlockName,
  type BlockRange,
} from '../../../shared/journal/block-range.ts';
import { parseBlock, rangeOf, type Block } from '../../../shared/journal/block.ts';
import { outagesOf, type Outage, type OutageLine } from '../../../shared/journal/outages.ts';

const decompress = promisify(brotliDecompress);
/** Blocks kept as they were read: whoever scrubs or plays asks for the same again. About 3 MB each. */
const MAX_KEPT = 24;

/** A block to read. `grown`: the one that grows, as it was just now. */
export interface FoundBlock extends BlockRange {
  readonly grown: Block | undefined;
}

interface Listing {
  readonly changedAtMs: number;
  readonly ranges: readonly BlockRange[];
}

export class JournalFiles {
  private readonly listings = new Map<string, Listing>();
  private readonly kept = new Map<string, Promise<Block>>();
  private readonly outageFiles = new Map<
    string,
    { readonly asOf: string; readonly outages: readonly Outage[] }
  >();

  private readonly grown = new Map<string, { readonly asOf: string; readonly block: Block | undefined }>();

  /** @param folder of the history; undefined: this server has none in reach. */
  constructor(
    private readonly folder: string | undefined,
    private readonly log: Pick<Logger, 'error'>,
  ) {}

  /** Whether there is a folder to look into. */
  get isInReach(): boolean {
    return this.folder !== undefined;
  }

  /** Of which anything was kept, those that are configured no more among them. */
  async domains(): Promise<string[]> {
    if (this.folder === undefined) return [];
    // Beside the domains lie the locks of who writes.
    const folders = ((await unlessGone(readdir(this.folder, { withFileTypes: true }))) ?? []).filter(
      (entry) => entry.isDirectory(),
    );
    const kept = await Promise.all(
      folders.map(async ({ name }) => ((await statOf(this.pathOf(name))) === undefined ? [] : [name])),
    );
    return kept.flat();
  }

  /** Oldest first. Empty: nothing was kept of the domain. */
  async blocks(domain: string): Promise<readonly FoundBlock[]> {
    if (this.folder === undefined) return [];
    // The open one first: should it be full a moment later, it is found twice and not missed.
    const grown = await this.openBlock(domain);
    const full = await this.full(domain);
    const blocks = full.map((range): FoundBlock => ({ ...range, grown: undefined }));
    if (grown === undefined || isAmong(full, rangeOf(grown))) return blocks;
    return [...blocks, { ...rangeOf(grown), grown }];
  }

  /** @returns undefined when it has been given up since it was listed. @throws when the file is damaged. */
  async read(domain: string, block: FoundBlock): Promise<Block | undefined> {
    if (block.grown !== undefined) return block.grown;
    const path = this.pathOf(domain, blockName(block));
    const known = this.kept.get(path);
    const reading =
      known ??
      readFile(path)
        .then(decompress)
        .then((bytes) => parseBlock(bytes.toString('utf8')));
    reading.catch(() => this.kept.delete(path));
    this.kept.delete(path);
    this.kept.set(path, reading);
    for (const oldest of this.kept.keys()) if (this.kept.size > MAX_KEPT) this.kept.delete(oldest);
    return unlessGone(reading);
  }

  async outages(domain: string): Promise<readonly Outage[]> {
    if (this.folder === undefined) return [];
    const path = this.pathOf(domain, 'outages.jsonl');
    // It grows, and is written anew without what is kept no longer.
    const found = await statOf(path);
    const asOf = `${found?.ino} ${found?.size}`;
    const known = this.outageFiles.get(path);
    if (known?.asOf === asOf) return known.outages;
    const text = (await textOf(path)) ?? '';
    const lines = text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .filter(Boolean);
    const outages = outagesOf(lines.map((line) => JSON.parse(line) as OutageLine));
    this.outageFiles.set(path, { asOf, outages });
    return outages;
  }

  /** A configuration of then, as text of JSON. Undefined: it was not kept. */
  async config(hash: string): Promise<string | undefined> {
    return this.folder === undefined ? undefined : textOf(join(this.folder, CONFIGS_FOLDER, `${hash}.json`));
  }

  private async full(domain: string): Promise<readonly BlockRange[]> {
    const path = this.pathOf(domain);
    const changedAtMs = await statOf(path).then((found) => found?.mtimeMs);
    if (changedAtMs === undefined) return [];
    const known = this.listings.get(domain);
    if (known?.changedAtMs === changedAtMs) return known.ranges;
    const ranges = (await readdir(path)).flatMap((name) => parseBlockName(name) ?? []).toSorted(inOrder);
    this.listings.set(domain, { changedAtMs, ranges });
    return ranges;
  }

  /** One that is damaged counts as none: what it held is then in Redis, or not known. */
  private async openBlock(domain: string): Promise<Block | undefined> {
    const path = this.pathOf(domain, OPEN_BLOCK);
    const found = await statOf(path);
    if (found === undefined) return undefined;
    const asOf = `${found.ino} ${found.size}`;
    const known = this.grown.get(domain);
    if (known?.asOf === asOf) return known.block;
    const text = await textOf(path);
    if (text === undefined) return undefined;
    const block = this.parsed(path, text);
    this.grown.set(domain, { asOf, block });
    return block;
  }

  private parsed(path: string, text: string): Block | undefined {
    try {
      return parseBlock(text);
    } catch (err) {
      this.log.error({ err, path }, 'the open block of the journal cannot be read');
      return undefined;
    }
  }

  private pathOf(domain: string, ...rest: string[]): string {
    return join(this.folder ?? '', domain, JOURNAL_FOLDER, ...rest);
  }
}

async function textOf(path: string): Promise<string | undefined> {
  return unlessGone(readFile(path, 'utf8'));
}

async function statOf(path: string) {
  return unlessGone(stat(path));
}

async function unlessGone<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
