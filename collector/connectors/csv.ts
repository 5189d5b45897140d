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
  answers: 'document',
  async poll(request) {
    const { answer, head, validators, isUnchanged } = await fetchFile(request, 'text/csv, text/plain;q=0.9');
    if (isUnchanged) return { kind: 'unchanged', head };
    const announced = /charset="?([\w.:-]+)/i.exec(answer.headers['content-type'] ?? '')?.[1];
    const { sheets, refused } = readCsv(answer.body, request.settings, announced);
    return { kind: 'document', json: documentJson({ sheets }, request.limits), validators, refused, head };
  },
};
