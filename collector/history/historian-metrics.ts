/** What the historian counts, for Prometheus. */
import { Counter, Gauge, Registry } from 'prom-client';

export class HistorianMetrics {
  readonly registry = new Registry();
  readonly rows = this.counter('rows_total', 'Rows written to the history.', ['domain', 'table']);
  readonly missing = this.counter('missing_batches_total', 'Batches found to be lost to the history.', [
    'domain',
  ]);
  readonly damaged = this.counter('damaged_segments_total', 'Segments set aside.', ['domain']);
  readonly segments = this.gauge('segments', 'Segments that stand.');
  readonly bytes = this.gauge('bytes', 'Bytes of the segments.');
  readonly gaps = this.gauge('gap_batches', 'Batches that the history lacks, over all its length.');
  readonly behind = this.gauge('store_behind', "1 when the store's clock lies before the end of history.");
  readonly lastTurn = new Gauge({
    name: 'wall_historian_last_turn_seconds',
    help: 'When the last round over all domains ended, seconds since 1970.',
    registers: [this.registry],
  });

  private counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name: `wall_historian_${name}`, help, labelNames, registers: [this.registry] });
  }

  private gauge(name: string, help: string): Gauge<'domain'> {
    return new Gauge({
      name: `wall_historian_${name}`,
      help,
      labelNames: ['domain'],
      registers: [this.registry],
    });
  }
}
