/** Upstreams that answer an HTTP request with a CSV file. */
import { z } from 'zod';
import type { Connector } from '../connector.ts';
import { fetchFile, httpFileFields } from '../spreadsheet/http-file.ts';
import { layoutFields } from '../spreadsheet/layout.ts';
import { csvFields, documentJson, readCsv } from '../spreadsheet/table-file.ts';

const settings = z.strictObject({ ...httpFileFields, ...csvFields, ...layoutFields });

export const connector: Connector<z.infer<typeof settings>> = {
  id: 'csv',
  title: { vi: 'Tệp CSV qua HTTP', en: 'CSV file by HTTP' },
  settings,
  example: `id: bao-cao-y-te
name: { vi: Báo cáo tháng ngành y tế, en: Monthly health report }
office: { vi: Sở Y tế, en: Department of Health }
domain: y-te
connector: csv
everySeconds: 3600
settings:
  url: '\${Y_TE_URL}/so-y-te/bao-cao.csv'
  charset: windows-1258
  delimiter: semicolon
  headerWith: Mã chỉ tiêu
mapping:
  rows: sheets.rows
  figure: { from: Mã chỉ tiêu, ignore: [YT01, YT02, YT04, YT05] }
  place: { from: Đơn vị, kinds: [commune], province: [Toàn tỉnh] }
  period: { from: Kỳ báo cáo }
  time: { from: Thời điểm chốt }
  ignore: [Tên chỉ tiêu]
  figures:
    - { named: [YT03], indicator: bao-phu-bhyt, column: Giá trị, unit: '%' }
`,
  answers: 'document',
  async poll(request) {
    const { answer, head, validators, isUnchanged } = await fetchFile(request, 'text/csv, text/plain;q=0.9');
    if (isUnchanged) return { kind: 'unchanged', head };
    const announced = /charset="?([\w.:-]+)/i.exec(answer.headers['content-type'] ?? '')?.[1];
    const { sheets, refused } = readCsv(answer.body, request.settings, announced);
    return { kind: 'document', json: documentJson({ sheets }, request.limits), validators, refused, head };
  },
};
