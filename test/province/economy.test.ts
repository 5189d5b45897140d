import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openUpstream, type Upstream } from '../fixtures/upstream.ts';

interface StatisticsLine {
  readonly nam: number;
  readonly quy?: number;
  readonly thang?: number;
  readonly maDvhc?: string;
  readonly giaTri?: number;
}
interface Statistics {
  readonly bang: readonly { maChiTieu: string; dong: readonly StatisticsLine[] }[];
}
interface Goals {
  readonly chiTieu: readonly {
    ma: string;
    soLieu: readonly { ky: string; donVi?: string; giaTri: number | string }[];
  }[];
}
interface TreasuryLine {
  readonly MA_CHI_TIEU: string;
  readonly NGAY: string;
  readonly GIA_TRI: number;
}

describe('the systems of the economy', () => {
  let upstream: Upstream;
  beforeAll(async () => void (upstream = await openUpstream('kinh-te-xa-hoi', '2026-11-22T09:36:00+07:00')));
  afterAll(() => upstream.close());

  const table = async (code: string) => {
    const { bang } = await upstream.get<Statistics>('/thong-ke/bang-so-lieu?soKy=60');
    return bang.find(({ maChiTieu }) => maChiTieu === code)?.dong ?? [];
  };
  const goal = async (code: string) => {
    const { chiTieu } = await upstream.get<Goals>('/chuyen-doi-so/bo-chi-tieu?soKy=8');
    return chiTieu.find(({ ma }) => ma === code)?.soLieu ?? [];
  };

  it.each([
    ['T0101', { nam: 2025, quy: 4 }, 8.06],
    ['T0102', { nam: 2025 }, 71],
    ['T0201', { nam: 2025, thang: 12 }, 183],
    ['T0202', { nam: 2025, thang: 12 }, 6.15],
    ['T0401', { nam: 2023 }, 12.52],
  ])('tells the published figure of table %s %o as it is', async (code, period, value) => {
    const lines = (await table(code)).filter(({ maDvhc }) => maDvhc === undefined);
    expect(lines).toContainEqual(expect.objectContaining({ ...period, giaTri: value }));
  });

  it.each([
    ['NQ49-SL', '2023', 20],
    ['NQ49-SL', '2024', 21],
    ['DTI-HANG', '2020', 16],
    ['DTI-HANG', '2021', 5],
    ['DTI-HANG', '2022', 6],
    ['TMDT-SP', '2023', 20_984],
    ['TMDT-GD', '2023', 48_920],
    ['CHS', '2022', 67_055],
    ['TCN-TO', '2024', 1_658],
    ['TCN-TV', '2024', 9_042],
  ])('tells goal %s of %s as published', async (code, ky, giaTri) => {
    const whole = (await goal(code)).filter(({ donVi }) => donVi === undefined);
    expect(whole).toContainEqual(expect.objectContaining({ ky, giaTri }));
  });

  it('ends the year 2025 at the real revenue from trade and in all', async () => {
    upstream.at('2026-01-01T08:00:00+07:00');
    const { DS_CHI_TIEU: lines } = await upstream.get<{ DS_CHI_TIEU: TreasuryLine[] }>(
      '/kho-bac/so-lieu-ngay?soKy=1',
    );
    upstream.at('2026-11-22T09:36:00+07:00');
    const on = (code: string) =>
      lines.find((line) => line.MA_CHI_TIEU === code && line.NGAY === '20251231')?.GIA_TRI;
    expect(on('THU_XNK_LK')).toBe(13_300);
    expect(on('THU_NSNN_LK')).toBe(18_063.8);
  });

  it('adds inland and trade revenue up to the whole on every day', async () => {
    const { DS_CHI_TIEU: lines } = await upstream.get<{ DS_CHI_TIEU: TreasuryLine[] }>(
      '/kho-bac/so-lieu-ngay?soKy=60',
    );
    const on = (code: string, day: string) =>
      lines.find((line) => line.MA_CHI_TIEU === code && line.NGAY === day)?.GIA_TRI ?? NaN;
    const days = [...new Set(lines.map(({ NGAY }) => NGAY))];
    expect(days).toHaveLength(60);
    for (const day of days)
      expect(on('THU_NOI_DIA_LK', day) + on('THU_XNK_LK', day)).toBeCloseTo(on('THU_NSNN_LK', day), 6);
  });

  it('adds the gates up to the turnover', async () => {
    const { items } = await upstream.get<{
      items: { NGAY_BC: string; TEN_CUA_KHAU: string; LUY_KE_TY_USD: number }[];
    }>('/hai-quan/kim-ngach?soKy=1');
    const whole = items.find(({ TEN_CUA_KHAU }) => TEN_CUA_KHAU === 'TOAN_TINH');
    const gates = items.filter((item) => item !== whole);
    expect(gates.map(({ TEN_CUA_KHAU }) => TEN_CUA_KHAU)).toEqual([
      'Hữu Nghị',
      'Ga Đồng Đăng',
      'Chi Ma',
      'Na Hình',
    ]);
    expect(gates.reduce((sum, gate) => sum + gate.LUY_KE_TY_USD, 0)).toBeCloseTo(
      whole?.LUY_KE_TY_USD ?? NaN,
      6,
    );
  });

  it('adds eight pillars up to the DTI score', async () => {
    const lines = (await goal('DTI-DIEM')).filter(({ ky }) => ky === '2025');
    const pillars = lines.filter(({ donVi }) => donVi !== undefined);
    expect(pillars).toHaveLength(8);
    const sum = pillars.reduce((total, { giaTri }) => total + Number(giaTri), 0);
    expect(sum).toBeCloseTo(Number(lines.find(({ donVi }) => donVi === undefined)?.giaTri), 6);
  });

  it('shares the digital shops out over all 65 communes, to the last one', async () => {
    const lines = (await goal('CHS')).filter(({ ky }) => ky === '2022');
    const communes = lines.filter(({ donVi }) => donVi !== undefined);
    expect(communes).toHaveLength(65);
    expect(communes.reduce((total, { giaTri }) => total + Number(giaTri), 0)).toBe(67_055);
  });

  it('calls a commune rural-new only at nineteen criteria, and no ward at all', async () => {
    const share = (await table('T0303')).find(({ nam, quy }) => nam === 2026 && quy === 3)?.giaTri ?? NaN;
    const criteria = (await table('T0304')).filter(({ nam, quy }) => nam === 2026 && quy === 3);
    expect(criteria).toHaveLength(61);
    const met = criteria.filter(({ giaTri }) => giaTri === 19).length;
    expect(share).toBeCloseTo((100 * met) / 61, 1);
  });

  it('publishes a month on the sixth day after its end, not before', async () => {
    const newest = async (iso: string) => {
      upstream.at(iso);
      return (await table('T0202'))[0];
    };
    expect(await newest('2026-11-06T23:59:00+07:00')).toMatchObject({ nam: 2026, thang: 9 });
    expect(await newest('2026-11-07T00:01:00+07:00')).toMatchObject({ nam: 2026, thang: 10 });
    upstream.at('2026-11-22T09:36:00+07:00');
  });

  it('never changes a figure of the past as time goes on', async () => {
    const before = await table('T0203');
    upstream.at('2027-03-20T10:00:00+07:00');
    const after = await table('T0203');
    upstream.at('2026-11-22T09:36:00+07:00');
    expect(after.length).toBeGreaterThan(before.length);
    for (const line of before) expect(after).toContainEqual(line);
  });

  it('is the same province for the same seed, and another for another', async () => {
    const path = '/du-lich/thong-ke?soKy=20';
    const [same, other] = await Promise.all(
      [1, 2].map((seed) => openUpstream('kinh-te-xa-hoi', '2026-11-22T09:36:00+07:00', seed)),
    );
    const here = await upstream.get(path);
    expect(await same?.get(path)).toEqual(here);
    expect(await other?.get(path)).not.toEqual(here);
    await Promise.all([same?.close(), other?.close()]);
  });
});
