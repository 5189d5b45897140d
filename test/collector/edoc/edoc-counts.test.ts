import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countEdocs, edocMoments, type AgencyBook } from '../../../collector/edoc/edoc-counts.ts';
import { readEdocList } from '../../../collector/edoc/edoc-list.ts';
import { readTime } from '../../../collector/mapping/bindings.ts';
import { UpstreamError } from '../../../shared/errors.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const timeOf = (given: unknown) => readTime(given, ZONE);
const at = (text: string) => Date.parse(`2026-11-20T${text}+07:00`);

/** Two agencies by code, the first also by its name. */
const book: AgencyBook = {
  places: ['office', 'health'],
  find: (code) => ({ 'H37.01': 'office', 'Văn phòng': 'office', 'H37.02': 'health' })[code],
};
const row = (from: unknown, to: unknown, status: unknown, time = '08:00:00') => ({
  docId: `${String(from)}-${String(to)}`,
  from,
  to,
  status,
  createdTime: `2026-11-20 ${time}`,
  updatedTime: `2026-11-20 ${time}`,
});
const answer = (...data: unknown[]) => ({ success: true, message: 'Thành công', count: data.length, data });
const counted = (...rows: unknown[]) => countEdocs(readEdocList(answer(...rows), timeOf), book);

describe('the document list of the axis', () => {
  it.each([
    ['02', '02'],
    ['06', '06'],
    [3, '03'],
    [' 04 ', '04'],
    ['01', 'other'],
    ['07', 'other'],
    ['16', 'other'],
    ['', 'other'],
    [null, 'other'],
    [undefined, 'other'],
  ])('reads status %j as %s and names no other', (given, status) => {
    expect(readEdocList(answer(row('H37.01', 'H37.02', given)), timeOf)[0]?.status).toBe(status);
  });

  it.each([
    ['was cut', { ...answer(row('H37.01', 'H37.02', '03')), count: 2 }, /says 2 documents and holds 1/],
    ['holds more than it says', { ...answer(row('H37.01', 'H37.02', '03')), count: 0 }, /says 0/],
    ['did not succeed', { success: false, message: 'lỗi', count: 0, data: [] }, /success/],
    ['has no count', { success: true, data: [] }, /count/],
    ['has no list', { success: true, count: 0 }, /data/],
    ['holds something that is no document', answer('H37'), /data\.0/],
    ['is no object', 'Thành công', /no object/],
  ])('is not taken when it %s', (_what, given, words) => {
    expect(() => readEdocList(given, timeOf)).toThrow(UpstreamError);
    expect(() => readEdocList(given, timeOf)).toThrow(words);
  });
});

describe('counts and statuses per agency', () => {
  it('counts a document as sent for its one end and as received, with its status, for the other', () => {
    const { total, statuses, agencies } = counted(
      row('H37.01', 'H37.02', '03'),
      row('H37.01', 'H37.02', '06'),
      row('H37.02', 'Văn phòng', '11'),
    );
    expect(total).toBe(3);
    expect(statuses).toEqual({ '02': 0, '03': 1, '04': 0, '05': 0, '06': 1, other: 1 });
    expect(agencies).toEqual([
      { place: 'office', received: 1, sent: 2, exchanged: 3, statuses: { ...none, other: 1 } },
      { place: 'health', received: 2, sent: 1, exchanged: 3, statuses: { ...none, '03': 1, '06': 1 } },
    ]);
  });

  it('counts a document from an agency to itself once among those exchanged', () => {
    expect(counted(row('H37.01', 'Văn phòng', '03')).agencies[0]).toMatchObject({
      received: 1,
      sent: 1,
      exchanged: 1,
    });
  });

  it('says zero for an agency that a whole list does not name', () => {
    expect(counted().agencies).toEqual(
      ['office', 'health'].map((place) => ({ place, received: 0, sent: 0, exchanged: 0, statuses: none })),
    );
  });

  it('reports ends that are no agency of ours, and one that is not named at all', () => {
    const { strangers, agencies } = counted(row('G05', 'H37.02', '03'), row(undefined, 'H37', '04'));
    expect(strangers.map(({ code, received, sent }) => [code, received, sent])).toEqual([
      ['', 0, 1],
      ['G05', 0, 1],
      ['H37', 1, 0],
    ]);
    expect(agencies[1]).toMatchObject({ received: 1 });
  });

  it.each([
    ['the newest change', ['08:00:00', '09:30:00', '09:00:00'], at('09:30:00')],
    ['the newest that can be read', ['08:00:00', '25:00:00'], at('08:00:00')],
    ['a mark when none can be read', ['25:00:00'], '?2026-11-20 25:00:00'],
    ['nothing for an empty list', [], undefined],
  ])('is as of %s', (_what, times, expected) => {
    expect(counted(...times.map((time) => row('H37.01', 'H37.02', '03', time))).at).toBe(expected);
  });

  it('adds up, whatever the list and its order', () => {
    const code = fc.constantFrom('H37.01', 'H37.02', 'Văn phòng', 'G05', '', 'x');
    const rows = fc.array(fc.tuple(code, code, fc.constantFrom('01', '02', '03', '04', '05', '06', '')));
    fc.assert(
      fc.property(rows, (list) => {
        const given = list.map(([from, to, status]) => row(from, to, status));
        const counts = counted(...given);
        const ends = [...counts.agencies, ...counts.strangers];
        const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
        expect(sum(ends.map(({ received }) => received))).toBe(counts.total);
        expect(sum(ends.map(({ sent }) => sent))).toBe(counts.total);
        expect(sum(Object.values(counts.statuses))).toBe(counts.total);
        for (const { statuses, received, sent, exchanged } of ends) {
          expect(sum(Object.values(statuses))).toBe(received);
          expect(exchanged).toBeGreaterThanOrEqual(Math.max(received, sent));
          expect(exchanged).toBeLessThanOrEqual(received + sent);
        }
        expect(counted(...given.toReversed())).toEqual(counts);
      }),
    );
  });
});

describe('the moments of a list of the past', () => {
  const dayOf = (atMs: number) => new Date(atMs + 7 * 3_600_000).toISOString().slice(0, 10);
  const moments = (...rows: unknown[]) => edocMoments(readEdocList(answer(...rows), timeOf), book, dayOf);

  it('tells what had come by the last document of each hour', () => {
    const told = moments(
      row('H37.02', 'H37.01', '06', '09:10:00'),
      row('H37.01', 'H37.02', '06', '08:05:00'),
      row('G05', 'H37.02', '06', '08:40:00'),
    );
    expect(told).toEqual([
      { at: at('08:40:00'), total: 2, agencies: agenciesOf(1, 2) },
      { at: at('09:10:00'), total: 3, agencies: agenciesOf(2, 3) },
    ]);
  });

  it('begins again at midnight, and leaves out what has no readable time', () => {
    const yesterday = { ...row('H37.01', 'H37.02', '06'), createdTime: '2026-11-19 23:59:59' };
    const unread = { ...row('H37.01', 'H37.02', '06'), createdTime: 'hôm nay' };
    expect(moments(yesterday, unread, row('H37.01', 'H37.02', '06', '00:00:01'))).toEqual([
      { at: at('00:00:00') - 1_000, total: 1, agencies: agenciesOf(1, 1) },
      { at: at('00:00:01'), total: 1, agencies: agenciesOf(1, 1) },
    ]);
  });
});

const none = { '02': 0, '03': 0, '04': 0, '05': 0, '06': 0, other: 0 };

function agenciesOf(office: number, health: number) {
  return [
    { place: 'office', exchanged: office },
    { place: 'health', exchanged: health },
  ];
}
