/** The journal of all domains: what every screen was told, kept beside the history, so that any instant can be replayed. */
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { JOURNAL_FOLDER } from '../../../shared/journal/block-range.ts';
import { BlockFolder } from './block-folder.ts';
import { DomainJournal } from './domain-journal.ts';

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
  /** A block whose changes are shorter is never full. */
  readonly fullAfterBytes?: number | undefined;
  /** @throws when another process owns the folder now. */
  readonly assertOwner: () => void;
  readonly onStep?: ((step: JournalStep) => void) | undefined;
}

export class Journal {
  private readonly journals: readonly DomainJournal[];

  constructor(options: JournalOptions) {
    this.journals = options.domains.map((domain) => {
      const path = join(options.folder, domain, JOURNAL_FOLDER);
      return new DomainJournal(domain, new BlockFolder(path), options);
    });
  }

  /** One round over all domains. */
  async turn(nowMs: number): Promise<void> {
    for (const journal of this.journals) await journal.turn(nowMs);
  }
}
