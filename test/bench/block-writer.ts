/** Writes changes into blocks of the journal as the historian does, without waiting for the time of which they tell. */
import type { BlockFolder } from '../../collector/history/journal/block-folder.ts';
import { isFull } from '../../collector/history/journal/open-block.ts';
import { ZERO_CURSOR, type DomainState } from '../../shared/domain-state.ts';
import { LineCoder } from '../../shared/journal/line-coder.ts';
import { blockLine, foldChange, headerOf, type ChangeLine } from '../../shared/journal/block.ts';

interface Open {
  readonly start: string;
  readonly after: string;
  readonly headerBytes: number;
  changeBytes: number;
  readonly lines: string[];
  readonly coder: LineCoder;
}

export class BlockWriter {
  private open: Open;
  private end: string;

  /** @param state what screens hold at its cursor; it is folded on. */
  constructor(
    private readonly folder: BlockFolder,
    private readonly state: DomainState,
    private readonly config: string,
  ) {
    folder.open();
    this.end = state.cursor;
    this.open = this.begin(this.end, ZERO_CURSOR);
  }

  async push(change: ChangeLine): Promise<void> {
    if (isFull(this.open)) await this.seal();
    foldChange(this.state, change);
    const line = blockLine(this.open.coder.encode(change));
    this.open.lines.push(line);
    this.open.changeBytes += Buffer.byteLength(line);
    [this.end] = change;
  }

  /** The last block stays open. */
  finish(): void {
    this.folder.append(this.open.lines.join(''));
  }

  /** Gives the last block its final name, however little is in it. */
  async seal(): Promise<void> {
    const { start, after } = this.open;
    this.finish();
    await this.folder.seal({ start, end: this.end, after });
    this.open = this.begin(this.end, this.end);
  }

  private begin(start: string, after: string): Open {
    const line = blockLine(headerOf(this.state, { start, after, config: this.config }));
    this.folder.begin(line);
    return {
      start,
      after,
      headerBytes: Buffer.byteLength(line),
      changeBytes: 0,
      lines: [],
      coder: new LineCoder(),
    };
  }
}
