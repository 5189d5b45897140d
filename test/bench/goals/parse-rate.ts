/**
 * Rows per second from the bytes of an answer to the document of its mapping, against the bare parser of the format:
 * JSON, CSV and XLSX. Feeds of XML and the rows of SQL are P16; no connector maps another format.
 */
import writeExcelFile from 'write-excel-file/node';
import { decodeText, jsonBytes, parseDocument } from '../../../collector/http/json-document.ts';
import { documentJson, readCsv, readWorkbook } from '../../../collector/spreadsheet/table-file.ts';
import { parseBareCsv, parseBareJson, parseBareWorkbook } from '../limits/bare-parsers.ts';
import { alternate, median, type Benchmark, type GoalResult } from '../measure.ts';

const ROWS = 10_000;
const COLUMNS = 8;
const TURNS = 5;
const LIMITS = {
  maxBytes: 20_000_000,
  maxRatio: 1_000,
  maxDepth: 50,
  connectTimeoutMs: 3_000,
  maxRedirects: 5,
  maxObservations: 20_000,
};
const LAYOUT = { footer: ['Người lập'] };
const CSV = { ...LAYOUT, charset: 'auto', delimiter: 'auto' } as const;

const header = Array.from({ length: COLUMNS }, (_, at) => `Chỉ tiêu ${at} của tỉnh`);
const rows = Array.from({ length: ROWS }, (_, row) =>
  Array.from({ length: COLUMNS }, (_cell, at) =>
    at === 0 ? `Xã số ${row % 65}` : ((row * 7 + at * 13) % 9_990) / 10,
  ),
);

type Parse = () => number | Promise<number>;

export const parseRate: Benchmark = {
  ids: ['parse json', 'parse csv', 'parse xlsx'],
  async run(): Promise<readonly GoalResult[]> {
    const text = [header, ...rows].map((row) => row.join(';')).join('\n');
    const csv = Buffer.from(text);
    const cells = [header, ...rows].map((row) => row.map((value) => ({ value })));
    const xlsx = await writeExcelFile(cells).toBuffer();
    const json = Buffer.from(
      JSON.stringify(rows.map((row) => Object.fromEntries(row.map((value, at) => [header[at], value])))),
    );
    const answer = { status: 200, headers: { 'content-type': 'application/json' }, body: json };
    return [
      await compare(
        'json',
        json,
        () => {
          const whole = decodeText(answer);
          const document = parseDocument(whole, answer, LIMITS.maxDepth) as unknown[];
          jsonBytes(answer, whole);
          return document.length;
        },
        () => parseBareJson(json),
      ),
      await compare(
        'csv',
        csv,
        () => {
          const { sheets } = readCsv(csv, CSV);
          documentJson({ sheets }, LIMITS);
          return sheets[0]?.rows.length ?? 0;
        },
        () => parseBareCsv(csv),
      ),
      await compare(
        'xlsx',
        xlsx,
        async () => {
          const { sheets } = await readWorkbook(xlsx, LAYOUT, LIMITS);
          documentJson({ sheets }, LIMITS);
          return sheets[0]?.rows.length ?? 0;
        },
        () => parseBareWorkbook(xlsx),
      ),
    ];
  },
};

async function compare(format: string, bytes: Buffer, ours: Parse, bare: Parse): Promise<GoalResult> {
  for (const warm of [ours, bare]) await warm();
  const measured = await alternate(
    () => rowsPerSecond(ours),
    () => rowsPerSecond(bare),
  );
  return {
    id: `parse ${format}`,
    what: `bounds, decoding, layout and JSON of ${Math.round(bytes.length / 1_000)} kB against the bare parser`,
    unit: 'rows/s',
    ours: median(measured.ours),
    limit: median(measured.limit),
    goal: 'report',
  };
}

async function rowsPerSecond(parse: Parse): Promise<number> {
  const startMs = performance.now();
  let count = 0;
  for (let turn = 0; turn < TURNS; turn += 1) count += await parse();
  return (count * 1_000) / (performance.now() - startMs);
}
