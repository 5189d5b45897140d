import { describe, expect, it } from 'vitest';
import type { JsonRequest } from '../../../collector/http/json-request.ts';
import { pagingSchema, readPages, type Paging } from '../../../collector/http/paging.ts';

const first: JsonRequest = {
  url: 'https://up.test/list?kind=a',
  method: 'GET',
  headers: { accept: 'application/json', 'X-Key': 'secret' },
  auth: { kind: 'bearer', token: 'secret' },
  body: undefined,
};
const paging = (given: object) => pagingSchema.parse(given) as Paging;

/** An upstream of `count` items that answers by the request. */
function upstream(
  answerOf: (request: JsonRequest, n: number) => { document: unknown; link?: string; bytes?: number },
) {
  const asked: JsonRequest[] = [];
  const ask = (request: JsonRequest) => {
    const { document, link, bytes = 100 } = answerOf(request, asked.push(request));
    return Promise.resolve({
      document,
      answer: {
        status: 200,
        headers: link === undefined ? {} : { link },
        body: new Uint8Array(bytes),
        url: request.url,
      },
    });
  };
  return { asked, ask };
}
const read = (
  up: ReturnType<typeof upstream>,
  given: object,
  {
    itemsPath = 'rows',
    request = first,
    maxBytes = 10_000,
  }: { itemsPath?: string; request?: JsonRequest; maxBytes?: number } = {},
) => readPages(request, { paging: paging(given), itemsPath, maxBytes, ask: up.ask });
const query = (request: JsonRequest | undefined) =>
  Object.fromEntries(new URL(request?.url ?? '').searchParams);

describe('pages by offset', () => {
  const ALL = Array.from({ length: 7 }, (_, at) => at);
  const byOffset = (more: object = {}) =>
    upstream(({ url }) => {
      const { from = '0', size = '3' } = Object.fromEntries(new URL(url).searchParams);
      return { document: { rows: ALL.slice(Number(from), Number(from) + Number(size)), ...more } };
    });
  const OFFSET = { kind: 'offset', parameter: 'from', sizeParameter: 'size', size: 3 };

  it('are read to the first that is not full, and joined in the first document', async () => {
    const up = byOffset({ as: 'of now' });
    const { document, items } = await read(up, OFFSET);
    expect(document).toEqual({ rows: ALL, as: 'of now' });
    expect(items).toEqual(ALL);
    expect(up.asked.map(query)).toEqual(['0', '3', '6'].map((from) => ({ kind: 'a', from, size: '3' })));
  });

  it('count pages from one where the upstream does', async () => {
    const up = upstream(({ url }) => {
      const page = Number(new URL(url).searchParams.get('trang'));
      return { document: { rows: ALL.slice((page - 1) * 3, page * 3) } };
    });
    const { items } = await read(up, { ...OFFSET, parameter: 'trang', counts: 'pages', first: 1 });
    expect(items).toEqual(ALL);
    expect(up.asked.map((request) => query(request)['trang'])).toEqual(['1', '2', '3']);
  });

  it('end where the total says so, without asking for an empty one', async () => {
    const up = upstream(({ url }) => {
      const from = Number(new URL(url).searchParams.get('from'));
      return { document: { rows: ALL.slice(from, Math.min(from + 3, 6)), meta: { total: 6 } } };
    });
    expect((await read(up, { ...OFFSET, total: 'meta.total' })).items).toHaveLength(6);
    expect(up.asked).toHaveLength(2);
  });

  it.each([
    ['grows', [9, 8, 7], [10, 9, 8, 7]],
    ['shrinks', [9, 8, 7], [8, 7]],
  ])(
    'of a list that %s meanwhile are read again, none twice and none left out',
    async (_how, before, after) => {
      const up = upstream(({ url }, n) => {
        const rows = n === 1 ? before : after;
        const from = Number(new URL(url).searchParams.get('from'));
        return { document: { rows: rows.slice(from, from + 2), total: rows.length } };
      });
      const { items } = await read(up, { ...OFFSET, size: 2, total: 'total' });
      expect(items).toEqual(after);
    },
  );

  it('of a list that never stands still are no answer', async () => {
    const up = upstream((_request, n) => ({ document: { rows: [n, n], total: 10 + n } }));
    await expect(read(up, { ...OFFSET, size: 2, total: 'total' })).rejects.toMatchObject({
      reason: 'malformed',
      message: 'a list that changes while it is read',
    });
  });

  it('that end before the total are no answer', async () => {
    await expect(read(byOffset({ total: 9 }), { ...OFFSET, total: 'total' })).rejects.toMatchObject({
      reason: 'malformed',
      message: 'a list that ends after 7 of 9 items',
    });
    await expect(read(byOffset(), { ...OFFSET, total: 'total' })).rejects.toMatchObject({
      reason: 'malformed',
    });
  });

  it('travel in the body of a POST where the settings say so', async () => {
    const up = upstream((_request, n) => ({ document: { rows: n === 1 ? [1, 2, 3] : [] } }));
    await read(up, { ...OFFSET, in: 'body' }, { request: { ...first, method: 'POST', body: { loai: 'x' } } });
    expect(up.asked.map(({ body }) => body)).toEqual([
      { loai: 'x', from: 0, size: 3 },
      { loai: 'x', from: 3, size: 3 },
    ]);
  });
});

describe('pages by cursor', () => {
  const CURSOR = { kind: 'cursor', next: 'meta.next', parameter: 'after' };

  it.each([undefined, null, '', false])('are read until there is no cursor: %s', async (end) => {
    const up = upstream((_request, n) => ({
      document: { rows: [n], meta: { next: n < 3 ? `c${n}` : end } },
    }));
    expect((await read(up, CURSOR)).items).toEqual([1, 2, 3]);
    expect(up.asked.map((request) => query(request)['after'])).toEqual([undefined, 'c1', 'c2']);
  });

  it('that go round in a circle are no answer', async () => {
    const up = upstream(() => ({ document: { rows: [1], meta: { next: 'again' } } }));
    await expect(read(up, CURSOR)).rejects.toMatchObject({ reason: 'malformed' });
    expect(up.asked).toHaveLength(2);
  });

  it('without an end are too many', async () => {
    const up = upstream((_request, n) => ({ document: { rows: [n], meta: { next: n } } }));
    await expect(read(up, { ...CURSOR, maxPages: 4 })).rejects.toMatchObject({
      reason: 'too-large',
      message: 'more than 4 pages',
    });
    expect(up.asked).toHaveLength(4);
  });

  it('count their bytes together', async () => {
    const up = upstream((_request, n) => ({ document: { rows: [n], meta: { next: n } }, bytes: 400 }));
    await expect(read(up, CURSOR, { maxBytes: 1_000 })).rejects.toMatchObject({ reason: 'too-large' });
    expect(up.asked).toHaveLength(3);
  });

  it('whose list is missing are no answer, and never an empty list', async () => {
    const up = upstream((_request, n) => ({
      document: n === 1 ? { rows: [1], meta: { next: 'x' } } : { error: 'x' },
    }));
    await expect(read(up, CURSOR)).rejects.toMatchObject({
      reason: 'malformed',
      message: 'no list at `rows`',
    });
    const none = upstream(() => ({ document: { rows: null } }));
    expect((await read(none, CURSOR)).items).toEqual([]);
  });

  it('do not follow a path into what every object has', async () => {
    const up = upstream(() => ({ document: { rows: [1] } }));
    expect((await read(up, { ...CURSOR, next: 'constructor.name' })).items).toEqual([1]);
  });
});

describe('pages by link', () => {
  it('are followed by the header, relative to where it stood', async () => {
    const up = upstream((_request, n) => ({
      document: [n],
      ...(n < 3 ? { link: `<?page=${n + 1}>; rel="next"` } : {}),
    }));
    const list = await readPages(first, {
      paging: paging({ kind: 'link' }),
      itemsPath: undefined,
      maxBytes: 9_999,
      ask: up.ask,
    });
    expect(list.document).toEqual([1, 2, 3]);
    expect(up.asked.map(({ url }) => url)).toEqual([
      first.url,
      'https://up.test/list?page=2',
      'https://up.test/list?page=3',
    ]);
    expect(up.asked[2]).toMatchObject({ auth: first.auth, headers: first.headers });
  });

  it('are followed by an address in the answer', async () => {
    const up = upstream((_request, n) => ({ document: { rows: [n], next: n < 2 ? '/list/2' : null } }));
    expect((await read(up, { kind: 'link', next: 'next' })).items).toEqual([1, 2]);
  });

  it('of another origin are asked for without anything that says who asks', async () => {
    const up = upstream((_request, n) => ({
      document: { rows: [n], next: n < 2 ? 'https://other.test/2' : null },
    }));
    await read(up, { kind: 'link', next: 'next' });
    expect(up.asked[1]).toEqual({
      url: 'https://other.test/2',
      method: 'GET',
      headers: { accept: 'application/json' },
      auth: undefined,
      body: undefined,
    });
  });

  it('that lead to no address are no answer', async () => {
    for (const next of ['http://', 7, {}]) {
      const up = upstream(() => ({ document: { rows: [1], next } }));
      await expect(read(up, { kind: 'link', next: 'next' })).rejects.toMatchObject({ reason: 'malformed' });
    }
  });
});
