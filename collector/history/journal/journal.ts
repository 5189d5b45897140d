/** The journal of all domains: what every screen was told, kept beside the history, so that any instant can be replayed. */
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { DAY_MS, HOUR_MS } from '../../../shared/config/retention.ts';
import { JOURNAL_FOLDER } from '../../../shared/journal/block-range.ts';
import { tryLock } from '../../store/folder-lock.ts';
import { eachOne } from '../each-one.ts';
import { MERGE_LOCK } from '../upkeep.ts';
import { BlockFolder } from './block-folder.ts';
import { DomainJournal } from './domain-journal.ts';
import { forgetBlocks } from './forget-blocks.ts';

/** Moments at which the historian may die; tests kill it at each. */
export type JournalStep = 'appended' | 'sealed' | 'begun';

export interface JournalOptions {
  readonly redis: Redis;
  /** Of the whole history. */
  readonly folder: string;
  readonly domains: readonly string[];
  /** Hash of the configuration that judges now. */
  readonly config: string;
  readonly log: Logger;
  /** For how many days any instant can be replayed; absent: for good. */
  readonly keepDays?: number | undefined;
  /** A block whose changes are shorter is never full. */
  readonly fullAfterBytes?: number | undefined;
  /** @throws when another process owns the folder now. */
  readonly assertOwner: () => void;
  readonly onStep?: ((step: JournalStep) => void) | undefined;
}

/** A block holds hours: looking more often finds nothing. */
const FORGET_EVERY_MS = 6 * HOUR_MS;

export class Journal {
  private readonly folders: ReadonlyMap<string, BlockFolder>;
  private readonly journals: ReadonlyMap<string, DomainJournal>;
  private forgotAtMs = -Infinity;

  constructor(private readonly options: JournalOptions) {
    this.folders = new Map(
      options.domains.map((domain) => [
        domain,
        new BlockFolder(join(options.folder, domain, JOURNAL_FOLDER)),
      ]),
    );
    this.journals = new Map(
      [...this.folders].map(([domain, folder]) => [domain, new DomainJournal(domain, folder, options)]),
    );
  }

  /** One round over all domains, of which one that fails stops no other. */
  async turn(nowMs: number): Promise<void> {
    try {
      await eachOne(
        this.journals,
        ([domain]) => domain,
        ([, journal]) => journal.turn(nowMs),
      );
    } finally {
      // On a full disk it is what makes room.
      if (nowMs - this.forgotAtMs >= FORGET_EVERY_MS && this.forget(nowMs)) this.forgotAtMs = nowMs;
    }
  }

  /** @returns false while a backup takes the blocks along. */
  private forget(nowMs: number): boolean {
    const { keepDays, folder, assertOwner, log } = this.options;
    if (keepDays === undefined) return true;
    const attempt = tryLock(folder, MERGE_LOCK);
    if (!attempt.ok) return false;
    try {
      assertOwner();
      for (const [domain, blocks] of this.folders) {
        const gone = forgetBlocks(blocks, nowMs - keepDays * DAY_MS);
        if (gone > 0)
          log.info({ domain, blocks: gone, keepDays }, 'blocks beyond journalDays left the journal');
      }
      return true;
    } finally {
      attempt.lock.release();
    }
  }
}
