/** The journal of one domain: follows its change stream into blocks, whatever died meanwhile. */
import { compareStreamIds } from '../../../shared/change-entry.ts';
import {
  emptyDomainState,
  ZERO_CURSOR,
  type DomainState,
  type SourceFailure,
} from '../../../shared/domain-state.ts';
import { endOfMs, isAmong, knownTo, laterOf } from '../../../shared/journal/block-range.ts';
import {
  blockLine,
  changeOf,
  foldChange,
  headerOf,
  parseBlock,
  stateAtStart,
  rangeOf,
  type Block,
  type ChangeLine,
} from '../../../shared/journal/block.ts';
import { outageLines, tell, type OutageLine } from '../../../shared/journal/outages.ts';
import type { BlockFolder } from './block-folder.ts';
import { firstChange, loadState, nextChanges, type Followed } from './follow-changes.ts';
import type { JournalOptions } from './journal.ts';
import { isFull, openBlock, type OpenBlock } from './open-block.ts';

export class DomainJournal {
  private block: OpenBlock | undefined;
  private readonly told = new Map<string, SourceFailure>();
  /** What we hold is what stands in the files. */
  private isOpen = false;
  /** Nothing else was told up to then, ms. */
  private followedMs = 0;

  constructor(
    private readonly domain: string,
    private readonly folder: BlockFolder,
    private readonly options: JournalOptions,
  ) {}

  /** Keeps what was told since. What a round that failed had begun is taken up from the files by the next. */
  async turn(nowMs: number): Promise<void> {
    if (!this.isOpen) this.open(nowMs);
    try {
      await this.follow();
      await this.judgeByOurs(nowMs);
      this.noteFollowed(nowMs);
    } catch (error) {
      this.isOpen = false;
      throw error;
    }
  }

  /** An open block that is damaged is set aside, and said. */
  private open(nowMs: number): void {
    this.block = undefined;
    this.told.clear();
    this.folder.open();
    this.followedMs = this.folder.followedMs() ?? 0;
    const outages = this.folder.outageText().split('\n').filter(Boolean);
    const turns = outages.map((line) => JSON.parse(line) as OutageLine);
    for (const turn of turns) tell(this.told, turn);
    const text = this.folder.openText();
    this.isOpen = true;
    if (text === undefined) return;
    try {
      this.takeUp(parseBlock(text), Buffer.byteLength(text), turns.at(-1)?.[0] ?? ZERO_CURSOR);
    } catch (err) {
      this.block = undefined;
      this.folder.setAside(nowMs);
      this.options.log.error(
        { err, domain: this.domain },
        'the open block of the journal is damaged and was set aside; what the store has no more of it cannot be replayed',
      );
    }
  }

  private async follow(): Promise<void> {
    const { redis } = this.options;
    if (this.block?.isSealed === true) await this.goOn(this.block);
    for (;;) {
      const { block } = this;
      if (block === undefined) {
        if (!(await this.beginAnew('first'))) return;
        continue;
      }
      const followed = await nextChanges(redis, { ...block.state, cursor: block.end });
      this.keep(block, followed.changes.map(changeOf));
      if (followed.step !== 'followed') await this.beginAnew(followed.step);
      else if (isFull(block, this.options.fullAfterBytes)) await this.goOn(block);
      if (followed.step === 'followed' && followed.isAtEnd) return;
    }
  }

  private takeUp(read: Block, bytes: number, toldUpTo: string): void {
    const { header, changes } = read;
    const state = stateAtStart(header);
    const headerBytes = Buffer.byteLength(blockLine(header));
    const isSealed = isAmong(this.folder.full(), rangeOf(read));
    const block = openBlock(header, state, { headerBytes, changeBytes: bytes - headerBytes, isSealed });
    const turns: OutageLine[] = [];
    const note = (id: string) => {
      // What was told of outages before the last of them is in their file.
      if (compareStreamIds(id, toldUpTo) > 0) turns.push(...outageLines(this.told, state.failures, id));
    };
    note(header.start);
    for (const change of changes) {
      foldChange(state, change);
      block.coder.learn(change);
      block.end = change[0];
      note(change[0]);
    }
    this.block = block;
    this.tellOutages(turns);
  }

  /** What changed nothing on any screen is left out, but for the last, which tells how far we came. */
  private keep(block: OpenBlock, changes: readonly ChangeLine[]): void {
    if (changes.length === 0) return;
    this.options.assertOwner();
    const kept: ChangeLine[] = [];
    const turns: OutageLine[] = [];
    for (const [at, change] of changes.entries()) {
      const did = foldChange(block.state, change);
      if (did === 'folded' || at === changes.length - 1) kept.push(change);
      turns.push(...outageLines(this.told, block.state.failures, change[0]));
      block.end = change[0];
    }
    const lines = kept.map((change) => blockLine(block.coder.encode(change))).join('');
    this.folder.append(lines);
    block.changeBytes += Buffer.byteLength(lines);
    this.options.onStep?.('appended');
    this.tellOutages(turns);
  }

  private tellOutages(turns: readonly OutageLine[]): void {
    if (turns.length > 0)
      this.folder.appendOutages(turns.map((turn) => `${JSON.stringify(turn)}\n`).join(''));
  }

  /** The same stream goes on in a new block, judged as before. */
  private async goOn(block: OpenBlock): Promise<void> {
    await this.seal(block);
    const { header, state, end } = block;
    this.begin(state, knownTo({ start: header.start, end }), end, header.config);
  }

  /**
   * Another configuration judges from now on. Until now it was the one before, however long nothing was told, so all
   * that was told by now stands in its block.
   */
  private async judgeByOurs(nowMs: number): Promise<void> {
    const { block } = this;
    const { config } = this.options;
    if (block === undefined || block.header.config === config) return;
    const { header, state, end } = block;
    const start = laterOf(knownTo({ start: header.start, end }), endOfMs(nowMs - 1));
    await this.seal(block);
    this.begin(state, start, end, config);
  }

  /** @returns false when nothing was ever recorded. */
  private async beginAnew(step: Followed['step'] | 'first'): Promise<boolean> {
    const { log } = this.options;
    const fresh = await this.freshState(step);
    if (fresh === undefined) return false;
    if (this.block !== undefined) {
      const known = await this.close(this.block, fresh.start);
      log.error(
        { domain: this.domain, reason: step, after: known, from: fresh.start },
        'the journal has a gap: what screens were told in between is not kept',
      );
    }
    this.begin(fresh.state, fresh.start, ZERO_CURSOR, this.options.config);
    return true;
  }

  /**
   * Ends a block that none continues. Where we know that nothing was told for a while after its last change, a block of
   * its own says so: of a figure of the month that while may be weeks.
   * @returns up to where all is known.
   */
  private async close(block: OpenBlock, nextStart: string): Promise<string> {
    await this.seal(block);
    const { header, state, end } = block;
    const known = knownTo({ start: header.start, end });
    const followed = endOfMs(this.followedMs - 1);
    if (laterOf(known, followed) === known || laterOf(followed, nextStart) === followed) return known;
    this.begin(state, followed, end, header.config);
    if (this.block !== undefined) await this.seal(this.block);
    return followed;
  }

  private noteFollowed(nowMs: number): void {
    if (this.block === undefined) return;
    this.folder.noteFollowed(nowMs);
    this.followedMs = nowMs;
  }

  /** A state that continues no block, and since when it is known. */
  private async freshState(
    step: Followed['step'] | 'first',
  ): Promise<{ readonly state: DomainState; readonly start: string } | undefined> {
    const { redis } = this.options;
    const lastEnd = this.block?.end ?? this.folder.full().at(-1)?.end ?? ZERO_CURSOR;
    const first = step === 'trimmed' ? undefined : await firstChange(redis, this.domain);
    if (first !== undefined && compareStreamIds(first.id, lastEnd) > 0) {
      const state = emptyDomainState(this.domain);
      foldChange(state, changeOf(first));
      return { state: Object.assign(state, { epoch: first.epoch, cursor: first.id }), start: first.id };
    }
    const loaded = await loadState(redis, this.domain);
    if (loaded === undefined) return undefined;
    const { state, nowMs } = loaded;
    // Of the same stream its state was that of its cursor; of another nobody knows since when.
    return { state, start: step === 'trimmed' ? state.cursor : `${nowMs}-0` };
  }

  private async seal({ header, end }: OpenBlock): Promise<void> {
    this.options.assertOwner();
    await this.folder.seal({ start: header.start, end, after: header.after });
    this.options.onStep?.('sealed');
  }

  private begin(state: DomainState, start: string, after: string, config: string): void {
    const { assertOwner, onStep } = this.options;
    const header = headerOf(state, { start, after, config });
    const line = blockLine(header);
    assertOwner();
    this.folder.begin(line);
    onStep?.('begun');
    const headerBytes = Buffer.byteLength(line);
    this.block = openBlock(header, state, { headerBytes, changeBytes: 0, isSealed: false });
    this.tellOutages(outageLines(this.told, state.failures, start));
  }
}
