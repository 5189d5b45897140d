/** Same seed, same province; a restart continues the same curve; speed quickens the day and not the clock. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSystems, startProvince, type RunningProvince } from './province.ts';

const NOW_MS = Date.parse('2026-11-20T10:07:13+07:00');
const systems = await loadSystems();
/** Stands before the routes that want its tokens. */
const TOKEN_PATH = '/oauth/token';

/** Every answer without parameters of every system, by system and path. */
async function answers(province: RunningProvince): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const system of systems) {
    let token = '';
    for (const route of system.routes.filter(({ path }) => !path.includes(':'))) {
      const url = `${province.services.get(system.id)!.url}${route.path}?messageType=edoc`;
      const id = province.env['PROVINCE_SYSTEM_ID']!;
      const key = province.env['PROVINCE_SECRET_KEY']!;
      const isToken = route.path === TOKEN_PATH;
      const basic = `Basic ${Buffer.from(`${id}:${key}`).toString('base64')}`;
      const authorization = isToken ? basic : `Bearer ${token}`;
      const response = await fetch(url, {
        method: route.method,
        headers: { 'x-systemid': id, 'x-secretkey': key, authorization },
        ...(route.method === 'POST' ? { body: isToken ? 'grant_type=client_credentials' : '{}' } : {}),
      });
      const text = await response.text();
      if (isToken) token = (JSON.parse(text) as { access_token: string }).access_token;
      found.set(`${system.id} ${route.path}`, `${response.status} ${text}`);
    }
  }
  return found;
}

const start = (seed: number, speed = 1) => startProvince({ seed, speed, nowMs: () => NOW_MS });

describe('a seeded province', () => {
  const provinces: RunningProvince[] = [];
  const answersOf: Map<string, string>[] = [];
  beforeAll(async () => {
    for (const [seed, speed] of [
      [3, 1],
      [3, 1],
      [4, 1],
      [3, 60],
    ] as const) {
      const province = await start(seed, speed);
      provinces.push(province);
      answersOf.push(await answers(province));
    }
  });
  afterAll(() => Promise.all(provinces.map((province) => province.close())));

  it('has nine systems that all answer', () => {
    expect(systems.length).toBe(9);
    const failed = [...answersOf[0]!].filter(([, text]) => !text.startsWith('200 '));
    expect(failed).toEqual([]);
  });

  it('says the same again after a restart with the same seed', () => {
    expect(answersOf[1]).toEqual(answersOf[0]);
  });

  it.each(systems.map((system) => system.id))('says something else with another seed: %s', (id) => {
    const of = (index: number) => [...answersOf[index]!].filter(([key]) => key.startsWith(`${id} `));
    expect(of(2)).not.toEqual(of(0));
  });

  it('moves its day with the speed and keeps its stamps on the real clock', () => {
    const key = 'cua-khau-so /api/v1/ban-tin';
    const of = (index: number) =>
      JSON.parse(answersOf[index]!.get(key)!.slice(4)) as { thoiDiem: string; tongHop: object };
    expect(of(3).thoiDiem).toBe(of(0).thoiDiem);
    expect(of(3).tongHop).not.toEqual(of(0).tongHop);
  });
});
