/** The past over HTTP: several series in one answer, what stands beside, as it was known, and as tables to take along. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { Display } from '../../../display/server/app.ts';
import { seriesSchema } from '../../../display/server/http/series-schema.ts';
import { DisplayRig, report, until } from '../../fixtures/display-rig.ts';
import { recordPast } from '../../fixtures/recorded-past.ts';
import { withRedis } from '../../fixtures/redis.ts';

const redis = withRedis();
let rig: DisplayRig;
let display: Display;
const HOUR_MS = 3_600_000;
const startMs = Date.now();

beforeAll(async () => {
  rig = new DisplayRig(redis());
  await recordPast(rig, startMs);
  const event = {
    id: 'v0',
    domain: 'gates',
    kind: 'vehicle',
    atMs: startMs,
    text: '<b>xe 0</b>',
    source: 'gates-api',
  };
  await rig.record({ domain: 'gates', events: [event], report: report('timeout') });
  display = await rig.start({ webDist: join(tmpdir(), 'no-such-web-app') });
  await until('ready', async () => (await fetch(`${display.url}/readyz`)).status === 200);
});
afterAll(() => rig.stop());

const get = (path: string) => fetch(`${display.url}${path}`);
const api = async (path: string) => {
  const response = await get(`/api/v1${path}`);
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()) as never;
};
const reply = async (query: string): Promise<z.infer<typeof seriesSchema>> =>
  seriesSchema.parse(await api(`/series?series=${query}`));
const series = async (query: string) => {
  const [line] = (await reply(query)).lines;
  if (line === undefined) throw new Error(`no line for ${query}`);
  return line;
};

describe('the past', () => {
  it('of many series comes in one answer, in the order asked for', async () => {
    const { lines } = await reply('total&series=queue@c2&series=output@c1&series=queue&series=queue@c1');
    expect(lines.map(({ indicator, place }) => `${indicator}@${place}`)).toEqual([
      'total@tinh',
      'queue@c2',
      'output@c1',
      'queue@tinh',
      'queue@c1',
    ]);
  });

  it('stands beside the window before, and says since when anything is known', async () => {
    const fromMs = startMs - HOUR_MS / 2;
    const line = await series(`queue@c1&fromMs=${fromMs}&toMs=${startMs}&beside=previous&beside=last-year`);
    const [previous, lastYear] = line.beside;
    expect(previous).toMatchObject({ kind: 'previous', fromMs: fromMs - HOUR_MS / 2, shiftMs: HOUR_MS / 2 });
    expect(previous?.points.length).toBeGreaterThan(0);
    expect(previous?.points.every(({ observedAtMs }) => observedAtMs <= fromMs)).toBe(true);
    expect(lastYear?.points).toEqual([]);
    expect(line.knownFromMs).toBeLessThan(fromMs);
  });

  it('is told as it was known at an instant', async () => {
    const window = `fromMs=${startMs - 12 * HOUR_MS}&toMs=${startMs}`;
    const { points } = await series(`total&${window}&knownAtMs=${startMs - 10 * HOUR_MS}`);
    expect(points).toEqual([]);
  });
});

describe('tables to take along', () => {
  interface Table {
    readonly title: string;
    readonly about: readonly (readonly [string, string])[];
    readonly columns: readonly { readonly name: string }[];
    readonly rows: readonly (readonly (string | number | null)[])[];
  }
  const table = async (path: string) => (await api(`/exports/${path}&format=json`)) as Table;
  const column = ({ columns, rows }: Table, name: string) => {
    const at = columns.findIndex((one) => one.name === name);
    return rows.map((row) => row[at]);
  };

  it('have the points of a chart, where they come from, of when they are, and that they are simulated', async () => {
    const window = `fromMs=${startMs - 3 * HOUR_MS}&toMs=${startMs}&pixels=50`;
    const made = await table(`series?series=queue&series=total&${window}`);
    const { lines } = await reply(`queue&series=total&${window}`);
    expect(column(made, 'Giá trị')).toEqual(lines.flatMap(({ points }) => points.map(({ value }) => value)));
    expect(column(made, 'Đo lúc')).toEqual(
      lines.flatMap(({ points }) => points.map((one) => one.observedAtMs)),
    );
    expect(new Set(column(made, 'Số nơi'))).toEqual(new Set([3, null]));
    const about = made.about.map((line) => line.join(': ')).join('\n');
    expect(about).toMatch(/^DỮ LIỆU MÔ PHỎNG/);
    for (const part of ['Xuất lúc: 2', 'Asia/Ho_Chi_Minh', 'Văn phòng', 'Nguồn gates-api', 'Nhận lúc: 2'])
      expect(about).toContain(part);
  });

  it('say as of which instant they are known', async () => {
    const knownAtMs = startMs - 10 * HOUR_MS;
    const made = await table(`series?series=total&knownAtMs=${knownAtMs}`);
    expect(made.rows).toEqual([]);
    expect(made.about.map(([label]) => label)).toContain('Như đã biết lúc');
  });

  it('have figures with their truth, observations with corrections, events as text, sources', async () => {
    const figures = await table('figures?indicator=queue');
    expect(column(figures, 'Giá trị')).toEqual([15, 10, 5, null]);
    expect(column(figures, 'Tình trạng')).toEqual(['đúng hẹn', 'đúng hẹn', 'đúng hẹn', 'chưa có dữ liệu']);
    expect(column(figures, 'Số nơi báo')).toEqual([2, null, null, null]);
    expect(column(await table('figures?domain=gates&beyond=true'), 'Giá trị')).toEqual([600]);
    const observations = await table('observations?indicator=total');
    expect(column(observations, 'Đã được sửa')).toEqual([null, null, 'có']);
    expect(column(await table('events?domain=gates'), 'Nội dung')[0]).toBe('<b>xe 0</b>');
    expect(column(await table('sources?'), 'Kết quả')).toEqual(['timeout', 'ok']);
  });

  it.each([
    ['csv', 'text/csv; charset=utf-8'],
    ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ])('come as a %s file with a name', async (format, type) => {
    const response = await get(`/api/v1/exports/figures?domain=gates&format=${format}&locale=en`);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('content-disposition')).toMatch(
      new RegExp(`^attachment; filename="gates-\\d{8}-\\d{6}\\.${format}"$`),
    );
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(500);
  });
});
