import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openUpstream, type Upstream } from '../fixtures/upstream.ts';

interface SchoolDay {
  readonly ngay: string;
  readonly trang_thai: string;
  readonly don_vi: string;
  readonly vang?: number | null;
  readonly tyLeChuyenCan?: number | null;
}
interface Attendance {
  readonly chuyen_can: readonly SchoolDay[];
  readonly hoc_sinh_vang: readonly SchoolDay[];
}
interface Reports {
  readonly baoCao: readonly {
    chiTieu: string;
    dong: readonly { ky: string; cum?: string; giaTri: number }[];
  }[];
}

describe('the systems of education', () => {
  let upstream: Upstream;
  beforeAll(async () => void (upstream = await openUpstream('giao-duc', '2026-11-22T09:36:00+07:00')));
  afterAll(() => upstream.close());

  const attendance = (days: number) => upstream.get<Attendance>(`/vnedu/api/chuyen-can?so_ngay=${days}`);

  it.each([
    ['2026-11-20T09:29:00+07:00', '2026-11-19', 'Friday before half past nine'],
    ['2026-11-20T09:31:00+07:00', '2026-11-20', 'Friday after half past nine'],
    ['2026-11-22T12:00:00+07:00', '2026-11-21', 'Sunday: the Saturday'],
    ['2026-11-23T09:29:00+07:00', '2026-11-21', 'Monday before half past nine: still the Saturday'],
    ['2026-11-23T09:31:00+07:00', '2026-11-23', 'Monday after half past nine'],
  ])('at %s the newest school day is %s (%s)', async (iso, day) => {
    upstream.at(iso);
    expect((await attendance(1)).chuyen_can[0]?.ngay).toBe(day);
    upstream.at('2026-11-22T09:36:00+07:00');
  });

  it('has no row for any Sunday', async () => {
    const days = (await attendance(50)).chuyen_can.map(({ ngay }) =>
      new Date(`${ngay}T00:00:00Z`).getUTCDay(),
    );
    expect(new Set(days)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  });

  it('adds the absent pupils of 65 communes up to those of the province', async () => {
    const lines = (await attendance(1)).hoc_sinh_vang;
    const communes = lines.filter(({ don_vi }) => don_vi !== 'TOAN_TINH');
    expect(communes).toHaveLength(65);
    const sum = communes.reduce((total, { vang }) => total + (vang ?? NaN), 0);
    expect(sum).toBe(lines.find(({ don_vi }) => don_vi === 'TOAN_TINH')?.vang);
  });

  it('says in the summer that there is no figure, for the province and every commune', async () => {
    upstream.at('2026-07-15T10:00:00+07:00');
    const lines = (await attendance(1)).chuyen_can;
    upstream.at('2026-11-22T09:36:00+07:00');
    expect(lines).toHaveLength(66);
    expect(
      lines.every(({ trang_thai, tyLeChuyenCan }) => trang_thai === 'NGHI' && tyLeChuyenCan === null),
    ).toBe(true);
  });

  it.each([
    ['SO_TRUONG', '2025', 648],
    ['TN_THPT', '2025', 99.08],
    ['LOP_GHEP', '2025', 21.9],
    ['TL_TRUONG_CHUAN', '2025-Q4', 48.9],
    ['SO_HOC_SINH', '2025-12', 211_143],
  ])('tells %s of %s as published', async (code, ky, giaTri) => {
    const { baoCao } = await upstream.get<Reports>('/so-gddt/bao-cao?soKy=30');
    const lines = baoCao.find(({ chiTieu }) => chiTieu === code)?.dong.filter(({ cum }) => cum === undefined);
    expect(lines).toContainEqual(expect.objectContaining({ ky, giaTri }));
  });

  it.each(['SO_TRUONG', 'SO_HOC_SINH', 'THIEU_GV', 'BO_HOC'])('adds the clusters up to %s', async (code) => {
    const { baoCao } = await upstream.get<Reports>('/so-gddt/bao-cao?soKy=1');
    const lines = baoCao.find(({ chiTieu }) => chiTieu === code)?.dong ?? [];
    const clusters = lines.filter(({ cum }) => cum !== undefined);
    expect(clusters).toHaveLength(44);
    const whole = lines.find(({ cum }) => cum === undefined)?.giaTri;
    expect(clusters.reduce((total, { giaTri }) => total + giaTri, 0)).toBe(whole);
  });
});
