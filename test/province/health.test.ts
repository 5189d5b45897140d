import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openUpstream, type Upstream } from '../fixtures/upstream.ts';

interface QuarterRow {
  readonly MA_CSKCB: string;
  readonly NGAY_GIO: string;
  readonly SO_LUOT_KHAM: number;
  readonly SO_NOI_TRU: number;
}
interface BedRow {
  readonly MA_CSKCB: string;
  readonly GIUONG_THUC_KE: number;
  readonly CONG_SUAT: number;
}
interface DayLine {
  readonly ngay: string;
  readonly maXa?: string;
  readonly giaTri: number;
}
interface Surveillance {
  readonly caMacTheoXa: readonly DayLine[];
  readonly caMacTheoBenh: readonly (DayLine & { icd10: string })[];
  readonly oDichTheoXa: readonly DayLine[];
  readonly caBenh48Gio: readonly { maCaBenh: string; xa: string; thoiDiemBaoCao: string }[];
}

const sumOf = <T>(items: readonly T[], value: (item: T) => number) =>
  items.reduce((sum, item) => sum + value(item), 0);

describe('the systems of health', () => {
  let upstream: Upstream;
  beforeAll(async () => void (upstream = await openUpstream('y-te', '2026-11-20T10:07:00+07:00')));
  afterAll(() => upstream.close());

  const quarter = async (query = '') =>
    (await upstream.get<{ DANH_SACH: QuarterRow[] }>(`/his/tong-hop${query}`)).DANH_SACH;
  const surveillance = (soNgay: number) => upstream.post<Surveillance>('/giam-sat/truy-van', { soNgay });

  it('writes one row a facility, as of the last quarter of an hour', async () => {
    const rows = await quarter();
    expect(new Set(rows.map(({ MA_CSKCB }) => MA_CSKCB)).size).toBe(15);
    expect(new Set(rows.map(({ NGAY_GIO }) => NGAY_GIO))).toEqual(new Set(['202611201000']));
  });

  it('tells in its history what it said live', async () => {
    const live = await quarter();
    upstream.at('2026-11-21T09:00:00+07:00');
    const past = await quarter('?from=2026-11-20T02:55:00Z&to=2026-11-20T03:05:00Z');
    upstream.at('2026-11-20T10:07:00+07:00');
    expect(past).toEqual(live);
  });

  it('has seen more patients by the afternoon, few on a Sunday, and none after midnight', async () => {
    const seen = async (iso: string) => {
      upstream.at(iso);
      return sumOf(await quarter(), ({ SO_LUOT_KHAM }) => SO_LUOT_KHAM);
    };
    const morning = await seen('2026-11-20T09:00:00+07:00');
    const afternoon = await seen('2026-11-20T17:00:00+07:00');
    expect(morning).toBeGreaterThan(0);
    expect(afternoon).toBeGreaterThan(2 * morning);
    expect(await seen('2026-11-22T17:00:00+07:00')).toBeLessThan(0.5 * afternoon);
    expect(await seen('2026-11-21T00:10:00+07:00')).toBe(0);
    upstream.at('2026-11-20T10:07:00+07:00');
  });

  it('divides inpatients by standing beds', async () => {
    upstream.at('2026-11-20T10:00:30+07:00');
    const [rows, { DANH_SACH: beds }] = await Promise.all([
      quarter(),
      upstream.get<{ DANH_SACH: BedRow[] }>('/his/giuong-benh'),
    ]);
    upstream.at('2026-11-20T10:07:00+07:00');
    expect(beds).toHaveLength(15);
    for (const bed of beds) {
      const inpatients = rows.find(({ MA_CSKCB }) => MA_CSKCB === bed.MA_CSKCB)?.SO_NOI_TRU ?? NaN;
      expect(bed.CONG_SUAT).toBeCloseTo((100 * inpatients) / bed.GIUONG_THUC_KE, 0);
    }
  });

  it('lets the occupancy follow inpatients set by hand, and publishes at once', async () => {
    await upstream.set('MP2001.SO_NOI_TRU', 900);
    const { DANH_SACH: beds } = await upstream.get<{ DANH_SACH: BedRow[] }>('/his/giuong-benh');
    const bed = beds.find(({ MA_CSKCB }) => MA_CSKCB === 'MP2001');
    expect(bed?.CONG_SUAT).toBeCloseTo((100 * 900) / (bed?.GIUONG_THUC_KE ?? NaN), 1);
    expect((await quarter()).find(({ MA_CSKCB }) => MA_CSKCB === 'MP2001')).toMatchObject({
      SO_NOI_TRU: 900,
      NGAY_GIO: '202611201007',
    });
  });

  it('counts the same cases by commune, by disease and in all, on every day', async () => {
    const { caMacTheoXa, caMacTheoBenh } = await surveillance(30);
    const days = [...new Set(caMacTheoXa.map(({ ngay }) => ngay))];
    expect(days).toHaveLength(30);
    for (const day of days) {
      const lines = caMacTheoXa.filter(({ ngay }) => ngay === day);
      const communes = lines.filter(({ maXa }) => maXa !== undefined);
      const whole = lines.find(({ maXa }) => maXa === undefined)?.giaTri;
      expect(communes).toHaveLength(65);
      expect(sumOf(communes, ({ giaTri }) => giaTri)).toBe(whole);
      const diseases = caMacTheoBenh.filter(({ ngay }) => ngay === day);
      expect(sumOf(diseases, ({ giaTri }) => giaTri)).toBe(whole);
    }
  });

  it('closes a day at half past six of the next', async () => {
    const newest = async (iso: string) => {
      upstream.at(iso);
      return (await surveillance(1)).caMacTheoXa[0]?.ngay;
    };
    expect(await newest('2026-11-20T06:29:00+07:00')).toBe('2026-11-18');
    expect(await newest('2026-11-20T06:31:00+07:00')).toBe('2026-11-19');
    upstream.at('2026-11-20T10:07:00+07:00');
  });

  it('names no case before it is reported', async () => {
    const { caBenh48Gio: cases } = await surveillance(1);
    expect(cases.length).toBeGreaterThan(0);
    const textOf = (iso: string) => iso.replace(/^(\d{2})\/(\d{2})\/(\d{4}) /, '$3-$2-$1T');
    for (const { thoiDiemBaoCao } of cases)
      expect(textOf(thoiDiemBaoCao) <= '2026-11-20T10:07:00').toBe(true);
    expect(new Set(cases.map(({ maCaBenh }) => maCaBenh)).size).toBe(cases.length);
  });
});
