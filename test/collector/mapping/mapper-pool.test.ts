import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { MapperPool } from '../../../collector/mapping/mapper-pool.ts';

const BUSY = 'for (;;) Math.random();';
const DOCUMENT = { items: [{ name: 'a', value: 1 }, { name: 'b', value: null }, { name: 'c' }] };

describe('the threads of the mappings', () => {
  const pool = new MapperPool({ provinceId: 'tinh', timeZone: 'Asia/Tokyo', places: [] }, () => undefined);
  afterAll(() => pool.close());

  const map = (mapping: string, document: unknown = DOCUMENT, timeoutMs = 5_000) =>
    pool.map({
      turn: 'linh-vuc',
      mapping,
      json: Buffer.from(JSON.stringify(document)),
      nowMs: 0,
      timeoutMs,
    });

  it('hands over a sequence, which JSONata builds with a function of its own inside', async () => {
    expect(await map('{ "rows": items.{ "n": name, "v": value } }')).toEqual({
      ok: true,
      output: {
        rows: [{ n: 'a', v: 1 }, { n: 'b', v: null }, { n: 'c' }],
      },
    });
  });

  it('maps many at once, each for itself', async () => {
    const outcomes = await Promise.all(Array.from({ length: 120 }, (_, at) => map('n', { n: at })));
    expect(outcomes.map((outcome) => outcome.ok && outcome.output)).toEqual(outcomes.map((_, at) => at));
  });

  it('lets neither a mapping that fails nor one that cannot be handed over spoil those beside it', async () => {
    const mappings = ['items[0].name', '$sum("words")', 'function($x) { $x }', 'items[1].name'];
    const outcomes = await Promise.all(mappings.map((mapping) => map(mapping)));
    expect(outcomes.map((outcome) => (outcome.ok ? outcome.output : 'failed'))).toEqual([
      'a',
      'failed',
      'failed',
      'b',
    ]);
  });

  it('ends one that runs wild, and maps those beside it all the same', async () => {
    const wild = map('$match(text, /^(a+)+$/)', { text: `${'a'.repeat(40)}!` }, 300);
    const beside = Array.from({ length: 5 }, () => map('items[0].name'));
    expect(await wild).toEqual({
      ok: false,
      reason: 'malformed',
      message: 'the mapping ran longer than 300 ms',
    });
    for (const outcome of await Promise.all(beside)) expect(outcome).toEqual({ ok: true, output: 'a' });
  });

  it('blames no mapping for a machine that lets it run too little', async () => {
    const long = '$sum([1..150000].($ * 2))';
    const timed = async (timeoutMs: number) => {
      const beganMs = performance.now();
      const outcome = await map(long, DOCUMENT, timeoutMs);
      return { outcome, tookMs: performance.now() - beganMs };
    };
    await timed(60_000);
    const aloneMs = (await timed(60_000)).tookMs;
    const busy = Array.from({ length: availableParallelism() * 4 }, () => new Worker(BUSY, { eval: true }));
    try {
      await Promise.all(busy.map((worker) => once(worker, 'online')));
      const { outcome, tookMs } = await timed(aloneMs * 2);
      expect(tookMs).toBeGreaterThan(aloneMs * 2);
      expect(outcome).toEqual({ ok: true, output: 22_500_150_000 });
    } finally {
      await Promise.all(busy.map((worker) => worker.terminate()));
    }
  }, 60_000);

  it('refuses a mapping that gives a function', async () => {
    expect(await map('{ "rows": function($x) { $x } }')).toMatchObject({ ok: false });
  });
});
