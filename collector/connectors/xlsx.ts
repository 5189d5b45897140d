/** Upstreams that answer an HTTP request with an XLSX workbook. */
import { z } from 'zod';
import type { Connector } from '../connector.ts';
import { fetchFile, httpFileFields } from '../spreadsheet/http-file.ts';
import { layoutFields } from '../spreadsheet/layout.ts';
import { documentJson, readWorkbook, workbookFields } from '../spreadsheet/table-file.ts';

const settings = z.strictObject({ ...httpFileFields, ...workbookFields, ...layoutFields });
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export const connector: Connector<z.infer<typeof settings>> = {
  id: 'xlsx',
  title: { vi: 'Bảng tính XLSX qua HTTP', en: 'XLSX workbook by HTTP' },
  settings,
  example: `id: bao-cao-kinh-te
name: { vi: Báo cáo tháng kinh tế, en: Monthly economic report }
office: { vi: Chi cục Thống kê, en: Statistics Office }
domain: kinh-te-xa-hoi
connector: xlsx
everySeconds: 3600
settings:
  url: '\${THONG_KE_URL}/bao-cao.xlsx'
  sheets: [Tháng]
  headerWith: Kỳ báo cáo
mapping:
  rows: sheets.rows
  period: { from: Kỳ báo cáo }
  time: { from: Ngày công bố }
  figures:
    - { column: Tổng mức bán lẻ (triệu đồng), indicator: ban-le-dich-vu, unit: triệu đồng }
    - { column: Chỉ số sản xuất công nghiệp (%), indicator: iip, unit: '%' }
`,
  answers: 'document',
  async poll(request) {
    const { answer, head, validators, isUnchanged } = await fetchFile(request, TYPE);
    if (isUnchanged) return { kind: 'unchanged', head };
    const { sheets, refused } = await readWorkbook(answer.body, request.settings, request.limits);
    return { kind: 'document', json: documentJson({ sheets }, request.limits), validators, refused, head };
  },
};
