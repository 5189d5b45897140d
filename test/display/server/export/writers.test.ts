/** Files are read again by other programs: numbers stay numbers, times times, and no text becomes a formula. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import readXlsxFile from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { safeText } from '../../../../display/server/export/safe-text.ts';
import { writeCsv } from '../../../../display/server/export/write-csv.ts';
import { writeWorkbook } from '../../../../display/server/export/write-workbook.ts';
import type { ExportTable } from '../../../../shared/export-table.ts';

const ATTACKS = [
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-2+3',
  '@SUM(A1:A9)',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  ' =1+1',
  '＝1+1',
  '＠SUM(A1)',
  '\u0000=1+1',
];
const AT = Date.UTC(2026, 10, 22, 2, 30, 5, 789);
const table: ExportTable = {
  title: '=HYPERLINK("http://evil","Xe tồn")',
  fileName: 'xe-ton',
  about: [
    ['Cơ quan', '@Ban quản lý'],
    ['Xuất lúc', '2026-11-22 09:30:05'],
  ],
  columns: [
    { name: '+Nơi', kind: 'text' },
    { name: 'Giá trị', kind: 'number', decimals: 1 },
    { name: 'Đo lúc', kind: 'time' },
  ],
  rows: [
    ...ATTACKS.map((text, at) => [text, -at - 0.5, AT]),
    ['Đồng Đăng; "Hữu Nghị", cũ', 18_063_800_000_000.57, AT],
    ['nothing', null, null],
  ],
  timeZone: 'Asia/Ho_Chi_Minh',
};
const neutral = (text: string) => text.replace('\u0000', '');

describe('a text that a spreadsheet might take for a formula', () => {
  it.each(ATTACKS)('%j is neutralised', (text) => {
    expect(safeText(text)).toBe(`'${neutral(text)}`);
  });

  it('never begins like one, whatever it holds; any other text stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        const safe = safeText(text);
        expect(safe).not.toMatch(/^[\t\r\n]|^\s*[=+\-@＝＋－＠]/);
        const plain = text.replaceAll(/[\p{Cc}\ufffe\uffff]/gu, (one) =>
          /[\t\r\n\u0080-\u009f]/.test(one) ? one : '',
        );
        expect([plain, `'${plain}`]).toContain(safe);
      }),
    );
  });
});

describe('CSV', () => {
  it.each([
    ['vi', ';', ','],
    ['en', ',', '.'],
  ] as const)(
    'in %s is parted by "%s", with the decimal sign "%s", and reads back whole',
    (locale, delimiter, point) => {
      const text = writeCsv(table, locale);
      expect(text.startsWith('\uFEFF')).toBe(true);
      const lines: string[][] = parse(text, {
        bom: true,
        delimiter,
        relaxColumnCount: true,
        skipEmptyLines: true,
      });
      expect(lines.slice(0, 4)).toEqual([
        [`'${table.title}`],
        ['Cơ quan', "'@Ban quản lý"],
        ['Xuất lúc', '2026-11-22 09:30:05'],
        ["'+Nơi", 'Giá trị', 'Đo lúc'],
      ]);
      expect(lines.slice(4)).toEqual([
        ...ATTACKS.map((attack, at) => [`'${neutral(attack)}`, `-${at}${point}5`, '2026-11-22 09:30:05']),
        ['Đồng Đăng; "Hữu Nghị", cũ', `18063800000000${point}57`, '2026-11-22 09:30:05'],
        ['nothing', '', ''],
      ]);
    },
  );

  it('writes numbers of any size with all their digits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = writeCsv({ ...table, about: [], rows: [['a', value, null]] }, 'en');
        const cell = text.split('\r\n').at(-2)?.split(',')[1] ?? '';
        expect(cell).not.toContain('e');
        expect(Math.abs(Number(cell) - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-15);
      }),
    );
  });
});

describe('a workbook', () => {
  it('has numbers as numbers, times as times, no formula, and its provenance on a sheet of its own', async () => {
    const sheets = await readXlsxFile(await writeWorkbook(table, 'vi'));
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['Dữ liệu', 'Nguồn gốc']);
    const [data = [], about = []] = sheets.map(({ data: rows }) => rows);
    const local = new Date(Date.UTC(2026, 10, 22, 9, 30, 5));
    expect(data[0]).toEqual(["'+Nơi", 'Giá trị', 'Đo lúc']);
    ATTACKS.forEach((attack, at) => {
      expect(String(data[at + 1]?.[0]).replaceAll('\r', '\n')).toBe(
        `'${neutral(attack)}`.replaceAll('\r', '\n'),
      );
      expect(data[at + 1]?.slice(1)).toEqual([-at - 0.5, local]);
    });
    expect(data.slice(-2)).toEqual([
      ['Đồng Đăng; "Hữu Nghị", cũ', 18_063_800_000_000.57, local],
      ['nothing', null, null],
    ]);
    expect(about).toEqual([
      [`'${table.title}`, null],
      ['Cơ quan', "'@Ban quản lý"],
      ['Xuất lúc', '2026-11-22 09:30:05'],
    ]);
  });
});
