/** One webhook delivery, from its bytes to the record and the answer. Nothing here throws; no answer holds a secret. */
import type { Logger } from 'pino';
import type { Redis } from 'ioredis';
import type { Source } from '../../shared/config/source.ts';
import type { UpstreamReason } from '../../shared/errors.ts';
import type { Fetcher } from '../fetch-source.ts';
import type { CollectorMetrics } from '../metrics.ts';
import type { InboundDocument } from '../push-connector.ts';
import type { RedisClock } from '../redis-clock.ts';
import {
  digestOf,
  fieldOf,
  findAnswer,
  MAX_WORDS,
  rememberStep,
  type Answered,
  type Remembered,
} from './deliveries.ts';
import type { Intake } from './intake.ts';
import { TokenBucket } from './token-bucket.ts';
import type { WebhookAnswer, WebhookDelivery } from './webhook-server.ts';

export interface WebhookDeskOptions {
  readonly redis: Redis;
  readonly fetcher: Fetcher;
  readonly intake: Intake;
  readonly clock: RedisClock;
  readonly metrics: CollectorMetrics;
  readonly log: Logger;
}

/** The thread of the domain reads a delivery within this, ms; a sender waits about 15 s. */
const READ_TIMEOUT_MS = 3_000;
/** After a rest so many seconds' worth may come at once. */
const BURST_S = 10;
const DEFAULT_PER_MINUTE = 300;
/** A sender that is turned away is said this often, ms: who floods us floods no log. */
const SAID_EVERY_MS = 10_000;

/** The sender did not prove itself, or our keys are unusable: nothing of it says how the source fares. */
const STATUS: Readonly<Record<UpstreamReason | 'internal', number>> = {
  auth: 401,
  client: 503,
  malformed: 422,
  'too-large': 413,
  'rate-limited': 429,
  timeout: 503,
  unreachable: 503,
  server: 503,
  'forbidden-address': 503,
  internal: 503,
};
/** What a sender learns of a failure of ours. */
const OURS = 'it could not be read here just now; send it again';

export class WebhookDesk {
  private readonly buckets = new Map<string, TokenBucket>();
  private readonly saidMs = new Map<string, number>();

  constructor(private readonly options: WebhookDeskOptions) {}

  async accept(source: Source, delivery: WebhookDelivery): Promise<WebhookAnswer> {
    const { metrics, log } = this.options;
    let answer: WebhookAnswer;
    try {
      answer = await this.answer(source, delivery);
    } catch (error) {
      log.error({ source: source.id, err: error }, 'a delivery could not be recorded');
      answer = refusal(503, 'unavailable', OURS);
    }
    metrics.deliveries.inc({ source: source.id, answer: String(answer.status) });
    return answer;
  }

  private async answer(source: Source, { headers, body }: WebhookDelivery): Promise<WebhookAnswer> {
    const { fetcher, clock, redis, intake } = this.options;
    const digest = digestOf(body);
    const read = await fetcher.receive(source, { headers, body, nowMs: clock.nowMs() }, READ_TIMEOUT_MS);
    if (read.kind === 'failed') return this.turnAway(source, read.reason, read.message);
    const { document } = read;
    intake.noteHeard(source.id, performance.now());
    const field = fieldOf(source.id, document.deliveryId);
    const before = await findAnswer(redis, source.domain, field);
    if (before.answered !== undefined) return sameAgain(before.answered, digest);
    const waitMs = this.bucketOf(source).take(performance.now());
    if (waitMs !== undefined)
      return {
        ...refusal(429, 'rate-limited', 'more deliveries than this source may send'),
        retryAfterS: Math.ceil(waitMs / 1000),
      };
    return this.record(source, document, digest, { field, before });
  }

  private async record(
    source: Source,
    document: InboundDocument,
    digest: string,
    { field, before }: { readonly field: string; readonly before: Remembered },
  ): Promise<WebhookAnswer> {
    const { fetcher, clock, redis, intake, metrics } = this.options;
    const startMs = performance.now();
    const read = await fetcher.readPushed(source, document, clock.nowMs());
    if (read.kind === 'failed') {
      metrics.pushed.inc({ source: source.id, outcome: read.reason });
      await intake.report(source, read.reason, read.message);
      return refusal(STATUS[read.reason], read.reason, read.message);
    }
    const { observations, events, refusals } = read.validated;
    const answered: Answered = {
      atMs: Math.round(clock.nowMs()),
      digest,
      accepted: observations.length + events.length,
      refused: refusals.length,
      refusals: refusals.slice(0, MAX_WORDS).map(({ words }) => words),
    };
    const progress = rememberStep(field, before, answered);
    const { validated } = read;
    const result = await intake.record(source, { outcome: 'ok', validated, progress, startMs });
    metrics.pushed.inc({ source: source.id, outcome: 'ok' });
    if (result.verdict !== 'fenced') return answerOf(answered);
    // Another collector, or another request, had the same delivery a moment before.
    const { answered: theirs } = await findAnswer(redis, source.domain, field);
    return theirs === undefined ? refusal(503, 'unavailable', OURS) : sameAgain(theirs, digest);
  }

  /** Who did not prove itself says nothing of the source: its mark stays as it is. What is proved and bad marks it. */
  private async turnAway(
    source: Source,
    reason: UpstreamReason | 'internal',
    message: string,
  ): Promise<WebhookAnswer> {
    const { intake, log } = this.options;
    const nowMs = performance.now();
    if (nowMs - (this.saidMs.get(source.id) ?? -Infinity) > SAID_EVERY_MS) {
      this.saidMs.set(source.id, nowMs);
      log.warn({ source: source.id, reason, message }, 'a delivery was turned away');
    }
    if (reason !== 'auth') await intake.report(source, reason, message);
    const status = STATUS[reason];
    return refusal(status, status === 503 ? 'unavailable' : reason, status === 503 ? OURS : message);
  }

  private bucketOf(source: Source): TokenBucket {
    let bucket = this.buckets.get(source.id);
    if (bucket === undefined) {
      const given = source.settings['perMinute'];
      const perMinute = typeof given === 'number' ? given : DEFAULT_PER_MINUTE;
      bucket = new TokenBucket(perMinute, Math.max(1, (perMinute * BURST_S) / 60));
      this.buckets.set(source.id, bucket);
    }
    return bucket;
  }
}

function answerOf({ accepted, refused, refusals }: Answered): WebhookAnswer {
  return { status: 200, body: { accepted, refused, refusals } };
}

function sameAgain(before: Answered, digest: string): WebhookAnswer {
  return before.digest === digest
    ? answerOf(before)
    : refusal(409, 'conflict', 'this webhook-id was used for another body before');
}

export function refusal(status: number, error: string, message: string): WebhookAnswer {
  return { status, body: { error, message } };
}
