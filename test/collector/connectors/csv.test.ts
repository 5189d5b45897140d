import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../collector/spreadsheet/table-file.ts';
import { connector } from '../../../collector/connectors/csv.ts';
import { describeConnector, SECRET } from '../../conformance/connector.ts';
import { hasServer } from '../../fixtures/debian-servers.ts';
import { savedCsv, type CsvForm } from '../../fixtures/libreoffice.ts';
import { mapReport, REPORT_LAYOUT, REPORT_ROWS } from '../../fixtures/report-mapping.ts';

const LINES = Array.from({ length: 100 }, (_, at) => `Hữu Nghị;${at},5`);
const good = { type: 'text/csv; charset=utf-8', body: Buffer.from(`Cửa khẩu;Số xe\n${LINES.join('\n')}\n`) };

describeConnector({
  connector,
  good,
  places: [],
  usesValidators: true,
  pages: 'a report is one file',
  goodHere: { truncated: 'a CSV has no end by which one would know' },
  settingsFor: (url, path) =>
    connector.settings.parse({
      url: `${url}/${path}`,
      query: { key: SECRET },
      headers: { 'X-SecretKey': SECRET },
    }),
  read: (answer) => {
    if (answer.kind !== 'document') return answer.kind;
    const { sheets } = JSON.parse(new TextDecoder().decode(answer.json)) as { sheets: { rows: object[] }[] };
    return sheets[0]?.rows.at(-1);
  },
  whole: { '@row': 101, 'Cửa khẩu': 'Hữu Nghị', 'Số xe': '99,5' },
});

const settings = (more: object = {}) => connector.settings.parse({ url: 'http://x', ...more });
const rowsOf = (bytes: Uint8Array, more: object = {}, announced?: string) =>
  readCsv(bytes, settings(more), announced);

describe('a CSV file', () => {
  const TEXT = 'Xã;Số hộ\nThuỵ Hùng;1.234,5\n';
  const tcvn3 = iconv.encode(TEXT, 'tcvn');
  it.each([
    ['UTF-8', Buffer.from(TEXT), {}],
    ['UTF-8 with its mark', Buffer.from(`\uFEFF${TEXT}`), {}],
    ['UTF-16 with its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(TEXT, 'utf16le')]), {}],
    [
      'UTF-16 turned round',
      Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(TEXT, 'utf16le').swap16()]),
      {},
    ],
    ['TCVN3', tcvn3, { charset: 'tcvn3' }],
    ['UTF-8 where windows-1258 is named', Buffer.from(TEXT), { charset: 'windows-1258' }],
    ['with Windows line ends', Buffer.from(TEXT.replaceAll('\n', '\r\n')), {}],
    ['with a decomposed text', Buffer.from(TEXT.normalize('NFD')), {}],
  ])('in %s is read', (_what, bytes, more) => {
    expect(rowsOf(bytes, more)).toMatchObject({
      sheets: [{ rows: [{ '@row': 2, Xã: 'Thuỵ Hùng', 'Số hộ': '1.234,5' }] }],
      refused: [],
    });
  });

  it('knows what the bytes of TCVN3 mean in a report', () => {
    // "Báo cáo;Tỷ lệ" as a program with the fonts called ABC writes it.
    const bytes = Buffer.from([
      0x42, 0xb8, 0x6f, 0x20, 0x63, 0xb8, 0x6f, 0x3b, 0x54, 0xfb, 0x20, 0x6c, 0xd6, 0x0a,
    ]);
    const { sheets } = rowsOf(Buffer.concat([bytes, Buffer.from('a;1\n')]), { charset: 'tcvn3' });
    expect(Object.keys(sheets[0]?.columns ?? {})).toEqual(['Báo cáo', 'Tỷ lệ']);
  });

  it('with letters of an unnamed 8-bit set is refused, since two sets would fit', () => {
    expect(() => rowsOf(iconv.encode('Đơn;So\na;1\n', 'windows1258'))).toThrow('set `charset`');
  });

  it('in UTF-16 without a mark is read where that is named, and else asks for the name', () => {
    const bytes = Buffer.from(TEXT, 'utf16le');
    expect(rowsOf(bytes, { charset: 'utf-16le' })).toMatchObject({
      sheets: [{ rows: [{ Xã: 'Thuỵ Hùng' }] }],
    });
    for (const text of [TEXT, 'a;b\n1;2\n'])
      expect(() => rowsOf(Buffer.from(text, 'utf16le'))).toThrow('set `charset`');
  });

  it('with bytes that mean nothing in the named set is refused, not read as question marks', () => {
    const bytes = Buffer.concat([
      Buffer.from('Xã;So\nT', 'latin1'),
      Buffer.from([0x8a, 0x9d]),
      Buffer.from('n;1\n'),
    ]);
    expect(() => rowsOf(bytes, { charset: 'windows-1258' })).toThrow('bytes that do not fit');
  });

  it.each([
    ['beside another cell', 'Báo cáo;;\nĐơn vị: tỷ đồng;;Tháng 10/2026\nXã;Thu;Chi\nBa Sơn;1,5;2\n'],
    ['in two cells', 'Báo cáo;;\n;Đơn vị tính:;tỷ đồng\nXã;Thu;Chi\nBa Sơn;1,5;2\n'],
    ['below the header', 'Xã;Thu;Chi\n;;(ĐVT: tỷ đồng)\nBa Sơn;1,5;2\n'],
    ['below the table', 'Xã;Thu;Chi\nBa Sơn;1,5;2\nĐơn vị tính: tỷ đồng;;\n'],
  ])('finds the caption of its units %s', (_where, text) => {
    const { sheets, refused } = rowsOf(Buffer.from(text));
    expect(sheets[0]).toMatchObject({ unitCaption: 'tỷ đồng', columns: { Xã: 'A', Thu: 'B', Chi: 'C' } });
    expect(sheets[0]?.rows.map((row) => row['Xã'])).toEqual(['Ba Sơn']);
    expect(refused).toEqual([]);
  });

  it('says both of two captions that differ, so that no unit agrees with them', () => {
    const text = 'Đơn vị: tỷ đồng;;\nXã;Thu;Chi\nBa Sơn;1,5;2\nĐơn vị: triệu đồng;;\n';
    expect(rowsOf(Buffer.from(text)).sheets[0]?.unitCaption).toBe('tỷ đồng | triệu đồng');
  });

  it('takes no row with figures for a caption', () => {
    const { sheets } = rowsOf(Buffer.from('Chỉ tiêu;Thu;Chi\nDiện tích (đơn vị: ha);1,5;2\n'));
    expect(sheets[0]?.rows).toHaveLength(1);
    expect(sheets[0]?.unitCaption).toBeUndefined();
  });

  it.each([
    ['semicolon', 'a;b;c\n1,5;2;3\n4,5;5;6\n'],
    ['comma', 'a,b,c\n"1;5",2,3\n4,5,6\n'],
    ['tab', 'a\tb\tc\n1,5\t2\t3\n'],
    ['bar', 'a|b|c\n1,5|2|3\n'],
  ])('tells its %s by itself', (_what, text) => {
    const { sheets } = rowsOf(Buffer.from(text));
    expect(sheets[0]?.columns).toEqual({ a: 'A', b: 'B', c: 'C' });
  });

  it('names a row that was cut, and keeps the rest', () => {
    const { sheets, refused } = rowsOf(Buffer.from('a;b;c\n1;2;3\n4;5\n6;7;8\n'));
    expect(sheets[0]?.rows.map((row) => row['@row'])).toEqual([2, 4]);
    expect(refused).toEqual(['sheet "csv", row 3 has 2 cells, its header 3']);
  });

  it('reads a header of two rows, and leaves out the numbers below it', () => {
    const text = 'Xã;Tháng 10;;Năm\n;Ước;Lũy kế;\nA;1;2;3\nNa Sầm;4;5;6\n';
    const { sheets } = rowsOf(Buffer.from(text), { headerRows: 2 });
    expect(sheets[0]?.rows).toEqual([
      { '@row': 4, Xã: 'Na Sầm', 'Tháng 10 / Ước': '4', 'Tháng 10 / Lũy kế': '5', Năm: '6' },
    ]);
  });

  it('takes a row of small figures for figures, not for the numbers of its columns', () => {
    const { sheets } = rowsOf(Buffer.from('a;b;c\n1;2;3\n'));
    expect(sheets[0]?.rows).toHaveLength(1);
  });

  it('ends its table where people sign', () => {
    const { sheets } = rowsOf(Buffer.from('a;b\n1;2\n;\nNgười lập biểu;\nNguyễn Văn A;\n'));
    expect(sheets[0]?.rows).toHaveLength(1);
  });

  it.each([
    ['a quote that never ends', 'a;b\n"1;2\n3;4\n', 'malformed'],
    ['fifty million cells', ';'.repeat(3_000_000), 'too-large'],
    ['bytes that are no text', 'a;b\n\u0000\u0001;2\n', 'malformed'],
  ])('with %s is refused', (_what, text, reason) => {
    expect(() => rowsOf(Buffer.from(text))).toThrow(expect.objectContaining({ reason }) as Error);
  });

  it('never repeats what it holds in an error', () => {
    expect(() => rowsOf(Buffer.from('a;b\n"Bí mật;2\n'))).not.toThrow('Bí mật');
  });
});

describe.skipIf(!hasServer('libreoffice'))('a CSV file saved by LibreOffice', () => {
  it.each([
    ['windows-1258 with semicolons', { charset: 'windows-1258' }],
    ['UTF-8 with commas', {}],
    ['UTF-16 with tabs', {}],
  ] as [CsvForm, object][])(
    'as %s gives the figures of the report and names what does not fit',
    async (form, more) => {
      const { sheets } = rowsOf(await savedCsv(form), { ...REPORT_LAYOUT, headerRows: 2, ...more });
      expect(sheets).toMatchObject([{ unitCaption: 'tỷ đồng' }]);
      const { rows, refused } = await mapReport({ sheets });
      // This LibreOffice writes decimal points, which a mapping with the comma refuses rather than misreads.
      expect(rows).toEqual([REPORT_ROWS[0]]);
      expect(refused).toContain(
        'sheet "csv", row 7, column D "Tỷ lệ so kế hoạch (%)": "82.5%" is no number (iip)',
      );
      expect(refused.some((words) => words.includes('"Xã Không Có" is no known commune'))).toBe(true);
    },
    120_000,
  );
});
