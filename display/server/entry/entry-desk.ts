/** One entry from the form: judged, sent to the collectors, and waited for as long as a person likes to wait. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { EntryReply } from '../../../shared/api.ts';
import { entryFormOf } from '../../../shared/config/entry-form.ts';
import type { ConfigIndex, ProvinceConfig } from '../../../shared/config/province-config.ts';
import type { DomainState } from '../../../shared/domain-state.ts';
import type { Entry } from '../../../shared/entry/entry.ts';
import { entryDigest, type LoggedEntry } from '../../../shared/entry/entry-line.ts';
import { entryForm, type EntryForm } from '../../../shared/entry/form.ts';
import { checkEntry } from '../../../shared/entry/validate-entry.ts';
import { ApiError, fromStore } from '../http/api-error.ts';
import { readProcesses } from '../store/processes.ts';
import { findEntry } from './entry-log.ts';
import type { EntryQueue } from './entry-queue.ts';

interface EntryDeskOptions {
  readonly config: ProvinceConfig;
  readonly index: ConfigIndex;
  readonly redis: Redis;
  readonly queue: EntryQueue;
  readonly stateOf: (domain: string) => DomainState | undefined;
  readonly nowMs: () => number;
}

/** A person before a form waits this long for the answer itself; after it the entry's address tells, ms. */
const WAIT_MS = 4_000;
const LOOK_EVERY_MS = 40;
/** Collectors say every ten seconds that they run, ms. */
const COLLECTOR_GONE_AFTER_MS = 25_000;

export class EntryDesk {
  private readonly forms: ReadonlyMap<string, EntryForm>;

  constructor(private readonly options: EntryDeskOptions) {
    const { config, index } = options;
    this.forms = new Map(
      config.sources.flatMap((source) => {
        const form = entryFormOf(source);
        return form === undefined
          ? []
          : [[source.id, entryForm(index, { id: source.id, domain: source.domain, form })] as const];
      }),
    );
  }

  /** Domains that have a form. */
  get domains(): readonly string[] {
    return [...new Set([...this.forms.values()].map(({ domain }) => domain))];
  }

  /** @throws ApiError `unknown-source`, `entry-conflict`, `store-unreachable`. */
  async take(entry: Entry, from: string): Promise<EntryReply> {
    const { redis, queue, stateOf, nowMs, config } = this.options;
    const form = this.forms.get(entry.source);
    if (form === undefined)
      throw new ApiError(
        'unknown-source',
        `no form "${entry.source}" is configured`,
        [...this.forms.keys()].join(', '),
      );
    // What is recorded already is not judged again: the last value is now its own.
    const before = await fromStore(findEntry(redis, form.domain, entry.id));
    if (before !== undefined) return repeated(before, entry);
    const readings = stateOf(form.domain)?.readings;
    const { problems } = checkEntry(form, entry, {
      lastOf: (key) => readings?.get(key),
      nowMs: nowMs(),
      timeZone: config.province.timeZone,
    });
    if (problems.length > 0) return { state: 'invalid', id: entry.id, problems };
    await fromStore(queue.add({ entry, from }));
    return this.waitFor(form.domain, entry);
  }

  /** What became of an entry; undefined: it is neither in the log nor on its way. */
  async find(id: string): Promise<EntryReply | undefined> {
    const { redis, queue } = this.options;
    for (const domain of this.domains) {
      const found = await fromStore(findEntry(redis, domain, id));
      if (found !== undefined) return replyOf(found);
    }
    return (await fromStore(queue.has(id))) ? this.waiting(id) : undefined;
  }

  private async waitFor(domain: string, entry: Entry): Promise<EntryReply> {
    const giveUpAtMs = performance.now() + WAIT_MS;
    while (performance.now() < giveUpAtMs) {
      const found = await fromStore(findEntry(this.options.redis, domain, entry.id));
      const isWhole = found !== undefined && (found.outcome !== undefined || found.problems.length > 0);
      if (isWhole) return repeated(found, entry);
      await sleep(LOOK_EVERY_MS);
    }
    const found = await fromStore(findEntry(this.options.redis, domain, entry.id));
    return found === undefined ? this.waiting(entry.id) : repeated(found, entry);
  }

  private async waiting(id: string): Promise<EntryReply> {
    const { redis, nowMs } = this.options;
    const processes = await fromStore(readProcesses(redis, nowMs()));
    const isCollectorThere = processes.some(
      ({ role, atMs }) => role === 'collector' && nowMs() - atMs < COLLECTOR_GONE_AFTER_MS,
    );
    return { state: 'waiting', id, isCollectorThere };
  }
}

function replyOf(entry: LoggedEntry): EntryReply {
  return { state: entry.problems.length > 0 ? 'refused' : 'recorded', id: entry.id, entry };
}

function repeated(found: LoggedEntry, entry: Entry): EntryReply {
  if (found.digest !== entryDigest(entry))
    throw new ApiError('entry-conflict', `the id ${entry.id} was used for another entry`, 'an id of its own');
  return replyOf(found);
}
