/**
 * The only writer of observations, events and pictures. One call of one Lua script (record.lua) applies a batch of
 * one source to its domain, atomically, by the identity rules of the architecture. Writing the same batch again,
 * after a cut connection or by a second collector, changes nothing.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { eventRow } from '../shared/change-entry.ts';
import type { Indicator } from '../shared/config/domain.ts';
import {
  DAY_MS,
  DEFAULT_HOT_HOURS,
  DEFAULT_HOT_PERIODS,
  HOUR_MS,
  hotKeepingOf,
} from '../shared/config/retention.ts';
import { observationRow, orderMs, valueToken } from '../shared/latest-entry.ts';
import { MAX_FUTURE_MS, seriesKey, type Observation } from '../shared/observation.ts';
import { redisKeys } from '../shared/redis-keys.ts';
import { failureOf, MAX_REFUSALS_KEPT } from '../shared/source-health.ts';
import { refusedOf } from './record-refusals.ts';
import {
  LATE_NOTE_MS,
  MAX_CHANGES,
  MAX_CORRECTIONS,
  MAX_EVENTS,
  MAX_LATE,
  MAX_LOGGED,
  partsOf,
  TRIM_STEP_MS,
  type BatchPart,
  type Decision,
  type EventDecision,
  type GateStep,
  type PictureDecision,
  type PollReport,
  type ProgressHash,
  type RecordBatch,
  type RecordResult,
  type Verdict,
} from './record-batch.ts';

const textOf = (name: string) => readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');
/** Redis takes one text; a part of it that stands apart is put where its line is. */
const SCRIPT = textOf('record.lua').replaceAll(/^-- include: (\S+)$/gm, (_line, name: string) =>
  textOf(name),
);
const SCRIPT_SHA = createHash('sha1').update(SCRIPT).digest('hex');

type Reply = [string, string, string, string, string, string, Verdict];
type Part = BatchPart & { readonly refusedBefore: number; readonly refusalsBefore: readonly string[] };

/** What of an indicator decides which of several sources is shown, and how much of it stays in Redis. */
export type RecordRule = Pick<
  Indicator,
  'staleAfterMs' | 'precedence' | 'hotHours' | 'hotPeriods' | 'keepDays'
>;

export class Recorder {
  /** Starts of periods: dates are dear to compute and few. */
  private readonly periodOrders = new Map<string, number>();

  /**
   * @param indicators by id; of one that is not among them the newest is shown, nothing is kept beside it, and as much
   * stays as by default.
   */
  constructor(
    private readonly redis: Redis,
    private readonly timeZone: string,
    private readonly indicators: ReadonlyMap<string, { readonly indicator: RecordRule }> = new Map(),
  ) {}

  /**
   * Records a batch, in several calls when it is large; the report and the step of the progress ride on the last, so
   * that a crash in between leaves the source to be asked again.
   */
  async record(batch: RecordBatch): Promise<RecordResult> {
    const observations: Decision[] = [];
    const changes: string[] = [];
    const events: EventDecision[] = [];
    const pictures: PictureDecision[] = [];
    let last: { nowMs: number; epoch: string } = { nowMs: 0, epoch: '' };
    let verdict: Verdict = 'applied';
    for (const part of partsOf(batch, randomUUID)) {
      const refused = refusedOf(batch, observations);
      const reply = await this.call({
        ...part,
        refusedBefore: refused.length + events.filter((one) => one === 'future').length,
        refusalsBefore: refused.slice(0, MAX_REFUSALS_KEPT),
      });
      last = { nowMs: Number(reply[0]), epoch: reply[2] };
      if (verdict !== 'fenced') verdict = reply[6];
      if (reply[1] !== '') changes.push(reply[1]);
      observations.push(...(words(reply[3]) as Decision[]));
      events.push(...(words(reply[4]) as EventDecision[]));
      pictures.push(...(words(reply[5]) as PictureDecision[]));
    }
    return { ...last, verdict, changes, observations, events, pictures };
  }

  private async call(part: Part): Promise<Reply> {
    const { keys, args } = this.encode(part);
    try {
      return (await this.redis.evalsha(SCRIPT_SHA, keys.length, ...keys, ...args)) as Reply;
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      // A restarted Redis has forgotten its scripts; EVAL teaches it again.
      return (await this.redis.eval(SCRIPT, keys.length, ...keys, ...args)) as Reply;
    }
  }

  private encode(part: Part): { keys: string[]; args: (string | number | Buffer)[] } {
    const { domain, source } = part;
    const keys = domainKeys(domain, part.progress?.hash ?? 'progress');
    const historyPrefix = redisKeys.history(domain, '');
    const args = header(part, historyPrefix, this.rules(part.observations));
    for (const observation of part.observations) {
      const { indicator, place, period, observedAtMs, value } = observation;
      keys.push(historyPrefix + seriesKey(indicator, place));
      args.push(
        this.order(observation),
        period === undefined ? '' : `${period} ${observedAtMs}`,
        valueToken(value),
        JSON.stringify(observationRow(observation)),
      );
    }
    for (const event of part.events)
      args.push(event.id, event.atMs, JSON.stringify(eventRow({ ...event, source })));
    for (const { place, atMs, bytes, keepMs } of part.pictures) {
      keys.push(redisKeys.picture(domain, place));
      args.push(place, atMs ?? '', Buffer.from(bytes), Math.ceil(keepMs));
    }
    return { keys, args };
  }

  /** Per indicator of the batch `indicator staleAfterMs hotMs hotPeriods keepMs ,source,source,`, each behind a line's end. */
  private rules(observations: readonly Observation[]): string {
    let rules = '';
    for (const id of new Set(observations.map(({ indicator }) => indicator))) {
      const rule = this.indicators.get(id)?.indicator;
      if (rule === undefined) continue;
      const ranks = (rule.precedence ?? []).map((source) => `${source},`).join('');
      const { hotMs, hotPeriods } = hotKeepingOf(rule);
      const keepMs = rule.keepDays === undefined ? FOR_GOOD : rule.keepDays * DAY_MS;
      rules += `\n${id} ${rule.staleAfterMs} ${hotMs} ${hotPeriods} ${keepMs} ,${ranks}`;
    }
    return rules;
  }

  private order(observation: Observation): number {
    const { period } = observation;
    if (period === undefined) return observation.observedAtMs;
    let order = this.periodOrders.get(period);
    if (order === undefined) {
      order = orderMs(observation, this.timeZone);
      if (this.periodOrders.size >= MAX_PERIOD_ORDERS) this.periodOrders.clear();
      this.periodOrders.set(period, order);
    }
    return order;
  }
}

/** In the place of a span that has no end. */
const FOR_GOOD = '-';
/** All kinds of periods over some years. */
const MAX_PERIOD_ORDERS = 5_000;

function domainKeys(domain: string, progressHash: ProgressHash): string[] {
  const of = redisKeys;
  return [
    of.epoch,
    of.latest,
    of.changes,
    of.health,
    of[progressHash],
    of.events,
    of.eventOrder,
    of.historyIndex,
    of.pictures,
    of.others,
    of.historyLog,
    of.historyLogCount,
    of.late,
  ].map((key) => key(domain));
}

function header(part: Part, historyPrefix: string, rules: string): (string | number | Buffer)[] {
  const { report, progress, gate, refusedBefore, refusalsBefore } = part;
  const refusals = [...(report?.refusals ?? []), ...refusalsBefore].slice(0, MAX_REFUSALS_KEPT);
  return [
    randomUUID(),
    part.source,
    MAX_FUTURE_MS,
    DEFAULT_HOT_HOURS * HOUR_MS,
    TRIM_STEP_MS,
    DEFAULT_HOT_PERIODS,
    MAX_CORRECTIONS,
    MAX_LATE,
    LATE_NOTE_MS,
    MAX_EVENTS,
    MAX_CHANGES,
    MAX_LOGGED,
    report?.outcome ?? '',
    report !== undefined && failureOf(report.outcome) !== undefined ? '1' : '',
    report === undefined ? '' : healthMiddle(report),
    report?.observed ?? 0,
    (report?.refused ?? 0) + refusedBefore,
    refusals.map((words) => JSON.stringify(words)).join(','),
    MAX_REFUSALS_KEPT - refusals.length,
    progress?.field ?? '',
    progress?.before ?? '',
    progress?.next ?? '',
    part.lastProgress ?? '',
    gate?.field ?? '',
    gate?.step ?? '',
    gate === undefined ? '' : gateSetting(gate),
    part.isPast === true ? '1' : '',
    rules,
    Buffer.byteLength(historyPrefix),
    part.observations.length,
    part.events.length,
    part.pictures.length,
  ];
}

/** The part of the health's JSON that the script does not compute, with a comma behind each field. */
function healthMiddle({ message, durationMs, everySeconds }: PollReport): string {
  const words = message === undefined ? '' : `"message":${JSON.stringify(message)},`;
  return `${words}"durationMs":${Math.round(durationMs)},"everySeconds":${everySeconds},`;
}

/** `failures halfOpenAfterMs retryAfterMs` */
function gateSetting({ breaker, retryAfterMs = 0 }: GateStep): string {
  return `${breaker.failures} ${breaker.halfOpenAfterMs} ${Math.ceil(retryAfterMs)}`;
}

function words(list: string): string[] {
  return list === '' ? [] : list.split(',');
}
