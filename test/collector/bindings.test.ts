import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeBindings, readTime } from '../../collector/mapping/bindings.ts';
import { tinyConfig } from '../fixtures/tiny-config.ts';
import { compactText, dashDate, isoText, sqlText, viText } from '../province/sim/time-text.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const AT = Date.UTC(2026, 10, 22, 2, 12, 36);

describe('$time', () => {
  const cases: [unknown, number | string | undefined][] = [
    ['2026-11-22T09:12:36+07:00', AT],
    ['2026-11-22T02:12:36Z', AT],
    ['2026-11-22T02:12:36.250Z', AT + 250],
    ['2026-11-22 09:12:36', AT],
    ['2026-11-22T09:12:36', AT],
    ['2026-11-22 09:12', AT - 36_000],
    ['22/11/2026 09:12:36', AT],
    ['22/11/2026 9:12', AT - 36_000],
    ['20261122091236', AT],
    [20261122091236, AT],
    ['202611220912', AT - 36_000],
    ['22/11/2026', Date.UTC(2026, 10, 21, 17)],
    ['2026/11/22', Date.UTC(2026, 10, 21, 17)],
    ['20261122', Date.UTC(2026, 10, 21, 17)],
    [AT, AT],
    ['31/02/2026 09:00', '?31/02/2026 09:00'],
    ['13/13/2026', '?13/13/2026'],
    ['2026-11-22 24:01', '?2026-11-22 24:01'],
    ['hôm qua', '?hôm qua'],
    ['', '?'],
    [undefined, undefined],
    [null, undefined],
  ];
  it.each(cases)('reads %s', (given, expected) => {
    expect(readTime(given, ZONE)).toBe(expected);
  });

  it('reads back every instant in every form that upstreams write', () => {
    const seconds = fc.integer({ min: Date.UTC(2020, 0, 1) / 1000, max: Date.UTC(2040, 0, 1) / 1000 });
    fc.assert(
      fc.property(seconds, (second) => {
        const atMs = second * 1000;
        for (const write of [isoText, sqlText, viText, compactText])
          expect(readTime(write(atMs), ZONE)).toBe(atMs);
        expect(readTime(`${dashDate(atMs)} 00:00`, ZONE)).toBe(readTime(dashDate(atMs), ZONE));
      }),
    );
  });
});

describe('$place and $period', () => {
  const { province, places } = tinyConfig();
  const bindings = makeBindings({ provinceId: province.id, timeZone: province.timeZone, places });
  const place = bindings['place'] as (kinds: unknown, text: unknown) => string;
  const period = bindings['period'] as (kind: unknown, atMs: unknown) => string;

  it.each([
    ['station', 'S1', 'st-1'],
    ['station', 'trạm hai', 'st-2'],
    [['commune', 'station'], 'Thụy Hòa', 'co-1'],
    ['commune', 'Trạm Hai', '?Trạm Hai'],
    ['station', undefined, '?'],
    ['station', 7, '?7'],
  ])('finds %s %s', (kinds, text, id) => {
    expect(place(kinds, text)).toBe(id);
  });

  it('names the period of an instant in the province’s own time', () => {
    expect(period('day', Date.UTC(2026, 10, 21, 17))).toBe('2026-11-22');
    expect(period('day', Date.UTC(2026, 10, 21, 16, 59))).toBe('2026-11-21');
    expect(period('eon', 0)).toBe('?0');
  });
});
