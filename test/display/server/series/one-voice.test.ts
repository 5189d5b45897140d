import { describe, expect, it } from 'vitest';
import { oneVoice } from '../../../../display/server/series/one-voice.ts';
import type { HistoryPoint } from '../../../../shared/latest-entry.ts';

const at = (observedAtMs: number, source: string, value: number, more: Partial<HistoryPoint> = {}) => ({
  value,
  observedAtMs,
  collectedAtMs: observedAtMs,
  source,
  ...more,
});
const period = (name: string, source: string, value: number, collectedAtMs: number) =>
  at(0, source, value, { period: name, collectedAtMs });
const TRUST = { precedence: ['a', 'b'], staleAfterMs: 100 };
const voices = (points: readonly HistoryPoint[], trust: Parameters<typeof oneVoice>[1] = TRUST) =>
  oneVoice(points, trust).map(({ source, value }) => `${source}${String(value)}`);

describe('the line through what several sources said', () => {
  it('does not zigzag between two that tell in turn', () => {
    const points = [at(0, 'a', 1), at(10, 'b', 9), at(20, 'a', 2), at(30, 'b', 9), at(40, 'a', 3)];
    expect(voices(points)).toEqual(['a1', 'a2', 'a3']);
  });

  it('is filled in by the next one only where the most trusted was silent for longer than stale-after', () => {
    const points = [
      at(0, 'b', 7),
      at(10, 'a', 1),
      at(60, 'b', 8),
      at(109, 'b', 8),
      at(110, 'b', 9),
      at(150, 'b', 9),
      at(300, 'a', 2),
      at(310, 'b', 9),
    ];
    expect(voices(points)).toEqual(['b7', 'a1', 'b9', 'b9', 'a2']);
  });

  it('takes one that is not named last', () => {
    const points = [at(0, 'x', 5), at(10, 'b', 1), at(50, 'x', 5), at(200, 'x', 6), at(201, 'a', 2)];
    expect(voices(points)).toEqual(['x5', 'b1', 'x6', 'a2']);
  });

  it('takes the most trusted of one instant, as last corrected', () => {
    const points = [
      at(5, 'b', 1, { collectedAtMs: 6 }),
      at(5, 'a', 2, { collectedAtMs: 7 }),
      at(5, 'a', 3, { collectedAtMs: 8 }),
      at(5, 'b', 4, { collectedAtMs: 9 }),
    ];
    expect(voices(points)).toEqual(['a3']);
  });

  it('takes for each period the most trusted source that has it', () => {
    const points = [
      period('2026-07', 'b', 1, 1),
      period('2026-08', 'b', 2, 2),
      period('2026-08', 'a', 3, 3),
      period('2026-09', 'a', 4, 4),
      period('2026-09', 'b', 5, 5),
    ];
    expect(voices(points)).toEqual(['b1', 'a3', 'a4']);
  });

  it('without an order of trust keeps everybody, and of one fact who told it first, as last corrected', () => {
    const trust = { staleAfterMs: 100 };
    expect(voices([at(0, 'a', 1), at(10, 'b', 9), at(20, 'a', 2)], trust)).toEqual(['a1', 'b9', 'a2']);
    const points = [period('2026-08', 'b', 2, 2), period('2026-08', 'a', 3, 3), period('2026-08', 'b', 4, 4)];
    expect(voices(points, trust)).toEqual(['b4']);
  });
});
