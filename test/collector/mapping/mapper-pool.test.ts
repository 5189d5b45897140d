import { afterAll, describe, expect, it } from 'vitest';
import { MapperPool } from '../../../collector/mapping/mapper-pool.ts';

const DOCUMENT = { items: [{ name: 'a', value: 1 }, { name: 'b', value: null }, { name: 'c' }] };

describe('the threads of the mappings', () => {
  const pool = new MapperPool({ provinceId: 'tinh', timeZone: 'Asia/Tokyo', places: [] }, () => undefined);
  afterAll(() => pool.close());

  const map = (mapping: string, document: unknown = DOCUMENT) =>
    pool.map({
      turn: 'linh-vuc',
      mapping,
      json: Buffer.from(JSON.stringify(document)),
      nowMs: 0,
      timeoutMs: 5_000,
    });

  it('hands over a sequence, which JSONata builds with a function of its own inside', async () => {
    expect(await map('{ "rows": items.{ "n": name, "v": value } }')).toEqual({
      ok: true,
      output: {
        rows: [{ n: 'a', v: 1 }, { n: 'b', v: null }, { n: 'c' }],
      },
    });
  });

  it('refuses a mapping that gives a function', async () => {
    expect(await map('{ "rows": function($x) { $x } }')).toMatchObject({ ok: false });
  });
});
