/** What the collector counts, for Prometheus. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Source } from '../shared/config/source.ts';
import type { RecordBatch, RecordResult } from './record-batch.ts';
import type { Refusal } from './refusal.ts';

const LATENESS_BUCKETS_MS = [1, 2, 5, 10, 15, 20, 30, 50, 100, 250, 1_000, 5_000];
const RECORD_BUCKETS_MS = [0.5, 1, 2, 5, 10, 25, 50, 100, 250, 1_000, 5_000];

export class CollectorMetrics {
  readonly registry = new Registry();
  readonly polls = this.counter('polls_total', 'Polls by outcome.', ['source', 'outcome']);
  readonly observations = this.counter('observations_total', 'Observations by decision.', [
    'domain',
    'decision',
  ]);
  readonly refusals = this.counter('refusals_total', 'What was refused, by reason.', ['source', 'reason']);
  readonly replaced = this.counter('threads_replaced_total', 'Threads that had to be ended.', ['of']);
  readonly pastWindows = this.counter('past_windows_total', 'Windows of the past by outcome.', [
    'source',
    'outcome',
  ]);
  readonly pushed = this.counter('pushed_documents_total', 'Documents that came unasked, by outcome.', [
    'source',
    'outcome',
  ]);
  readonly linkUp = this.gauge('push_link_up', 'Whether the link of a push source stands.', ['source']);
  readonly linkFailures = this.counter('push_link_failures_total', 'Links lost or refused, by reason.', [
    'source',
    'reason',
  ]);
  readonly deliveries = this.counter('webhook_deliveries_total', 'Webhook deliveries by answer.', [
    'source',
    'answer',
  ]);
  readonly missingTicks = this.gauge('source_missing_ticks', 'Cadences without a completed tick.', [
    'source',
  ]);
  readonly storeBytes = this.gauge(
    'store_bytes',
    'Bytes that histories, events and changes take in Redis.',
    [],
  );
  readonly logged = this.gauge('history_log_entries', 'Entries that wait for the historian.', ['domain']);
  readonly trimmed = this.counter('history_trimmed_total', 'Points that housekeeping removed.', ['why']);
  readonly alertTransitions = this.counter('alert_transitions_total', 'Alert transitions committed.', [
    'domain',
  ]);
  readonly alertEvaluations = this.counter('alert_evaluations_total', 'Times a rule was judged at a place.', [
    'domain',
  ]);
  readonly alertFenced = this.counter('alert_rounds_fenced_total', 'Rounds dropped since another judged.', [
    'domain',
    'why',
  ]);
  readonly lateness = this.histogram(
    'tick_lateness_ms',
    'Tick against its schedule, ms.',
    LATENESS_BUCKETS_MS,
  );
  readonly recordMs = this.histogram('record_ms', 'Duration of a record, ms.', RECORD_BUCKETS_MS);

  noteRecord(source: Source, batch: RecordBatch, result: RecordResult, durationMs: number): void {
    this.recordMs.observe(durationMs);
    const counts = new Map<string, number>();
    for (const decision of result.observations) counts.set(decision, (counts.get(decision) ?? 0) + 1);
    for (const [decision, count] of counts) this.observations.inc({ domain: batch.domain, decision }, count);
    const futures = counts.get('future') ?? 0;
    if (futures > 0) this.refusals.inc({ source: source.id, reason: 'future' }, futures);
  }

  noteRefusals(source: Source, refusals: readonly Refusal[]): void {
    for (const { reason } of refusals) this.refusals.inc({ source: source.id, reason });
  }

  private counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name: `wall_collector_${name}`, help, labelNames, registers: [this.registry] });
  }

  private gauge<Label extends string>(name: string, help: string, labelNames: Label[]): Gauge<Label> {
    return new Gauge({ name: `wall_collector_${name}`, help, labelNames, registers: [this.registry] });
  }

  private histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name: `wall_collector_${name}`, help, buckets, registers: [this.registry] });
  }
}
