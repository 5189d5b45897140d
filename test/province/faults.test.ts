/** Every switch of the simulated upstreams, as a client on the wire meets it. */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FAULTS } from './faults.ts';
import { startProvince, type RunningProvince } from './province.ts';
import { seriesSystem } from './series-system.ts';

interface Answer {
  readonly asOf: string;
  readonly items: readonly { name: string; place: string; value?: number; time: string }[];
}

const START_MS = Date.parse('2026-11-20T03:00:00Z');
let nowMs = START_MS;
let province: RunningProvince;
let url = '';
let adminUrl = '';

beforeAll(async () => {
  const rows = ['mot', 'hai', 'ba', 'bon'].map((place, index) => ({
    name: 'so',
    place,
    value: (view: { atMs: number }) => index + Math.floor(view.atMs / 1_000),
  }));
  province = await startProvince({ nowMs: () => nowMs, systems: [seriesSystem('thu', rows)] });
  url = `${province.env['THU_URL']}/series`;
  adminUrl = province.env['THU_ADMIN_URL']!;
});
afterEach(async () => {
  await admin('DELETE', '/fault');
  await admin('DELETE', '/set');
  nowMs += 3_600_000;
});
afterAll(() => province.close());

async function admin(method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${adminUrl}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
const fault = (kind: string, more: object = {}) => admin('POST', '/fault', { kind, ...more });
const ask = async () => (await (await fetch(url)).json()) as Answer;
/** Requests since the fault was set, or since the start. */
const requests = async () =>
  ((await (await admin('GET', '/state')).json()) as { requests: number }).requests - requestsBefore;
let requestsBefore = 0;
const bodyOf = async () => Buffer.from(await (await fetch(url)).arrayBuffer());

/** What arrives on a bare socket within a time. */
function listen(forMs: number): Promise<{ text: string; ended: boolean }> {
  return new Promise((resolve, reject) => {
    const { port, pathname } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.write(`GET ${pathname} HTTP/1.1\r\nhost: x\r\n\r\n`),
    );
    let text = '';
    let ended = false;
    socket.on('data', (chunk: Buffer) => void (text += chunk.toString('latin1')));
    socket.on('end', () => void (ended = true));
    socket.on('error', reject);
    setTimeout(() => {
      socket.destroy();
      resolve({ text, ended });
    }, forMs);
  });
}

const CASES: Readonly<Record<string, () => Promise<void>>> = {
  outage: async () => {
    requestsBefore += await requests();
    await fault('hang');
    const waiting = fetch(url).then(
      () => 'answered',
      () => 'cut',
    );
    // The request is in before the port closes.
    while ((await requests()) === 0) await sleep(10);
    await fault('outage');
    expect(await waiting).toBe('cut');
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    await admin('DELETE', '/fault');
    expect((await fetch(url)).status).toBe(200);
  },
  hang: async () => {
    await fault('hang');
    expect(await listen(300)).toEqual({ text: '', ended: false });
  },
  drip: async () => {
    await fault('drip');
    const { text, ended } = await listen(2_600);
    const body = text.split('\r\n\r\n')[1] ?? '';
    expect(text).toContain('HTTP/1.1 200');
    expect(body.length).toBeGreaterThanOrEqual(1);
    expect(body.length).toBeLessThanOrEqual(3);
    expect(ended).toBe(false);
  },
  'headers-never-end': async () => {
    await fault('headers-never-end');
    const { text, ended } = await listen(2_600);
    expect(text).toContain('x-line-2: 1');
    expect(text).not.toContain('\r\n\r\n');
    expect(ended).toBe(false);
  },
  'status-500': async () => {
    await fault('status-500');
    expect((await fetch(url)).status).toBe(500);
  },
  'status-429': async () => {
    await fault('status-429', { retryAfterSeconds: 7 });
    const response = await fetch(url);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
  },
  'status-401': async () => {
    await fault('status-401');
    expect((await fetch(url)).status).toBe(401);
  },
  malformed: async () => {
    await fault('malformed');
    const response = await fetch(url);
    expect(response.status).toBe(200);
    await expect(response.json()).rejects.toThrow(SyntaxError);
  },
  html: async () => {
    await fault('html');
    const response = await fetch(url);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    expect(await response.text()).toContain('<form>');
  },
  huge: async () => {
    await fault('huge', { bytes: 9_000_000 });
    expect((await bodyOf()).length).toBeGreaterThanOrEqual(9_000_000);
  },
  'gzip-bomb': async () => {
    await fault('gzip-bomb', { bytes: 20_000_000 });
    const { text } = await listen(800);
    const packed = Buffer.from(text.slice(text.indexOf('\r\n\r\n') + 4), 'latin1');
    expect(text).toContain('content-encoding: gzip');
    expect(packed.length).toBeLessThan(100_000);
    expect(gunzipSync(packed).length).toBeGreaterThanOrEqual(20_000_000);
  },
  deep: async () => {
    await fault('deep', { depth: 5_000 });
    expect((await bodyOf()).toString()).toBe('['.repeat(5_000) + ']'.repeat(5_000));
  },
  nan: async () => {
    await fault('nan');
    const text = (await bodyOf()).toString();
    expect(text).toMatch(/"value":1e999/);
    expect(text).toMatch(/"value":NaN/);
    expect(text).not.toMatch(/"value":\d{3}/);
  },
  'wrong-charset': async () => {
    await fault('wrong-charset');
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toContain('utf-8');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(() => JSON.parse(bytes.toString('utf8'))).toThrow(SyntaxError);
    expect((JSON.parse(bytes.toString('utf16le')) as Answer).items.length).toBe(4);
  },
  empty: async () => {
    await fault('empty');
    expect((await ask()).items).toEqual([]);
  },
  partial: async () => {
    await fault('partial');
    expect((await ask()).items.map(({ place }) => place)).toEqual(['mot', 'hai']);
  },
  repeated: async () => {
    await fault('repeated');
    const first = await bodyOf();
    nowMs += 120_000;
    expect(await bodyOf()).toEqual(first);
  },
  'frozen-time': async () => {
    await fault('frozen-time');
    const [first, frozenMs] = [await ask(), nowMs];
    nowMs += 120_000;
    const second = await ask();
    expect(Date.parse(second.asOf)).toBe(frozenMs);
    expect(second.items[0]!.value).toBe(first.items[0]!.value! + 120);
  },
  'future-time': async () => {
    await fault('future-time', { aheadMs: 900_000 });
    const { asOf, items } = await ask();
    expect([Date.parse(asOf), Date.parse(items[0]!.time)]).toEqual([nowMs + 900_000, nowMs + 900_000]);
  },
  'out-of-order': async () => {
    await fault('out-of-order', { behindMs: 60_000 });
    const stamps = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const { asOf, items } = await ask();
      // Each is true for its own time.
      expect(items[0]!.value).toBe(Date.parse(asOf) / 1_000);
      stamps.push(nowMs - Date.parse(asOf));
    }
    expect(new Set(stamps)).toEqual(new Set([0, 60_000]));
    expect(stamps[0]).not.toBe(stamps[1]);
  },
  'missing-series': async () => {
    await fault('missing-series', { series: 'so@ba' });
    expect((await ask()).items.map((item) => 'value' in item)).toEqual([true, true, false, true]);
    await fault('missing-series', { series: 'so@b*' });
    expect((await ask()).items.map((item) => 'value' in item)).toEqual([true, true, false, false]);
  },
};

describe('a fault', () => {
  it('of every kind has its test', () => {
    expect(Object.keys(CASES).sort()).toEqual(Object.keys(FAULTS).sort());
  });

  it.each(Object.entries(CASES))(
    '%s does on the wire what it says, and is gone when it is switched off',
    async (_kind, run) => {
      await run();
      await admin('DELETE', '/fault');
      const { asOf, items } = await ask();
      expect(Date.parse(asOf)).toBe(nowMs);
      expect(items.map(({ value }) => value)).toEqual([0, 1, 2, 3].map((index) => index + nowMs / 1_000));
    },
  );

  it('may be limited to a path', async () => {
    await fault('status-500', { path: '/other' });
    expect((await fetch(url)).status).toBe(200);
    await fault('status-500', { path: '/ser' });
    expect((await fetch(url)).status).toBe(500);
  });

  it('of no known kind is refused with the list to look at', async () => {
    const response = await fault('gremlin');
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('GET /faults');
  });
});

describe('the admin port', () => {
  const state = async () => (await (await admin('GET', '/state')).json()) as Record<string, unknown>;

  it('counts every request, also those that never get an answer', async () => {
    const before = Number((await state())['requests']);
    await ask();
    await fault('hang');
    await listen(150);
    const after = await state();
    expect(Number(after['requests'])).toBe(before + 2);
    expect(after['lastRequestAtMs']).toBe(nowMs);
    expect(after['fault']).toMatchObject({ kind: 'hang', sinceMs: nowMs });
  });

  it('keeps a ledger of what was really said', async () => {
    const { items } = await ask();
    const entries = (await (await admin('GET', '/ledger')).json()) as {
      values: Record<string, number>;
      outcome: number;
    }[];
    expect(entries.at(-1)).toMatchObject({ outcome: 200, asOfMs: nowMs, path: '/series' });
    expect(entries.at(-1)!.values).toEqual(
      Object.fromEntries(items.map((item) => [`so@${item.place}`, item.value])),
    );
  });

  it('sets a value at once, tells it in the past from then on, and gives it back', async () => {
    await ask();
    const setMs = (nowMs += 250);
    await admin('POST', '/set', { series: 'so@hai', value: -5 });
    expect((await ask()).items[1]).toMatchObject({ value: -5 });
    nowMs += 60_000;
    expect((await ask()).items[1]).toMatchObject({ value: -5 });
    const clearMs = (nowMs += 60_000);
    await admin('DELETE', '/set?series=so@hai');
    expect((await ask()).items[1]!.value).toBeGreaterThan(0);
    nowMs += 60_000;
    const window = new URLSearchParams({
      from: new Date(setMs - 60_000).toISOString(),
      to: new Date(nowMs).toISOString(),
    });
    const past = (await (await fetch(`${url}?${window}`)).json()) as Answer;
    const told = past.items.filter(({ place }) => place === 'hai');
    const isSet = (time: string) => Date.parse(time) >= setMs && Date.parse(time) < clearMs;
    expect(told.some(({ time }) => isSet(time))).toBe(true);
    expect(told.some(({ time }) => !isSet(time))).toBe(true);
    for (const { time, value } of told) expect(value === -5).toBe(isSet(time));
  });

  it('sends a null that was set: the upstream says there is none', async () => {
    await admin('POST', '/set', { series: 'so@mot', value: null });
    expect((await ask()).items[0]).toMatchObject({ value: null });
  });

  it('refuses what it does not understand and changes nothing', async () => {
    const response = await admin('POST', '/set', { serie: 'so@mot', value: 1 });
    expect(response.status).toBe(400);
    expect((await state())['set']).toEqual({});
  });
});

describe('the framework', () => {
  it('answers 304 to the ETag of an unchanged document, and 200 once it changed', async () => {
    const first = await fetch(url);
    const etag = first.headers.get('etag')!;
    await first.arrayBuffer();
    const again = () => fetch(url, { headers: { 'if-none-match': etag } });
    expect((await again()).status).toBe(304);
    nowMs += 1_000;
    expect((await again()).status).toBe(200);
  });

  it('answers within the last 48 hours only, however far the question reaches', async () => {
    const window = new URLSearchParams({ from: '2020-01-01T00:00:00Z', to: '2030-01-01T00:00:00Z' });
    const { items } = (await (await fetch(`${url}?${window}`)).json()) as Answer;
    const stamps = items.map(({ time }) => Date.parse(time));
    expect(Math.min(...stamps)).toBeGreaterThanOrEqual(nowMs - 48 * 3_600_000);
    expect(Math.max(...stamps)).toBeLessThanOrEqual(nowMs);
    expect(stamps).toEqual(stamps.toSorted((a, b) => a - b));
  });

  it('says 404 where there is nothing', async () => {
    expect((await fetch(url.replace('series', 'nothing'))).status).toBe(404);
  });
});
