import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../../config/read-config.ts';
import { tableMappingSchema } from '../../../../shared/config/table-mapping.ts';
import { runMapping } from '../../../fixtures/run-mapping.ts';

const config = await readConfig('config/lang-son');
const NOW_MS = Date.parse('2026-11-20T10:00:00+07:00');
const midnight = (day: string) => Date.parse(`${day}T00:00:00+07:00`);

type Table = Record<string, unknown>;
const map = (table: Table, document: unknown) =>
  runMapping(tableMappingSchema.parse(table), document, config, NOW_MS);

const RETAIL = { column: 'banLe', indicator: 'ban-le-dich-vu', unit: 'triệu đồng' };
const BY_MONTH = { rows: 'dong', period: { from: 'ky' }, time: { from: 'ngay' }, figures: [RETAIL] };
const row = (more: object = {}) => ({ ky: 'Tháng 10/2026', ngay: '06/11/2026', banLe: '3.520.400', ...more });

describe('a table mapping', () => {
  it('gives a figure in the unit of its indicator', async () => {
    const { observations, refused } = await map(BY_MONTH, { dong: [row()] });
    expect(refused).toEqual([]);
    expect(observations).toEqual([
      {
        indicator: 'ban-le-dich-vu',
        place: config.province.id,
        period: '2026-10',
        value: 3_520.4,
        observedAt: midnight('2026-11-06'),
      },
    ]);
  });

  it('knows a null from a blank, and from a word that means none', async () => {
    const rows = [row({ banLe: null }), row({ banLe: '' }), row({ banLe: undefined }), row({ banLe: '-' })];
    const { observations } = await map({ ...BY_MONTH, none: ['-'] }, { dong: rows });
    expect(observations.map(({ value }) => value)).toEqual([null, null]);
  });

  it.each([
    ['a value that is no number', { banLe: 'nhiều' }, 'row 1, column "banLe": "nhiều" is no number'],
    ['a percentage of money', { banLe: '12%' }, '"12%" is a percentage'],
    ['a period of another kind', { ky: 'Quý III/2026' }, 'names no month'],
    ['two periods', { ky: 'tháng 9/2026, tháng 10/2026' }, 'more than one month'],
    ['no time', { ngay: undefined }, 'has no time'],
    ['a time that is none', { ngay: '31/02/2026' }, '"31/02/2026" is no time'],
    ['a time of two-digit year', { ngay: '05/11/26' }, 'is no time'],
    ['a half of the day', { ngay: '05/11/2026 02:30 CH' }, '"05/11/2026 02:30 CH" is no time'],
    ['two clocks', { ngay: 'từ 7h đến 17h ngày 05/11/2026' }, 'is no time'],
    ['an hour that is none', { ngay: '25h00 ngày 05/11/2026' }, 'is no time'],
  ])('refuses %s by its row, and keeps the others', async (_what, more, words) => {
    const { observations, refused } = await map(BY_MONTH, { dong: [row(more), row({ ky: 'Tháng 9/2026' })] });
    expect(observations.map(({ period }) => period)).toEqual(['2026-09']);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toContain(words);
    expect(refused[0]).toContain('ban-le-dich-vu');
  });

  it.each([
    ['05/11/2026 08:30', '2026-11-05T08:30:00+07:00'],
    ['ngày 05 tháng 11 năm 2026', '2026-11-05T00:00:00+07:00'],
    ['8 giờ 30 phút ngày 05 tháng 11 năm 2026', '2026-11-05T08:30:00+07:00'],
    ['05/11/2026 08h30', '2026-11-05T08:30:00+07:00'],
    ['20h ngày 05/11/2026', '2026-11-05T20:00:00+07:00'],
    ['14 giờ, ngày 05/11/2026', '2026-11-05T14:00:00+07:00'],
    ['ngày 05 tháng 11 năm 2026 lúc 14:30', '2026-11-05T14:30:00+07:00'],
    ['Lạng Sơn, ngày 5 tháng 11 năm 2026', '2026-11-05T00:00:00+07:00'],
    ['2026-11-05T01:30:00Z', '2026-11-05T08:30:00+07:00'],
    [46_331.5, '2026-11-05T12:00:00+07:00'],
  ])('reads the time %s', async (ngay, iso) => {
    const { observations } = await map(BY_MONTH, { dong: [row({ ngay })] });
    expect(observations[0]?.observedAt).toBe(Date.parse(iso));
  });

  it('reads a time without a zone in the one that is named, and one with a zone in its own', async () => {
    const table = { ...BY_MONTH, time: { from: 'ngay', zone: 'UTC' } };
    const { observations } = await map(table, {
      dong: [row({ ngay: '05/11/2026 08:30' }), row({ ngay: '2026-11-05T08:30:00+07:00', ky: '2026-09' })],
    });
    expect(observations.map(({ observedAt }) => observedAt)).toEqual([
      Date.parse('2026-11-05T08:30:00Z'),
      Date.parse('2026-11-05T08:30:00+07:00'),
    ]);
  });

  it('takes the end of a period for its time where that is said', async () => {
    const { observations } = await map(
      { ...BY_MONTH, time: { of: 'period-end' }, ignore: ['ngay'] },
      { dong: [row()] },
    );
    expect(observations[0]?.observedAt).toBe(midnight('2026-11-01'));
  });

  it('reads period and time of what holds the rows', async () => {
    const table = {
      ...BY_MONTH,
      rows: 'bang.dong',
      period: { from: '../tieuDe' },
      time: { from: '/lap.luc' },
    };
    const { observations, refused } = await map(table, {
      lap: { luc: '06/11/2026' },
      bang: [
        { tieuDe: 'TÌNH HÌNH THÁNG 9 NĂM 2026', dong: [{ banLe: 1_000 }] },
        { tieuDe: 'TÌNH HÌNH THÁNG 10 NĂM 2026', dong: [{ banLe: 2_000 }] },
      ],
    });
    expect(refused).toEqual([]);
    expect(observations.map(({ period, value }) => [period, value])).toEqual([
      ['2026-09', 1],
      ['2026-10', 2],
    ]);
  });

  it('says when the document has no rows where they should be, and nothing of an empty list', async () => {
    expect((await map(BY_MONTH, { hang: [] })).refused).toEqual(['the document has nothing at "dong"']);
    expect((await map(BY_MONTH, { dong: [] })).refused).toEqual([]);
  });

  it('says once which column is missing and which is mapped to nothing', async () => {
    const rows = [row({ banLe: undefined, banle: 5 }), row({ banLe: undefined, banle: 6 })];
    const { refused } = await map(BY_MONTH, {
      dong: rows.map((one) => JSON.parse(JSON.stringify(one)) as object),
    });
    expect(refused).toEqual(['no row has "banLe"', '"banle" is mapped to nothing']);
  });
});

describe('the places of a table', () => {
  const COMMUNES = {
    rows: 'dong',
    place: { from: 'xa', kinds: ['commune'], province: ['Tổng số', 'Toàn tỉnh'] },
    period: { from: 'ky' },
    time: { from: 'ngay' },
    figures: [{ column: 'tyLe', indicator: 'ty-le-ngheo', unit: '%' }],
  };
  const of = (xa: unknown) => ({ ky: 'Năm 2025', ngay: '06/02/2026', xa, tyLe: 5.25 });

  it.each([
    ['06148', '06148'],
    ['Thuỵ Hùng', '06148'],
    ['xã Thụy Hùng', '06148'],
    ['XÃ THỤY HÙNG', '06148'],
    ['Xã Quý Hoà', '06076'],
    ['Quý Hòa', '06076'],
    ['phường Kỳ Lừa', '06187'],
    ['Tân Thành', '06445'],
  ])('finds %s', async (text, code) => {
    const { observations, refused } = await map(COMMUNES, { dong: [of(text)] });
    expect(refused).toEqual([]);
    const place = config.places.find(({ id }) => id === observations[0]?.place);
    expect(place).toMatchObject({ kind: 'commune', code });
  });

  it('takes the words for the whole province as such', async () => {
    const { observations } = await map(COMMUNES, { dong: [of('TỔNG SỐ'), of('Toàn tỉnh')] });
    expect(observations.map(({ place }) => place)).toEqual([config.province.id, config.province.id]);
  });

  it.each([['Tân Thanh'], ['Phường Chi Lăng'], ['Thị trấn Cao Lộc'], ['Xã Không Có'], ['Thụy Hưng']])(
    'reports %s in its own words and does not drop it',
    async (text) => {
      const { observations, refused } = await map(COMMUNES, { dong: [of(text)] });
      expect(observations).toEqual([]);
      expect(refused).toEqual([`row 1, column "tyLe": "${text}" is no known commune (ty-le-ngheo)`]);
    },
  );

  it('refuses a row without a place unless that means the province', async () => {
    expect((await map(COMMUNES, { dong: [of(undefined)] })).refused[0]).toContain('names no place');
    const table = { ...COMMUNES, place: { ...COMMUNES.place, absent: 'province' } };
    expect((await map(table, { dong: [of(undefined)] })).observations[0]?.place).toBe(config.province.id);
  });
});

describe('a table with one figure a row', () => {
  const LONG = {
    rows: 'dong',
    figure: { from: 'ma', ignore: ['T9999'] },
    period: { year: 'nam', quarter: 'quy', month: 'thang' },
    time: { from: 'ngay' },
    unitFrom: 'dvt',
    figures: [
      { named: ['T0101'], column: 'so', indicator: 'grdp-tang-truong', unit: '%' },
      { named: ['T0203', 'Bán lẻ'], column: 'so', indicator: 'ban-le-dich-vu', unit: 'tỷ đồng' },
    ],
  };
  const line = (more: object) => ({ ma: 'T0203', nam: 2026, thang: 10, so: 5, ngay: '06/11/2026', ...more });

  it('gives each row to the indicator it names, in the period that this one has', async () => {
    const rows = [line({ ma: 'T0101', thang: undefined, quy: 3, so: '7,25' }), line({ ma: 'bán lẻ' })];
    const { observations, refused } = await map(LONG, { dong: rows });
    expect(refused).toEqual([]);
    expect(observations.map(({ indicator, period, value }) => [indicator, period, value])).toEqual([
      ['grdp-tang-truong', '2026-Q3', 7.25],
      ['ban-le-dich-vu', '2026-10', 5],
    ]);
  });

  it('reports a figure that is mapped to nothing, but not one that is left out on purpose', async () => {
    const { refused } = await map(LONG, { dong: [line({ ma: 'T0777' }), line({ ma: 'T9999' })] });
    expect(refused).toEqual(['row 1, column "ma": "T0777" is mapped to no indicator']);
  });

  it('believes the unit of the row, and refuses the figure when it is another', async () => {
    const { observations, refused } = await map(LONG, {
      dong: [line({ dvt: 'Tỉ đồng' }), line({ dvt: 'triệu đồng' })],
    });
    expect(observations).toHaveLength(1);
    expect(refused).toEqual([
      'row 2, column "so": its row says "triệu đồng", and the mapping "tỷ đồng" (ban-le-dich-vu)',
    ]);
  });
});

describe('a table of a sheet', () => {
  const SHEETS = {
    rows: 'sheets.rows',
    period: { from: '../title' },
    time: { from: 'Ngày chốt' },
    figures: [
      { column: 'Tháng * / Ước tháng', indicator: 'ban-le-dich-vu', unit: 'tỷ đồng' },
      { column: 'Chỉ số (%)', indicator: 'iip', unit: 'tỷ lệ' },
    ],
  };
  const sheet = (more: object = {}, fields: object = {}) => ({
    sheets: [
      {
        name: 'Biểu 01',
        title: 'BÁO CÁO THÁNG 10 NĂM 2026',
        unitCaption: 'tỷ đồng',
        columns: { 'Tháng 10 / Ước tháng': 'C', 'Chỉ số (%)': 'D', 'Ngày chốt': 'E' },
        rows: [{ '@row': 8, 'Tháng 10 / Ước tháng': 3_520.5, 'Ngày chốt': '2026-11-05', ...fields }],
        ...more,
      },
    ],
  });

  it('finds a column whose heading changes with the month', async () => {
    const { observations, refused } = await map(SHEETS, sheet());
    expect(refused).toEqual([]);
    expect(observations).toMatchObject([{ indicator: 'ban-le-dich-vu', period: '2026-10', value: 3_520.5 }]);
  });

  it('refuses by name the figures whose caption says another unit than the mapping', async () => {
    const { observations, refused } = await map(SHEETS, sheet({ unitCaption: 'triệu đồng' }));
    expect(observations).toEqual([]);
    expect(refused).toEqual([
      'sheet "Biểu 01", row 8, column C "Tháng 10 / Ước tháng": the caption of its table says "triệu đồng", and the mapping "tỷ đồng" (ban-le-dich-vu)',
    ]);
  });

  it('lets the unit of a heading overrule the caption', async () => {
    const { refused } = await map(SHEETS, sheet({}, { 'Chỉ số (%)': 7.1 }));
    expect(refused).toEqual([
      'sheet "Biểu 01", row 8, column D "Chỉ số (%)": its heading says "%", and the mapping "tỷ lệ" (iip)',
    ]);
  });

  it('takes a cell that shows a percentage for what people see', async () => {
    const figures = [{ column: 'Chỉ số (%)', indicator: 'iip', unit: '%' }];
    const table = { ...SHEETS, figures, ignore: ['Tháng 10 / Ước tháng'] };
    const fields = { 'Chỉ số (%)': 7.1, '@percent': ['Chỉ số (%)'] };
    const { observations, refused } = await map(table, sheet({}, fields));
    expect(refused).toEqual([]);
    expect(observations).toMatchObject([{ indicator: 'iip', value: 7.1 }]);
  });

  it('says which sheet lacks a column, and which column is mapped to nothing', async () => {
    const { refused } = await map(
      SHEETS,
      sheet({ columns: { 'Chỉ số (%)': 'D', 'Ngày chốt': 'E', Lạ: 'F' } }),
    );
    expect(refused).toEqual([
      'sheet "Biểu 01": no column "Tháng * / Ước tháng"',
      'sheet "Biểu 01": "Lạ" is mapped to nothing',
    ]);
  });
});
