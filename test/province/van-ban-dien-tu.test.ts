import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProvince, type RunningProvince } from './province.ts';

interface EdocList {
  readonly success: boolean;
  readonly message: string;
  readonly count: number;
  readonly data: readonly Record<string, string>[];
}

const NOON_MS = Date.parse('2026-11-20T12:00:00+07:00');
let nowMs = NOON_MS;
let province: RunningProvince;
beforeAll(
  async () => void (province = await startProvince({ only: ['van-ban-dien-tu'], nowMs: () => nowMs })),
);
afterAll(() => province.close());

function ask(
  query: Record<string, string>,
  headers: Record<string, string> = credentials(),
): Promise<Response> {
  const url = `${province.env['VAN_BAN_DIEN_TU_URL']}/v1/syncReceivedEdocList?${new URLSearchParams(query)}`;
  return fetch(url, { headers });
}
const credentials = () => ({
  'X-SystemId': province.env['PROVINCE_SYSTEM_ID']!,
  'X-SecretKey': province.env['PROVINCE_SECRET_KEY']!,
});
const list = async (fromDate: string, toDate: string) =>
  (await (await ask({ messageType: 'edoc', fromDate, toDate })).json()) as EdocList;

describe('the document axis', () => {
  it.each([
    ['no credentials', {}],
    ['no key', { 'X-SystemId': 'H37.DN.001' }],
    ['a wrong key', { 'X-SystemId': 'H37.DN.001', 'X-SecretKey': 'guess' }],
    ['no system id', { 'X-SecretKey': 'guess' }],
  ])('refuses %s with 401 and tells nothing', async (_what, headers: Record<string, string>) => {
    const response = await ask({ messageType: 'edoc' }, headers);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ success: false, message: expect.any(String) as string });
  });

  it('refuses another kind of message', async () => {
    expect((await ask({ messageType: 'sms' })).status).toBe(400);
  });

  it('lists the documents of the days asked for, in the shape of the province, oldest first', async () => {
    const { success, count, data } = await list('2026/11/19', '2026/11/19');
    expect(success).toBe(true);
    expect(count).toBe(data.length);
    expect(count).toBeGreaterThan(200);
    const keys = 'createdTime docId from messageType serviceType status statusDesc to updatedTime';
    for (const row of data) {
      expect(Object.keys(row).sort().join(' ')).toBe(keys);
      expect(row['createdTime']!.slice(0, 10)).toBe('2026-11-19');
      expect(row['from']).not.toBe(row['to']);
      expect(row['updatedTime']! >= row['createdTime']!).toBe(true);
    }
    const created = data.map((row) => row['createdTime']!);
    expect(created).toEqual(created.toSorted());
    expect(new Set(data.map((row) => row['docId'])).size).toBe(count);
  });

  it('tells nothing that has not come yet, and is busier on a working day than on a Sunday', async () => {
    const today = await list('2026/11/20', '2026/11/20');
    expect(today.data.at(-1)!['createdTime']! <= '2026-11-20 12:00:00').toBe(true);
    nowMs = Date.parse('2026-11-22T12:00:00+07:00');
    const sunday = await list('2026/11/22', '2026/11/22');
    nowMs = NOON_MS;
    expect(sunday.count).toBeGreaterThan(0);
    expect(sunday.count * 2).toBeLessThan(today.count);
  });

  it('moves each document forward through its statuses and never back', async () => {
    const order = ['01', '03', '04', '05', '06'];
    const before = new Map(
      (await list('2026/11/20', '2026/11/20')).data.map((row) => [row['docId'], row['status']!]),
    );
    nowMs += 3 * 3_600_000;
    const after = (await list('2026/11/20', '2026/11/20')).data.filter((row) => before.has(row['docId']));
    nowMs = NOON_MS;
    expect(after.length).toBe(before.size);
    const moves = after.map((row) => [before.get(row['docId'])!, row['status']!] as const);
    const isForward = (from: string, to: string) =>
      to === '02' ? ['01', '03', '02'].includes(from) : order.indexOf(to) >= order.indexOf(from);
    expect(moves.filter(([from, to]) => !isForward(from, to))).toEqual([]);
    expect(moves.some(([from, to]) => from !== to)).toBe(true);
  });
});
