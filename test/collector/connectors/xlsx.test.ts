import { describe, expect, it } from 'vitest';
import { connector } from '../../../collector/connectors/xlsx.ts';
import { readWorkbook } from '../../../collector/spreadsheet/table-file.ts';
import { describeConnector, SECRET } from '../../conformance/connector.ts';
import { LIMITS } from '../../conformance/network.ts';
import { hasServer } from '../../fixtures/debian-servers.ts';
import { savedWorkbook } from '../../fixtures/libreoffice.ts';
import { mapReport, REPORT_LAYOUT, REPORT_ROWS } from '../../fixtures/report-mapping.ts';
import { textRow, workbookOf } from '../../fixtures/workbook-bytes.ts';

const cells = Array.from({ length: 100 }, (_, at) => textRow(at + 2, ['Hữu Nghị', `${at},5`])).join('');
const good = {
  type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  body: workbookOf({ cells: textRow(1, ['Cửa khẩu', 'Số xe']) + cells }),
};

describeConnector({
  connector,
  good,
  places: [],
  usesValidators: true,
  pages: 'a report is one file',
  goodHere: { 'no-charset': 'a workbook has no character set' },
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

const read = (bytes: Uint8Array, more: object = {}) =>
  readWorkbook(bytes, connector.settings.parse({ url: 'http://x', ...more }), LIMITS);

describe('a workbook', () => {
  const HEAD = textRow(1, ['Xã', 'Số']);

  it('gives text that merged cells share to each of their rows, and numbers once', async () => {
    const rows = `<row r="2"><c r="A2" t="inlineStr"><is><t>Na Sầm</t></is></c><c r="B2"><v>5</v></c></row><row r="3"><c r="B3"><v>6</v></c></row>`;
    const after = '<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="B3:B4"/></mergeCells>';
    const { sheets } = await read(workbookOf({ cells: `${HEAD}${rows}<row r="4"/>`, after }));
    expect(sheets[0]?.rows).toEqual([
      { '@row': 2, Xã: 'Na Sầm', Số: 5 },
      { '@row': 3, Xã: 'Na Sầm', Số: 6 },
    ]);
  });

  it('names a formula that failed by sheet, row and column, and keeps the rest', async () => {
    const rows = `<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="e"><f>A2/0</f><v>#DIV/0!</v></c></row>${textRow(3, ['a', '2'])}`;
    const { sheets, refused } = await read(workbookOf({ cells: HEAD + rows }));
    expect(sheets[0]?.rows).toHaveLength(2);
    expect(refused).toEqual(['sheet "S", row 2, column B "Số": #DIV/0!']);
  });

  it('reads only the sheets that are asked for, and says when one is missing', async () => {
    const bytes = workbookOf({ cells: `${HEAD}${textRow(2, ['a', '2'])}` });
    expect((await read(bytes, { sheets: ['S'] })).sheets).toHaveLength(1);
    await expect(read(bytes, { sheets: ['Tháng'] })).rejects.toMatchObject({ reason: 'malformed' });
  });

  it('finds the table below a letterhead by a heading of it', async () => {
    const rows = `${textRow(1, ['SỞ Y TẾ', 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM'])}${textRow(2, ['ĐVT: tỷ đồng'])}${textRow(3, ['Xã', 'Số'])}${textRow(4, ['a', '2'])}`;
    const { sheets } = await read(workbookOf({ cells: rows }), { headerWith: 'Xã' });
    expect(sheets).toMatchObject([
      { unitCaption: 'tỷ đồng', columns: { Xã: 'A', Số: 'B' }, rows: [{ '@row': 4 }] },
    ]);
  });
});

describe.skipIf(!hasServer('libreoffice'))('a workbook saved by LibreOffice', () => {
  it('gives the figures of the report and names what does not fit', { timeout: 120_000 }, async () => {
    const { sheets, refused: unread } = await read(await savedWorkbook(), REPORT_LAYOUT);
    const { rows, refused } = await mapReport({ sheets });
    expect(rows).toEqual(REPORT_ROWS);
    expect(unread).toEqual(['sheet "Biểu 01", row 8, column C "Tháng 10/2026 / Lũy kế": #VALUE!']);
    expect(refused).toEqual([
      'sheet "Biểu 01", row 9, column C "Tháng 10/2026 / Lũy kế": "Xã Không Có" is no known commune (ban-le-dich-vu)',
      'sheet "Biểu 01", row 9, column D "Tỷ lệ so kế hoạch (%)": "Xã Không Có" is no known commune (iip)',
    ]);
  });
});
