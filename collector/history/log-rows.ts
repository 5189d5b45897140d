/** What the log told as rows of the tables, in the order of their columns; times as ms. Pure. */
import type { LoggedBatch } from '../../shared/history/log-entry.ts';
import type { TableName } from '../../shared/history/tables.ts';
import { orderMs } from '../../shared/latest-entry.ts';
import type { Reading, Value } from '../../shared/observation.ts';

export type Cell = string | number | null;

export type LogRows = Record<Exclude<TableName, 'rollups'>, Cell[][]>;

export function logRows(batches: readonly LoggedBatch[], timeZone: string): LogRows {
  // Dates are dear to compute and periods few.
  const starts = new Map<string, number>();
  const startOf = (reading: Reading, period: string): number => {
    let start = starts.get(period);
    if (start === undefined) starts.set(period, (start = orderMs(reading, timeZone)));
    return start;
  };
  const rows: LogRows = { observations: [], periods: [], events: [] };
  for (const batch of batches) {
    const [ms = 0, sequence = 0] = batch.id.split('-').map(Number);
    for (const [row, reading] of batch.readings.entries()) {
      const { indicator, place, period, observedAtMs, collectedAtMs, source, method } = reading;
      const told = [collectedAtMs, source, method, ms, sequence, row];
      if (period === undefined)
        rows.observations.push([indicator, place, observedAtMs, ...valueCells(reading.value), ...told]);
      else {
        const starts = startOf(reading, period);
        rows.periods.push([
          indicator,
          place,
          starts,
          period,
          ...valueCells(reading.value),
          observedAtMs,
          ...told,
        ]);
      }
    }
    for (const [row, event] of batch.events.entries()) {
      const { id, kind, place, atMs, text, state, source } = event;
      const told = [batch.collectedAtMs, ms, sequence, row];
      rows.events.push([id, kind, place ?? null, atMs, text, state ?? null, source, ...told]);
    }
  }
  return rows;
}

export function valueCells(value: Value): [number | null, string | null] {
  return [typeof value === 'number' ? value : null, typeof value === 'string' ? value : null];
}
