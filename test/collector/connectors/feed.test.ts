import { describe, expect, it } from 'vitest';
import type { ExchangeAnswer, Validators } from '../../../collector/connector.ts';
import { MAX_STATE_BYTES } from '../../../collector/connector.ts';
import { connector } from '../../../collector/connectors/feed.ts';
import { describeConnector, SECRET } from '../../conformance/connector.ts';
import { LIMITS, TestNetwork } from '../../conformance/network.ts';
import { documentOf } from '../../conformance/protocol.ts';
import { hasServer } from '../../fixtures/debian-servers.ts';
import { startNginx } from '../../fixtures/nginx.ts';

const rssOf = (items: readonly string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Báo</title>${items.join('')}</channel></rss>`;
const itemOf = (id: string | number, more = '') =>
  `<item><guid>${id}</guid><title>Tin ${id}</title>${more}</item>`;
const BODY = rssOf([itemOf('bai-Hữu-Nghị', `<description>${'dài '.repeat(100)}</description>`)]);

describeConnector({
  connector,
  good: { type: 'application/rss+xml; charset=utf-8', body: Buffer.from(BODY) },
  places: [],
  usesValidators: true,
  pages: 'a feed is one document',
  settingsFor: (url, path) =>
    connector.settings.parse({ url: `${url}/${path}?key=${SECRET}`, headers: { 'X-Key': SECRET } }),
  read: documentOf,
  whole: {
    title: 'Báo',
    items: [
      { id: 'bai-Hữu-Nghị', title: 'Tin bai-Hữu-Nghị', text: 'dài '.repeat(100).trim(), categories: [] },
    ],
  },
});

describe.skipIf(!hasServer('nginx'))('a feed of a real nginx', () => {
  it('is read once, and then is what nginx says it is: unchanged', async () => {
    const nginx = await startNginx(
      () => ['location / { types { application/rss+xml rss; } } gzip on; gzip_types application/rss+xml;'],
      '',
    );
    const xml = rssOf([itemOf(1, '<description>&lt;b&gt;Hữu Nghị&lt;/b&gt;</description>')]);
    nginx.write('files/rss/home.rss', xml + '\n'.repeat(2_000));
    const url = `${nginx.urls[0]}/rss/home.rss`;
    const signal = AbortSignal.timeout(10_000);
    const network = new TestNetwork();
    const settings = connector.settings.parse({ url });
    const ask = (validators?: Validators) =>
      connector.poll({
        settings,
        signal,
        limits: LIMITS,
        places: [],
        ...network.way(settings, signal),
        validators,
      });
    const first = await ask();
    expect(documentOf(first)).toEqual({
      title: 'Báo',
      items: [{ id: '1', title: 'Tin 1', text: 'Hữu Nghị', categories: [] }],
    });
    expect(first.head.headers).toMatchObject({ 'content-encoding': 'gzip' });
    expect((await ask(first.kind === 'document' ? first.validators : undefined)).kind).toBe('unchanged');
    await network.close();
    await nginx.close();
  });
});

describe('the feed connector', () => {
  const poll = async (
    body: string | Uint8Array,
    more: { settings?: object; state?: string | undefined; headers?: Record<string, string> } = {},
  ) => {
    const answer: ExchangeAnswer = { status: 200, headers: more.headers ?? {}, body: Buffer.from(body) };
    const polled = await connector.poll({
      settings: connector.settings.parse({ url: 'http://bao/rss', ...more.settings }),
      signal: new AbortController().signal,
      limits: LIMITS,
      places: [],
      exchange: () => Promise.resolve(answer),
      dial: () => Promise.reject(new Error('a feed comes by HTTP')),
      state: more.state,
    });
    const { items } = documentOf(polled) as { items: { id: string; title: string; text: string }[] };
    return { items, state: polled.kind === 'document' ? polled.state : undefined };
  };
  const ids = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);

  it('tells an item once, and again when it was changed', async () => {
    const first = await poll(rssOf([itemOf(2), itemOf(1)]));
    expect(ids(first)).toEqual(['2', '1']);
    const second = await poll(rssOf([itemOf(3), itemOf(2), itemOf(1)]), first);
    expect(ids(second)).toEqual(['3']);
    const third = await poll(rssOf([itemOf(3), itemOf(2, '<description>sửa</description>')]), second);
    expect(ids(third)).toEqual(['2']);
    const back = await poll(rssOf([itemOf(1)]), third);
    expect(ids(back)).toEqual([]);
  });

  it('tells all of them, and keeps nothing, where they are counted', async () => {
    const settings = { items: 'all' };
    const first = await poll(rssOf([itemOf(1)]), { settings });
    expect(first.state).toBeUndefined();
    expect(ids(await poll(rssOf([itemOf(1)]), { settings, state: first.state }))).toEqual(['1']);
  });

  it('tells an item again whose time had not come by the server’s own clock', async () => {
    const body = rssOf([itemOf(1, '<pubDate>Thu, 26 Nov 2026 09:00:00 +0700</pubDate>'), itemOf(2)]);
    const first = await poll(body, { headers: { date: 'Thu, 26 Nov 2026 01:59:00 GMT' } });
    const second = await poll(body, { ...first, headers: { date: 'Thu, 26 Nov 2026 02:01:00 GMT' } });
    expect(ids(second)).toEqual(['1']);
    expect(ids(await poll(body, second))).toEqual([]);
  });

  it('keeps what it has seen within its bound, over ten thousand polls', async () => {
    let state: string | undefined;
    for (let turn = 0; turn < 10_000; turn += 500) {
      const body = rssOf(Array.from({ length: 500 }, (_, at) => itemOf(turn + at)));
      ({ state } = await poll(body, { state, settings: { maxItems: 1_000 } }));
      expect(Buffer.byteLength(state ?? '')).toBeLessThanOrEqual(MAX_STATE_BYTES);
    }
    const last = await poll(rssOf([itemOf(9_999), itemOf(9_000)]), { state });
    expect(ids(last)).toEqual([]);
  });

  it.each([
    ['the declaration', 'windows-1258', `<?xml version="1.0" encoding="windows-1258"?>`, {}],
    ['the header', 'windows-1258', '', { 'content-type': 'text/xml; charset=windows-1258' }],
  ])('takes the character set from %s', async (_where, _charset, declaration, headers) => {
    // "Đường" in windows-1258: its tone is a letter of its own.
    const word = Buffer.from([0xd0, 0xfd, 0xf5, 0xcc, 0x6e, 0x67]);
    const body = Buffer.concat([
      Buffer.from(`${declaration}<rss><channel><item><title>`),
      word,
      Buffer.from('</title></item></channel></rss>'),
    ]);
    const { items } = await poll(body, { headers });
    expect(items[0]?.title).toBe('Đường');
  });

  it('reads UTF-16 by its mark', async () => {
    const body = Buffer.from(`\uFEFF${rssOf([itemOf('Lộc-Bình')])}`, 'utf16le');
    expect(ids(await poll(body))).toEqual(['Lộc-Bình']);
  });
});
