/**
 * One entry, from the queue to the record. The line of the log is written in the very step that writes the figures, and
 * fences it: an entry is recorded once, however often its job runs and whoever runs it.
 */
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { entryFormOf } from '../../shared/config/entry-form.ts';
import type { ConfigIndex } from '../../shared/config/province-config.ts';
import type { Source } from '../../shared/config/source.ts';
import type { Entry } from '../../shared/entry/entry.ts';
import { entryDigest, lineRows, outcomeField, type EntryLine } from '../../shared/entry/entry-line.ts';
import { entryForm, type EntryForm } from '../../shared/entry/form.ts';
import { checkEntry, type CheckedEntry } from '../../shared/entry/validate-entry.ts';
import { parseLatestEntry } from '../../shared/latest-entry.ts';
import type { Observation, Reading } from '../../shared/observation.ts';
import type { EntryJob } from '../../shared/queues.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import type { Intake } from '../push/intake.ts';
import type { ProgressStep } from '../record-batch.ts';
import type { Recorder } from '../record.ts';
import type { RedisClock } from '../redis-clock.ts';

export interface EntryDeskOptions {
  readonly redis: Redis;
  readonly recorder: Recorder;
  readonly intake: Intake;
  readonly clock: RedisClock;
  readonly log: Logger;
  readonly index: ConfigIndex;
  readonly timeZone: string;
  /** The sources that are entered by hand. */
  readonly sources: readonly Source[];
}

/** What became of a job; `repeat`: the entry stands in the log already. */
type EntryVerdict = 'recorded' | 'refused' | 'repeat';

interface Desk {
  readonly source: Source;
  readonly form: EntryForm;
}

export class EntryDesk {
  private readonly desks: ReadonlyMap<string, Desk>;

  constructor(private readonly options: EntryDeskOptions) {
    const { index, sources } = options;
    this.desks = new Map(
      sources.flatMap((source) => {
        const settings = entryFormOf(source);
        if (settings === undefined) return [];
        const { id, domain } = source;
        return [[id, { source, form: entryForm(index, { id, domain, form: settings }) }] as const];
      }),
    );
  }

  /** @throws RangeError for a form that this configuration lacks: another collector's may have it. */
  async take({ entry, from }: EntryJob): Promise<EntryVerdict> {
    const { redis, clock, timeZone, log } = this.options;
    const desk = this.desks.get(entry.source);
    if (desk === undefined)
      throw new RangeError(`no form ${entry.source} in the configuration of this collector`);
    const { domain } = desk.source;
    const known = (await redis.hget(redisKeys.entries(domain), entry.id)) ?? '';
    if (known !== '') return 'repeat';
    const readings = await this.readingsOf(desk.form);
    const lastOf = (key: string) => readings.get(key);
    const nowMs = Math.round(clock.nowMs());
    const checked = checkEntry(desk.form, entry, { lastOf, nowMs, timeZone });
    const line = lineOf(entry, from, nowMs, checked);
    const step: ProgressStep = {
      hash: 'entries',
      field: entry.id,
      before: known,
      next: JSON.stringify(line),
    };
    const verdict =
      line.problems.length > 0
        ? await this.refuse(domain, entry, step)
        : await this.record(desk, checked, line, step);
    log.info({ entry: entry.id, source: entry.source, by: entry.by, verdict }, 'an entry by hand');
    return verdict;
  }

  private async readingsOf({ domain, fields }: EntryForm): Promise<ReadonlyMap<string, Reading>> {
    const texts = await this.options.redis.hmget(redisKeys.latest(domain), ...fields.map(({ key }) => key));
    return new Map(
      fields.flatMap(({ key }, at) => {
        const text = texts[at];
        return typeof text === 'string' ? [[key as string, parseLatestEntry(text)] as const] : [];
      }),
    );
  }

  /** What was refused stands in the log too; of the source it says nothing. */
  private async refuse(domain: string, { source }: Entry, progress: ProgressStep): Promise<EntryVerdict> {
    const nothing = { observations: [], events: [], pictures: [] };
    const { verdict } = await this.options.recorder.record({ domain, source, ...nothing, progress });
    return verdict === 'applied' ? 'refused' : 'repeat';
  }

  private async record(
    { source }: Desk,
    checked: CheckedEntry,
    line: EntryLine,
    progress: ProgressStep,
  ): Promise<EntryVerdict> {
    const { intake, redis } = this.options;
    const observations = observationsOf(checked);
    const validated = { observations, events: [], refusals: [], offered: observations.length };
    const startMs = performance.now();
    const result = await intake.record(source, { outcome: 'ok', validated, progress, startMs });
    if (result.verdict !== 'applied') return 'repeat';
    const outcome = JSON.stringify({ recordedAtMs: result.nowMs, decisions: result.observations });
    await redis.hsetnx(redisKeys.entries(source.domain), outcomeField(line.id), outcome);
    return 'recorded';
  }
}

function lineOf(entry: Entry, from: string, atMs: number, checked: CheckedEntry): EntryLine {
  const { id, source, when, by } = entry;
  const isRight = checked.problems.length === 0;
  return {
    id,
    source,
    by: by.trim(),
    from,
    when,
    atMs,
    digest: entryDigest(entry),
    rows: isRight ? lineRows(checked) : [],
    problems: checked.problems,
  };
}

function observationsOf({ fact, rows }: CheckedEntry): Observation[] {
  if (fact === undefined) return [];
  return rows.map(({ field, value }) => ({
    indicator: field.indicator.id,
    place: field.place.id,
    value,
    ...fact,
    method: 'manual',
  }));
}
