import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeIndex766, type Index766, type SubIndex } from '../../../collector/index-766/compute.ts';
import { dossiersAsOf, readDossier } from '../../../collector/index-766/dossier.ts';
import { GROUPS, MISSING, SUB_INDICES } from '../../../collector/index-766/sub-indices.ts';
import { readTime } from '../../../collector/mapping/bindings.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const NOW_MS = Date.parse('2026-11-20T10:00:00+07:00');
const DAY_MS = 86_400_000;
const timeOf = (given: unknown) => readTime(given, ZONE);

type Fields = Record<string, unknown>;
const dossier = (fields: Fields) =>
  readDossier({ NgayTiepNhan: '20261118080000', NgayHenTra: '20261121080000', ...fields }, timeOf);
const compute = (list: readonly Fields[], complained?: number) =>
  computeIndex766(list.map(dossier), NOW_MS, complained);
const sub = (index: Index766, id: string): SubIndex => index.subIndices.find((one) => one.id === id)!;

const IN_TIME = { NgayKetThucXuLy: '20261119080000' };
const LATE = { NgayKetThucXuLy: '20261121080001' };

describe('2.1, dossiers finished in time', () => {
  const cases: [string, Fields, number | null][] = [
    ['finished before its day', IN_TIME, 100],
    ['finished to the second', { NgayKetThucXuLy: '20261121080000' }, 100],
    ['finished a second too late', LATE, 0],
    ['open, its day to come', {}, 100],
    ['open, past its day', { NgayHenTra: '20261120095959' }, 0],
    ['finished in the evening of a day promised without an hour', evening('20261119'), 100],
    ['the same, written with slashes', evening('19/11/2026'), 100],
    ['finished on the next day', { NgayHenTra: '20261118', NgayKetThucXuLy: '20261119000000' }, 0],
    ['without a promised day', { NgayHenTra: null, ...IN_TIME }, null],
    ['with a promised day that is none', { NgayHenTra: '31/02/2026', ...IN_TIME }, null],
    ['with an end that is no time', { NgayKetThucXuLy: 'hôm qua' }, null],
  ];
  it.each(cases)('%s', (_what, fields, percent) => {
    const told = sub(compute([fields]), '2.1');
    expect(told.percent).toBe(percent);
    expect(told.unjudged).toBe(percent === null ? 1 : 0);
    expect(told.reason).toBe(percent === null ? 'no-dossier' : undefined);
  });

  it('gives two decimals', () => {
    expect(sub(compute([IN_TIME, IN_TIME, LATE]), '2.1')).toMatchObject({
      percent: 66.67,
      numerator: 2,
      denominator: 3,
    });
  });

  it('never rises by a late dossier', () => {
    fc.assert(
      fc.property(fc.array(anyDossier), (list) => {
        const before = sub(compute(list), '2.1').percent ?? 0;
        expect(sub(compute([...list, LATE]), '2.1').percent).toBeLessThanOrEqual(before);
      }),
    );
  });
});

describe('the marks of a dossier', () => {
  const cases: [string, string, Fields, number][] = [
    ['3.3', 'channel 2 is online', { KenhThucHien: '2' }, 1],
    ['3.3', 'so is the number', { KenhThucHien: 2 }, 1],
    ['3.3', 'channel 1 is in person', { KenhThucHien: '1' }, 0],
    ['3.3', 'channel 3 is the post', { KenhThucHien: '3' }, 0],
    ['3.3', 'no channel is in person', {}, 0],
    ['3.6', 'paid on the national portal', { DuocThanhToanTrucTuyen: '1' }, 1],
    ['3.6', 'paid on the province’s own gateway', { DuocThanhToanTrucTuyen: 2 }, 1],
    ['3.6', 'paid otherwise', { DuocThanhToanTrucTuyen: '0' }, 0],
    ['4.1', 'a result with its file', { MaKetQua: 'KQ1', DuongDanTepTinKetQua: 'https://x.vn/1.pdf' }, 1],
    ['4.1', 'a result without a file', { MaKetQua: 'KQ1', DuongDanTepTinKetQua: '' }, 0],
    ['4.1', 'a file in the list of results', { DanhSachGiayToKetQua: [resultPaper] }, 1],
    ['4.2', 'digitised', { DuocSoHoa: 1 }, 1],
    ['4.2', 'one digitised paper of two', { TaiLieuNop: [{ DuocSoHoa: '0' }, { DuocSoHoa: '1' }] }, 1],
    ['4.2', 'another casing', { duocsohoa: true }, 1],
    ['4.2', 'not digitised', { DuocSoHoa: '0' }, 0],
    ['4.3', 'uses digitised parts', { HoSoCoThanhPhanSoHoa: '1' }, 1],
    ['4.4', 'from the national store', { TaiLieuNop: { DuocLayTuKhoDMQG: '1' } }, 1],
    ['4.4', 'not said to be from the store', {}, 0],
    ['4.5', 'identity verified', { taiKhoanDuocXacThucVoiVNeID: '1' }, 1],
    ['4.5', 'identity not verified', { TaiKhoanDuocXacThucVoiVNeID: '0' }, 0],
  ];
  it.each(cases)('%s: %s', (id, _what, fields, numerator) => {
    expect(sub(compute([fields]), id).numerator).toBe(numerator);
  });

  it('has no share of 3.6, since nobody says which dossiers owe a fee', () => {
    expect(sub(compute([{ DuocThanhToanTrucTuyen: '1' }]), '3.6')).toMatchObject({
      percent: null,
      reason: 'only-a-part',
      denominator: null,
      points: null,
    });
  });
});

describe('points', () => {
  it.each([
    ['3.3', 1, 4, 50],
    ['3.3', 2, 4, 100],
    ['3.3', 4, 4, 100],
    ['3.3', 0, 4, 0],
  ])('%s: %i of %i online give %d %% of its points, whatever these are', (id, online, all, part) => {
    const list = Array.from({ length: all }, (_, index) => ({ KenhThucHien: index < online ? '2' : '1' }));
    expect(sub(compute(list), id)).toMatchObject({ percentOfPoints: part, maxPoints: null, points: null });
  });

  it.each([
    [0, 6],
    [10, 6],
    [19, 5.4],
    [55, 3],
    [100, 0],
  ])('5.4 with %d %% complained of gives %d points when nobody is late', (complained, points) => {
    const told = sub(compute([IN_TIME], complained), '5.4');
    expect(told).toMatchObject({ percent: 100 - complained, points, maxPoints: 6 });
    expect(told.missing).not.toContain('complaints');
  });

  it('5.4 has no percentage and no points while complaints are unknown, only the late part', () => {
    const index = compute([IN_TIME, LATE]);
    expect(index.latePercent).toBe(50);
    expect(sub(index, '5.4')).toMatchObject({ percent: null, points: null, reason: 'only-a-part' });
    expect(sub(index, '5.4').missing).toContain('complaints');
  });

  it('are given to no group, since the sources define none of the six to its end', () => {
    const { groups } = compute([IN_TIME, LATE], 1);
    expect(groups.map(({ id, maxPoints, points }) => [id, maxPoints, points])).toEqual([
      ['cong-khai', 18, null],
      ['tien-do', 20, null],
      ['dvctt', 12, null],
      ['thanh-toan', 10, null],
      ['hai-long', 18, null],
      ['so-hoa', 22, null],
    ]);
    expect(groups.map(({ statement }) => statement)).toEqual([
      'undefined',
      'partly',
      'partly',
      'partly',
      'partly',
      'partly',
    ]);
  });
});

describe('what the sources do not define', () => {
  it.each([
    ['1.1', 'undefined', ['procedure-register', 'max-points']],
    ['1.2', 'undefined', ['procedure-register', 'points-formula']],
    ['1.4', 'undefined', ['reported-dossiers', 'max-points']],
    ['2.1', 'partly', ['supplement-requests', 'procedure-terms', 'points-formula']],
    ['2.2', 'partly', ['time-units', 'supplement-requests', 'max-points']],
    ['3.1', 'undefined', ['procedure-register', 'max-points']],
    ['3.3', 'partly', ['sync-rate', 'paper-results', 'max-points']],
    ['4.3', 'partly', ['max-points']],
    ['5.2', 'undefined', ['petitions', 'max-points']],
    ['5.4', 'partly', ['supplement-requests', 'procedure-terms', 'complaints']],
  ])('%s is %s', (id, statement, missing) => {
    expect(sub(compute([IN_TIME]), id)).toMatchObject({ statement, missing });
  });

  it('is said of every sub-index and group in words of its own', () => {
    const { subIndices, groups } = compute([]);
    for (const { missing, statement } of [...subIndices, ...groups]) {
      expect(statement === 'defined').toBe(missing.length === 0);
      for (const input of missing) expect(MISSING[input].length).toBeGreaterThan(10);
    }
  });

  it('gives null with a reason, never zero, when there is no dossier', () => {
    for (const told of compute([]).subIndices) {
      expect(told.percent).toBeNull();
      expect(told.reason).toBeDefined();
    }
  });

  it('has the twenty sub-indices of six groups that together give 100 points', () => {
    expect(new Set(SUB_INDICES.map(({ id }) => id)).size).toBe(20);
    expect(GROUPS.reduce((sum, { maxPoints }) => sum + maxPoints, 0)).toBe(100);
  });
});

describe('dossiers as a whole', () => {
  it('counts none that was never taken in, and names the dates it could not read', () => {
    const index = compute([IN_TIME, { NgayTiepNhan: null }, { NgayTiepNhan: '99/99/2026' }]);
    expect(index).toMatchObject({ dossiers: 1, withoutIntake: 2, unreadable: ['NgayTiepNhan 99/99/2026'] });
  });

  it('means the days of each procedure, by its code or else its name', () => {
    const index = compute([
      { MaTTHC: '1.001', TenTTHC: 'Khai sinh', NgayKetThucXuLy: '20261119080000' },
      { MaTTHC: '1.001', NgayKetThucXuLy: '20261118200000' },
      { TenTTHC: 'Khai tử', NgayKetThucXuLy: '20261118140000' },
      { TenTTHC: 'Khai tử' },
    ]);
    expect(index.meanDays).toEqual([
      { procedure: '1.001', days: 0.75, dossiers: 2 },
      { procedure: 'Khai tử', days: 0.25, dossiers: 1 },
    ]);
  });

  it('knows how they stood at an earlier instant', () => {
    const result = { MaKetQua: 'KQ', DuongDanTepTinKetQua: 'https://x.vn/1.pdf' };
    const list = [
      dossier({ ...LATE, ...result, NgayHenTra: '20261122080000' }),
      dossier({ NgayTiepNhan: '20261120080000' }),
      dossier({ NgayTiepNhan: '20261001080000' }),
    ];
    const then = dossiersAsOf(list, NOW_MS - DAY_MS, 30);
    expect(then).toEqual([{ ...list[0], endedAtMs: undefined, hasElectronicResult: false }]);
  });

  it('does not depend on their order, and keeps within its bounds', () => {
    fc.assert(
      fc.property(fc.array(anyDossier), fc.integer({ min: 0, max: 100 }), (list, complained) => {
        const index = compute(list, complained);
        expect(compute(list.toReversed(), complained)).toEqual(index);
        for (const told of index.subIndices) {
          // 5.4 subtracts two shares and may, by its formula, fall below zero; its points may not.
          expect(isWithin(told.id === '5.4' ? 0 : (told.percent ?? 0), 100)).toBe(true);
          expect(isWithin(told.percentOfPoints ?? 0, 100)).toBe(true);
          expect(isWithin(told.points ?? 0, told.maxPoints ?? 0)).toBe(true);
        }
        for (const { points, maxPoints } of index.groups) expect(isWithin(points ?? 0, maxPoints)).toBe(true);
      }),
    );
  });
});

const isWithin = (value: number, most: number) => value >= 0 && value <= most;

const date = fc.constantFrom(null, '', '20261118', '20261119080000', '20261122080000', '21/11/2026', 'x');
const mark = fc.constantFrom('0', '1', '2', '', null, 3, true);
const anyDossier: fc.Arbitrary<Fields> = fc.record({
  NgayTiepNhan: fc.constantFrom('20261118080000', '20261119080000', '20261119', null),
  NgayHenTra: date,
  NgayKetThucXuLy: date,
  KenhThucHien: mark,
  DuocThanhToanTrucTuyen: mark,
  MaKetQua: fc.constantFrom('', 'KQ'),
  DuongDanTepTinKetQua: fc.constantFrom('', 'https://x.vn/1.pdf'),
  DuocSoHoa: mark,
  DuocLayTuKhoDMQG: mark,
  HoSoCoThanhPhanSoHoa: mark,
  TaiKhoanDuocXacThucVoiVNeID: mark,
  TenTTHC: fc.constantFrom('a', 'b', ''),
});

function evening(day: string): Fields {
  return { NgayHenTra: day, NgayKetThucXuLy: '20261119213000' };
}

const resultPaper = { MaGiayToKetQua: 'KQ1', DuongDanTepTinKetQua: 'https://x.vn/1.pdf' };
