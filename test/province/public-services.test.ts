import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openUpstream, type Upstream } from '../fixtures/upstream.ts';

interface IndexLine {
  readonly maChiSo: string;
  readonly ngay: string;
  readonly maDonVi?: string;
  readonly giaTri: number;
}
interface UnitRow {
  readonly MaDonVi: string;
  readonly ThoiDiem: string;
  readonly TiepNhan: number;
  readonly DangXuLy: number;
  readonly QuaHan: number;
}
interface Dossier {
  readonly SoHoSo: string;
  readonly NgayTiepNhan: string;
  readonly NgayKetThucXuLy: string | null;
}
interface Situation {
  readonly DonVi: readonly UnitRow[];
  readonly HoSo: readonly Dossier[];
}

/** Full points of the six groups; together 100. */
const GROUPS = { CKMB: 18, TDGQ: 20, DVCTT: 12, TTTT: 10, MDHL: 18, SHHS: 22 } as const;

describe('the systems of public services', () => {
  let upstream: Upstream;
  beforeAll(async () => void (upstream = await openUpstream('hanh-chinh-cong', '2026-11-20T10:20:00+07:00')));
  afterAll(() => upstream.close());

  const index = async (days: number) =>
    (await upstream.get<{ duLieu: IndexLine[] }>(`/cong-dvc-quoc-gia/bo-chi-so-766?soKy=${days}`)).duLieu;
  const situation = (query = '') => upstream.get<Situation>(`/dvc/tinh-hinh${query}`);

  it('adds six groups up to index 766 on every day, none beyond its points', async () => {
    const lines = (await index(20)).filter(({ maDonVi }) => maDonVi === undefined);
    const on = (code: string, day: string) =>
      lines.find(({ maChiSo, ngay }) => maChiSo === code && ngay === day)?.giaTri ?? NaN;
    const days = [...new Set(lines.map(({ ngay }) => ngay))];
    expect(days).toHaveLength(20);
    for (const day of days) {
      let sum = 0;
      for (const [code, most] of Object.entries(GROUPS)) {
        expect(on(code, day)).toBeGreaterThan(0);
        expect(on(code, day)).toBeLessThanOrEqual(most);
        sum += on(code, day);
      }
      expect(sum).toBeCloseTo(on('TONG', day), 6);
    }
  });

  it('shows the total and what is in time by 14 agencies and 65 communes', async () => {
    const units = (code: string, lines: readonly IndexLine[]) =>
      lines.filter(({ maChiSo, maDonVi }) => maChiSo === code && maDonVi !== undefined);
    const lines = await index(1);
    expect(units('TONG', lines)).toHaveLength(79);
    expect(units('2.1', lines)).toHaveLength(79);
    expect(
      lines.every(
        ({ maChiSo, giaTri }) => maChiSo === '2.2' || maChiSo === '5.1' || (giaTri >= 0 && giaTri <= 100),
      ),
    ).toBe(true);
  });

  it('counts the units up to the province', async () => {
    const { DonVi: rows } = await situation();
    const [whole, ...units] = rows;
    expect(whole?.MaDonVi).toBe('toan-tinh');
    expect(units).toHaveLength(79);
    for (const field of ['TiepNhan', 'DangXuLy', 'QuaHan'] as const)
      expect(units.reduce((sum, unit) => sum + unit[field], 0)).toBe(whole?.[field]);
  });

  it('never has more dossiers overdue than in progress', async () => {
    const { DonVi: rows } = await situation();
    expect(rows.filter(({ QuaHan, DangXuLy }) => QuaHan > DangXuLy)).toEqual([]);
  });

  it('counts a value set by hand into the province', async () => {
    const before = (await situation()).DonVi;
    const old = before.find(({ MaDonVi }) => MaDonVi === '06076')?.QuaHan ?? NaN;
    await upstream.set('06076.QuaHan', old + 40);
    expect((await situation()).DonVi[0]?.QuaHan).toBe((before[0]?.QuaHan ?? NaN) + 40);
  });

  it('receives a small part on a Sunday of what it does on a Friday', async () => {
    const received = async (iso: string) => {
      upstream.at(iso);
      return (await situation()).DonVi[0]?.TiepNhan ?? NaN;
    };
    const friday = await received('2026-11-20T17:30:00+07:00');
    expect(await received('2026-11-22T17:30:00+07:00')).toBeLessThan(0.2 * friday);
    upstream.at('2026-11-20T10:20:00+07:00');
  });

  it('repeats in its half-hourly history what it said live', async () => {
    upstream.at('2026-11-19T10:01:00+07:00');
    const live = (await situation()).DonVi;
    upstream.at('2026-11-20T10:20:00+07:00');
    const past = (await situation('?from=2026-11-19T02:50:00Z&to=2026-11-19T03:10:00Z')).DonVi;
    expect(past).toEqual(live);
  });

  it('hands on a dossier again under its number once it is finished', async () => {
    upstream.at('2026-11-20T10:20:00+07:00');
    const open = (await situation()).HoSo.filter(({ NgayKetThucXuLy }) => NgayKetThucXuLy === null);
    upstream.at('2026-11-20T10:50:00+07:00');
    const later = (await situation()).HoSo;
    const finished = open.filter(({ SoHoSo }) =>
      later.some((dossier) => dossier.SoHoSo === SoHoSo && dossier.NgayKetThucXuLy !== null),
    );
    upstream.at('2026-11-20T10:20:00+07:00');
    expect(finished.length).toBeGreaterThan(0);
  });

  it('hands on no dossier of the future', async () => {
    const times = (await situation()).HoSo.map(({ NgayTiepNhan }) => NgayTiepNhan);
    expect(times.length).toBeGreaterThan(10);
    expect(times.filter((time) => time > '20261120102000')).toEqual([]);
  });
});
