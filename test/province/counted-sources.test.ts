/** The sources whose figures the collector counts itself: the document axis, and index 766 from dossiers. */
import { describe, expect, it } from 'vitest';
import { Validator } from '../../collector/validate.ts';
import { readConfig } from '../../config/read-config.ts';
import { ConfigIndex } from '../../shared/config/province-config.ts';
import { UpstreamError } from '../../shared/errors.ts';
import { runMapping } from '../fixtures/run-mapping.ts';

const config = await readConfig('config/lang-son');
const index = new ConfigIndex(config);
const NOW_MS = Date.parse('2026-11-20T10:07:13+07:00');

async function validated(id: string, document: unknown) {
  const source = config.sources.find((one) => one.id === id)!;
  const output = await runMapping(source.mapping!, document, config, NOW_MS);
  const { observations, refusals } = new Validator(config).validate(output, source);
  const seen = new Map(observations.map((one) => [`${one.indicator}|${one.place}`, one]));
  return { observations, refusals, valueOf: (series: string) => seen.get(series)?.value };
}

describe('the document axis', () => {
  const row = (from: string, to: string, status: string) => ({
    from,
    to,
    status,
    updatedTime: '2026-11-20 08:00:00',
  });
  const list = (...data: unknown[]) => ({ success: true, message: 'Thành công', count: data.length, data });
  const FIGURES = [
    'van-ban-qua-truc',
    'van-ban-theo-trang-thai',
    'truc-tu-choi',
    'truc-da-tiep-nhan',
    'truc-phan-cong',
    'truc-dang-xu-ly',
    'truc-hoan-thanh',
    'truc-trang-thai-khac',
  ];

  it('has no document after midnight: every count is zero now, not that of yesterday', async () => {
    const { observations } = await validated('lgsp-van-ban', list());
    const told = observations.map(({ indicator, place }) => `${indicator}|${place}`);
    const expected = FIGURES.flatMap((id) =>
      index.expectedPlaces(index.indicators.get(id)!.indicator).map((place) => `${id}|${place}`),
    );
    expect(expected.filter((series) => !told.includes(series))).toEqual([]);
    expect(observations.map(({ value, observedAtMs }) => [value, observedAtMs])).toEqual(
      observations.map(() => [0, NOW_MS]),
    );
  });

  it.each([
    ['did not succeed', { success: false, message: 'lỗi', count: 0, data: [] }],
    ['was cut', { success: true, count: 3, data: [] }],
    ['has no count', { success: true, data: [] }],
  ])('is not believed to be empty when the answer %s: the poll fails', async (_what, document) => {
    await expect(validated('lgsp-van-ban', document)).rejects.toThrow(UpstreamError);
  });

  it('counts by agency, and hands on one that nobody knows to be refused by its code', async () => {
    const { valueOf, refusals } = await validated(
      'lgsp-van-ban',
      list(row('G05.01', 'H37.MP02', '02'), row('H37.MP02', 'H37.MP03', '09')),
    );
    const province = config.province.id;
    expect(valueOf(`van-ban-qua-truc|${province}`)).toBe(2);
    expect(valueOf('van-ban-qua-truc|so-noi-vu')).toBe(2);
    expect(valueOf('van-ban-qua-truc|so-tai-chinh')).toBe(0);
    expect(valueOf('van-ban-theo-trang-thai|vb-khac')).toBe(1);
    expect(valueOf('truc-tu-choi|so-noi-vu')).toBe(1);
    expect(valueOf('truc-tu-choi|so-tu-phap')).toBe(0);
    expect(valueOf('truc-trang-thai-khac|so-tu-phap')).toBe(1);
    expect(valueOf(`truc-trang-thai-khac|${province}`)).toBe(1);
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toMatchObject({ reason: 'unknown-place' });
    expect(refusals[0]?.words).toContain('G05.01');
  });
});

describe('index 766 from dossiers', () => {
  const dossier = (unit: string, ended: string | null, received = '20261110080000') => ({
    MaDonVi: unit,
    NgayTiepNhan: received,
    NgayHenTra: '20261115170000',
    NgayKetThucXuLy: ended,
    KenhThucHien: '2',
    DuocThanhToanTrucTuyen: '2',
  });
  const list = (...HoSo: unknown[]) => ({ ThoiDiem: '2026-11-20T10:00:00+07:00', HoSo });
  const inTime = '20261112080000';
  const late = '20261116080000';

  it('is told as an estimate of our own, in time by unit, as of the list', async () => {
    const { observations, refusals, valueOf } = await validated(
      'dvc-dong-bo',
      list(dossier('H37.MP02', inTime), dossier('H37.MP02', late), dossier('06601', null)),
    );
    expect(refusals).toEqual([]);
    expect(valueOf('ho-so-dung-han-tu-tinh|lang-son')).toBe(33.33);
    expect(valueOf('ho-so-dung-han-tu-tinh|so-noi-vu')).toBe(50);
    expect(valueOf('ho-so-dung-han-tu-tinh|06601')).toBe(0);
    expect(valueOf('nop-truc-tuyen-tu-tinh|lang-son')).toBe(100);
    expect(valueOf('thanh-toan-truc-tuyen-tu-dem|lang-son')).toBe(3);
    const asOf = Date.parse('2026-11-20T10:00:00+07:00');
    expect(new Set(observations.map(({ method }) => method))).toEqual(new Set(['estimate']));
    expect(new Set(observations.map(({ observedAtMs }) => observedAtMs))).toEqual(new Set([asOf]));
  });

  it('counts one dossier as it counts many, and none older than thirty days', async () => {
    const { valueOf } = await validated(
      'dvc-dong-bo',
      list(dossier('H37.MP02', inTime), dossier('H37.MP02', late, '20261001080000')),
    );
    expect(valueOf('ho-so-dung-han-tu-tinh|so-noi-vu')).toBe(100);
  });

  it('is none, not zero, when the list is empty', async () => {
    const { valueOf } = await validated('dvc-dong-bo', list());
    expect(valueOf('ho-so-dung-han-tu-tinh|lang-son')).toBeNull();
    expect(valueOf('thanh-toan-truc-tuyen-tu-dem|lang-son')).toBe(0);
  });

  it('reports a unit that nobody knows, and a date that is none', async () => {
    const { refusals } = await validated(
      'dvc-dong-bo',
      list(dossier('H37.XX', inTime), dossier('06601', 'hôm qua')),
    );
    expect(refusals.map(({ words }) => words).join('\n')).toMatch(/H37\.XX[^]*NgayKetThucXuLy hôm qua/);
    expect(refusals).toHaveLength(2);
  });

  it('is not computed of a list that does not say as of when', async () => {
    await expect(validated('dvc-dong-bo', { HoSo: [dossier('06601', inTime)] })).rejects.toThrow(
      UpstreamError,
    );
  });
});
