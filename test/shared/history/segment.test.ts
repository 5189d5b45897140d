import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareStreamIds } from '../../../shared/change-entry.ts';
import { followsOn, gapsOf } from '../../../shared/history/gaps.ts';
import { owedMerge } from '../../../shared/history/merge-plan.ts';
import {
  checkpointOf,
  parseSegmentName,
  segmentName,
  standingOf,
  type SegmentRange,
} from '../../../shared/history/segment.ts';

const id = (n: number) => `${1_000 + n}-0`;
const range = (from: number, to: number): SegmentRange => ({ from: id(from), to: id(to) });

describe('the name of a segment', () => {
  it('says its first and its last entry, and nothing else is such a name', () => {
    const one = { from: '1764262553000-3', to: '1764262553000-12' };
    expect(parseSegmentName(segmentName(one))).toEqual(one);
    for (const name of ['.draft', 'superseded', 'set-aside', '5-0_4-0', '5-0', '5-0_6-0.1764', ''])
      expect(parseSegmentName(name)).toBeUndefined();
  });
});

describe('segments that stand', () => {
  it('hold every entry that any segment holds exactly once, however they overlap', () => {
    const ranges = fc
      .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 12 }))
      .map(([from, length]) => range(from, from + length));
    fc.assert(
      fc.property(fc.array(ranges, { maxLength: 12 }), (segments) => {
        const { standing, superseded } = standingOf(segments);
        const entriesOf = ({ from, to }: SegmentRange) =>
          Array.from({ length: 60 }, (_, n) => id(n)).filter(
            (entry) => compareStreamIds(entry, from) >= 0 && compareStreamIds(entry, to) <= 0,
          );
        const read = standing.flatMap(({ segment, afterId }) =>
          entriesOf(segment).filter((entry) => afterId === undefined || compareStreamIds(entry, afterId) > 0),
        );
        expect(read.toSorted()).toEqual([...new Set(segments.flatMap(entriesOf))].toSorted());
        expect(standing.length + superseded.length).toBe(segments.length);
      }),
    );
  });

  it('go on behind the last entry of all', () => {
    expect(checkpointOf([])).toBe('0-0');
    expect(checkpointOf([range(5, 9), range(0, 3)])).toBe(id(9));
  });
});

describe('what is merged', () => {
  const H = 3_600_000;
  const day = Date.UTC(2026, 10, 20);
  const at = (fromMs: number, toMs: number) => ({ from: `${fromMs}-0`, to: `${toMs}-0` });
  const minutes = (hour: number) =>
    [0, 1, 2].map((n) => at(day + hour * H + n * 60_000, day + hour * H + n * 60_000 + 59_000));

  it('are the segments of an hour that is over, and nothing of the hour that runs', () => {
    const parts = [...minutes(0), ...minutes(1)];
    expect(owedMerge(parts, day + H + 60_000)).toBeUndefined();
    expect(owedMerge(parts, day + H + 5 * 60_000)).toEqual(minutes(0));
  });

  it('then those of a day, then those of a month', () => {
    const hours = [0, 1].map((n) => at(day + n * H, day + n * H + 59 * 60_000));
    expect(owedMerge(hours, day + 23 * H)).toBeUndefined();
    expect(owedMerge(hours, day + 25 * H)).toEqual(hours);
    const days = [0, 1].map((n) => at(day + n * 24 * H, day + n * 24 * H + 20 * H));
    expect(owedMerge(days, day + 3 * 24 * H)).toBeUndefined();
    expect(owedMerge(days, Date.UTC(2026, 11, 1, 1))).toEqual(days);
    expect(owedMerge([at(day, day + 20 * H)], Date.UTC(2027, 1, 1))).toBeUndefined();
  });
});

describe('gaps', () => {
  const note = (from: number, to: number, firstNumber: number, lastNumber: number, epoch = 'e') => ({
    ...range(from, to),
    firstNumber,
    lastNumber,
    firstEpoch: epoch,
    lastEpoch: epoch,
    gaps: [],
  });

  it('are the numbers that are missing between segments, and before the first', () => {
    expect(gapsOf([note(0, 3, 1, 4), note(5, 6, 5, 6)])).toEqual([]);
    expect(gapsOf([note(0, 3, 4, 7), note(5, 6, 10, 11)])).toEqual([
      { afterId: '0-0', beforeId: id(0), batches: 3 },
      { afterId: id(3), beforeId: id(5), batches: 2 },
    ]);
  });

  it('are none where a restored store goes on counting, or a new one starts at 1', () => {
    expect(followsOn({ lastNumber: 7, lastEpoch: 'a' }, { number: 8, epoch: 'b' })).toEqual({
      missing: 0,
      wentBack: false,
    });
    expect(followsOn({ lastNumber: 7, lastEpoch: 'a' }, { number: 1, epoch: 'b' })).toEqual({
      missing: 0,
      wentBack: true,
    });
  });

  it('are none where a store lost its end, which is said otherwise', () => {
    expect(followsOn({ lastNumber: 7, lastEpoch: 'a' }, { number: 6, epoch: 'a' })).toEqual({
      missing: 0,
      wentBack: true,
    });
  });
});
