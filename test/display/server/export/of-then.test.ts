/** What is taken along from a replay is of its instant: values, names, limits and failures of then, and it says so. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import readXlsxFile from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Journal } from '../../../../collector/history/journal/journal.ts';
import { keepConfig } from '../../../../collector/history/journal/keep-config.ts';
import type { Display } from '../../../../display/server/app.ts';
import type { ProvinceConfig } from '../../../../shared/config/province-config.ts';
import type { ExportTable } from '../../../../shared/export-table.ts';
import { DisplayRig, report, until } from '../../../fixtures/display-rig.ts';
import { HAND_MADE } from '../../../fixtures/hand-made-province.ts';
import { withRedis } from '../../../fixtures/redis.ts';

const redis = withRedis();
const folder = mkdtempSync(join(tmpdir(), 'wall-then-'));
const domains = HAND_MADE.domains.map(({ id }) => id);
let rig: DisplayRig;
let display: Display;
let beforeMs: number;
let thenMs: number;

const today: ProvinceConfig = {
  ...HAND_MADE,
  hash: 'hash-of-today',
  domains: HAND_MADE.domains.map((domain) => ({
    ...domain,
    indicators: domain.indicators.map((indicator) => ({
      ...indicator,
      name: { vi: `${indicator.id} hôm nay`, en: `${indicator.id} today` },
      limits: [],
    })),
  })),
};

beforeAll(async () => {
  rig = new DisplayRig(redis());
  const client = redis().connect();
  /** An instant behind all that was recorded, and before all that will be. */
  const instant = async () => {
    const nowMs = async () => {
      const [seconds, micros] = await client.time();
      return Math.floor(Number(seconds) * 1_000 + Number(micros) / 1_000);
    };
    const atMs = await nowMs();
    await until('the next millisecond', async () => (await nowMs()) > atMs);
    return atMs;
  };
  const log = pino({ level: 'silent' });
  const journal = new Journal({
    redis: client,
    folder,
    domains,
    config: HAND_MADE.hash,
    log,
    assertOwner: () => {},
  });
  const total = (value: number) => ({ indicator: 'total', place: 'tinh', value, observedAtMs: Date.now() });
  const event = (id: string) => ({
    id,
    domain: 'gates',
    kind: 'vehicle',
    atMs: Date.now(),
    text: id,
    source: 'gates-api',
  });
  keepConfig(folder, HAND_MADE);
  beforeMs = await instant();
  await rig.observe('economy', {
    indicator: 'output',
    place: 'c1',
    period: '2026-Q3',
    value: 1,
    observedAtMs: Date.now(),
  });
  await rig.observe('gates', total(600));
  await journal.turn(Date.now());
  await rig.record({ domain: 'gates', events: [event('xe truoc')], report: report('timeout') });
  thenMs = await instant();
  await rig.record({
    domain: 'gates',
    observations: [total(700)],
    events: [event('xe sau')],
    report: report('ok'),
  });
  client.disconnect();
  display = await rig.start({ config: today, historyDir: folder });
  await until('ready', async () => (await fetch(`${display.url}/readyz`)).status === 200);
});
afterAll(async () => {
  await rig.stop();
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string) => fetch(`${display.url}/api/v1/exports/${path}`);
const table = async (path: string) => {
  const answer = await get(`${path}&format=json`);
  expect(answer.status, await answer.clone().text()).toBe(200);
  return (await answer.json()) as ExportTable;
};
const column = ({ columns, rows }: ExportTable, name: string) => {
  const at = columns.findIndex((one) => one.name === name);
  return rows.map((row) => row[at]);
};

describe('a table of an instant', () => {
  it('has figures as they were judged then, under the names of then', async () => {
    const now = await table('figures?indicator=total');
    expect([column(now, 'Giá trị'), column(now, 'Chỉ tiêu'), column(now, 'Ngưỡng')]).toEqual([
      [700],
      ['total hôm nay'],
      [''],
    ]);
    const then = await table(`figures?indicator=total&knownAtMs=${thenMs}`);
    expect(column(then, 'Giá trị')).toEqual([600]);
    expect(column(then, 'Chỉ tiêu')).toEqual(['total']);
    expect(column(then, 'Ngưỡng')).toEqual(['nghiêm trọng']);
    expect(column(then, 'Tình trạng')).toEqual(['đúng hẹn']);
    expect(column(then, 'Nguồn lỗi')).toEqual(['timeout']);
    expect(column(await table(`figures?beyond=true&knownAtMs=${thenMs}`), 'Chỉ tiêu')).toEqual(['total']);
    expect((await table('figures?beyond=true')).rows).toEqual([]);
  });

  it.each([
    ['figures?indicator=total', 600],
    ['events?domain=gates', 'xe truoc'],
    ['sources?', 'timeout'],
    ['series?series=total', 600],
    ['observations?indicator=total', 600],
  ])('%s has nothing of later, and says of when it is in title, provenance and name', async (path, told) => {
    const then = await table(`${path}&knownAtMs=${thenMs}`);
    const cells = then.rows.flat();
    expect(cells).toContain(told);
    for (const later of [700, 'xe sau']) expect(cells).not.toContain(later);
    expect(then.knownAtMs).toBe(thenMs);
    expect(then.title).toMatch(/^XEM LẠI \d{4}-\d\d-\d\d \d\d:\d\d:\d\d – /);
    expect(then.fileName).toMatch(/-xem-lai-\d{8}-\d{6}$/);
    expect(then.about.map(([label]) => label)).toEqual(
      expect.arrayContaining(['XEM LẠI', 'Như đã biết lúc']),
    );
    expect(JSON.stringify(then)).not.toContain('hôm nay');
    const now = await table(path);
    expect(now.fileName).not.toContain('xem-lai');
    expect(now.title).not.toContain('XEM LẠI');
  });

  it('says so in the workbook on both sheets, and in the name of the file', async () => {
    const answer = await get(`figures?indicator=total&knownAtMs=${thenMs}&format=xlsx&locale=en`);
    expect(answer.headers.get('content-disposition')).toMatch(/filename="total-replay-\d{8}-\d{6}\.xlsx"/);
    const [data, about] = await readXlsxFile(Buffer.from(await answer.arrayBuffer()));
    expect(data?.sheet).toMatch(/^Replay \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d$/);
    expect(String(about?.data[0]?.[0])).toMatch(/^REPLAY /);
  });

  it('tells no figure where nothing is known of the instant, and says why', async () => {
    const { rows, about } = await table(`figures?domain=gates&knownAtMs=${beforeMs}`);
    expect(rows).toEqual([]);
    expect(about).toContainEqual(['Chưa có lịch sử', 'Cửa khẩu']);
  });

  it('is refused of an instant that has not been yet', async () => {
    expect((await get(`sources?knownAtMs=${Date.now() + 3_600_000}`)).status).toBe(400);
  });
});
