/** A large file holds up nobody: it is written beside the event loop, one at a time, and no more wait than may. */
import Fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import readXlsxFile from 'read-excel-file/node';
import { afterEach, describe, expect, it } from 'vitest';
import { TableWriter } from '../../../../display/server/export/table-writer.ts';
import { exportRoute } from '../../../../display/server/http/export-route.ts';
import { BusyError } from '../../../../display/server/series/gate.ts';
import type { ExportTable } from '../../../../shared/export-table.ts';

const writers: TableWriter[] = [];
const makeWriter = () => {
  const writer = new TableWriter();
  writers.push(writer);
  return writer;
};
afterEach(() => writers.splice(0).forEach((writer) => writer.stop()));

const tableOf = (rows: number): ExportTable => ({
  title: 'Xe tồn',
  fileName: 'xe-ton',
  about: [['Cơ quan', 'Ban quản lý']],
  columns: [
    { name: 'Nơi', kind: 'text' },
    { name: 'Giá trị', kind: 'number', decimals: 1 },
    { name: 'Đo lúc', kind: 'time' },
  ],
  rows: Array.from({ length: rows }, (_, n) => [`Nơi ${n}`, n / 2, Date.UTC(2026, 10, 22) + n * 1_000]),
  timeZone: 'Asia/Ho_Chi_Minh',
});
const small = tableOf(1);

describe('a large workbook', () => {
  let app: FastifyInstance;
  afterEach(() => app.close());

  it('is whole, and who asks something else meanwhile does not wait for it', async () => {
    app = Fastify();
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(serializerCompiler);
    const writer = makeWriter();
    exportRoute(writer, {
      path: '/large',
      access: 'anyone',
      summary: '',
      query: {},
      table: () => tableOf(8_000),
    }).register(app);
    app.get('/other', () => 'answered');
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const startMs = performance.now();
    let wholeMs = 0;
    const file = fetch(`${url}/api/v1/large?format=xlsx`).then(async (answer) => {
      const bytes = Buffer.from(await answer.arrayBuffer());
      wholeMs = performance.now() - startMs;
      return bytes;
    });
    let longestMs = 0;
    while (wholeMs === 0) {
      const askedMs = performance.now();
      expect(await (await fetch(`${url}/other`)).text()).toBe('answered');
      longestMs = Math.max(longestMs, performance.now() - askedMs);
    }
    const [data] = await readXlsxFile(await file);
    // Written on the loop, one of them would have waited for nearly all of it.
    expect(longestMs).toBeLessThan(wholeMs / 2);
    expect(data?.data.length).toBe(8_001);
    expect(data?.data.at(-1)).toEqual(['Nơi 7999', 3_999.5, new Date(Date.UTC(2026, 10, 22, 7) + 7_999_000)]);
  });
});

describe('the writer of files', () => {
  it('writes one after the other, each what was asked', async () => {
    const writer = makeWriter();
    const [csv, json, again] = await Promise.all([
      writer.write(small, 'csv', 'en'),
      writer.write(small, 'json', 'vi'),
      writer.write(tableOf(3), 'csv', 'vi'),
    ]);
    expect(csv?.toString()).toContain('Nơi 0,0,2026-11-22 07:00:00');
    expect(JSON.parse(json?.toString() ?? '')).toEqual(small);
    expect(again?.toString().trimEnd().split('\r\n')).toHaveLength(7);
  });

  it('refuses who comes when too many wait, and serves again afterwards', async () => {
    const writer = makeWriter();
    const asked = await Promise.allSettled(
      Array.from({ length: 30 }, () => writer.write(small, 'csv', 'vi')),
    );
    const refused = asked.filter((one) => one.status === 'rejected');
    expect(refused.length).toBe(9);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(BusyError);
    expect((await writer.write(small, 'csv', 'vi')).length).toBeGreaterThan(10);
  });

  it('says what is wrong with a table, and the next file is written all the same', async () => {
    const writer = makeWriter();
    const broken = { ...small, rows: [['Nơi', 1, Number.NaN]] };
    await expect(writer.write(broken, 'csv', 'vi')).rejects.toThrow(/Invalid time/);
    expect((await writer.write(small, 'csv', 'vi')).length).toBeGreaterThan(10);
  });

  it('writes nothing any more once it is stopped', async () => {
    const writer = makeWriter();
    const writing = writer.write(tableOf(20_000), 'xlsx', 'vi');
    writer.stop();
    await expect(writing).rejects.toThrow(/stopping|ended/);
  });
});
