import { describe, expect, it } from 'vitest';
import { readFeed } from '../../../collector/feed/feed-items.ts';
import { parseXml } from '../../../collector/feed/xml-tree.ts';
import { UpstreamError } from '../../../shared/errors.ts';

const BOUNDS = { maxItems: 100, maxTextLetters: 200, url: 'https://user:word@bao.example/rss/home.rss' };
const read = (xml: string) => readFeed(parseXml(xml, 50), BOUNDS);

const RSS_2 = `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Báo Lạng Sơn &amp; bạn đọc</title><link>https://bao.example</link>
<atom:link href="https://bao.example/rss/home.rss" rel="self"/>
<item>
  <title><![CDATA[Cửa khẩu <b>Hữu Nghị</b> thông quan]]></title>
  <link>/xa-hoi/bai-1.html</link>
  <guid isPermaLink="false">bai-1</guid>
  <description><![CDATA[<a href="x"><img src="y.jpg"/></a></br>Sáng 26/11, <script>alert(1)</script>xe đông.]]></description>
  <content:encoded>&lt;p&gt;dài&lt;/p&gt;</content:encoded>
  <pubDate>Thu, 26 Nov 2026 08:00:00 +0700</pubDate>
  <category>Kinh tế</category><category>Kinh tế</category><category>Cửa khẩu</category>
</item>
<item><title>Không mã</title><link>javascript:alert(1)</link><pubDate>hôm qua</pubDate></item>
<item><title>Lặp</title><guid>bai-1</guid></item>
</channel></rss>`;

const ATOM = `<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">C&amp;ocirc;ng &lt;i&gt;báo&lt;/i&gt;</title>
<entry><id>tag:cong-bao,2026:7</id><title type="text">Lãi suất &lt; 5%</title>
<link rel="self" href="https://cong-bao.example/self"/><link href="https://cong-bao.example/7"/>
<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Điều 1</p><p>Điều <b>2</b></p><script>x</script></div></summary>
<published>2026-11-26T08:00:00+07:00</published><updated>2026-11-27T08:00:00+07:00</updated><category term="Nghị quyết"/></entry></feed>`;

const RDF = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://tin.example"><title>Tin</title></channel>
<item rdf:about="https://tin.example/1"><title>Một</title><link>https://tin.example/1</link><dc:date>2026-11-26T08:00:00+07:00</dc:date><dc:subject>Chợ</dc:subject></item></rdf:RDF>`;

describe('a feed', () => {
  it('of RSS 2.0 becomes text, each item once, and what does not fit is named', () => {
    expect(read(RSS_2)).toEqual({
      title: 'Báo Lạng Sơn & bạn đọc',
      items: [
        {
          id: 'bai-1',
          title: 'Cửa khẩu Hữu Nghị thông quan',
          text: 'Sáng 26/11, xe đông.',
          link: 'https://bao.example/xa-hoi/bai-1.html',
          at: '2026-11-26T01:00:00.000Z',
          categories: ['Kinh tế', 'Cửa khẩu'],
        },
        { id: expect.stringMatching(/^[\w-]{43}$/), title: 'Không mã', text: '', categories: [] },
      ],
      refused: [
        'item 2: a link that is not of http or https',
        'item 2: a time that is not understood, or in two ways',
        'item 3: the id of an item before it, with another text',
      ],
    });
  });

  it('of Atom is read with its kinds of text', () => {
    expect(read(ATOM)).toMatchObject({
      title: 'Công báo',
      items: [
        {
          id: 'tag:cong-bao,2026:7',
          title: 'Lãi suất < 5%',
          text: 'Điều 1 Điều 2',
          link: 'https://cong-bao.example/7',
          at: '2026-11-26T01:00:00.000Z',
          categories: ['Nghị quyết'],
        },
      ],
    });
  });

  it('of RDF, whose items stand beside their channel, is read', () => {
    expect(read(RDF).items).toEqual([
      {
        id: 'https://tin.example/1',
        title: 'Một',
        text: '',
        link: 'https://tin.example/1',
        at: '2026-11-26T01:00:00.000Z',
        categories: ['Chợ'],
      },
    ]);
  });

  it('of RSS 0.91 without its document type is read', () => {
    const feed = read(
      '<rss version="0.91"><channel><title>Cũ</title><item><title>Tin</title></item></channel></rss>',
    );
    expect(feed.items).toHaveLength(1);
  });

  it('that tells an item twice tells it once, and says where one id has two texts', () => {
    const item = (title: string) => `<item><title>${title}</title><guid>g</guid></item>`;
    const feed = read(`<rss><channel>${item('Một')}${item('Một')}${item('Hai')}</channel></rss>`);
    expect(feed.items.map(({ title }) => title)).toEqual(['Một']);
    expect(feed.refused).toEqual(['item 3: the id of an item before it, with another text']);
  });

  it('longer than its bound is cut, and says so', () => {
    const items = Array.from({ length: 103 }, (_, at) => `<item><guid>${at}</guid></item>`).join('');
    const feed = read(`<rss><channel>${items}</channel></rss>`);
    expect([feed.items.length, feed.refused]).toEqual([100, ['3 items beyond the first 100']]);
  });
});

/** Anything but an UpstreamError is a defect and is thrown. */
function outcomeOf(xml: string): 'read' | UpstreamError {
  try {
    read(xml);
    return 'read';
  } catch (error) {
    if (error instanceof UpstreamError) return error;
    throw error;
  }
}

describe('XML that attacks', () => {
  const lol = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join(
    '',
  );
  const rss = (inside: string) => `<rss><channel><item><title>${inside}</title></item></channel></rss>`;
  it.each([
    ['a billion laughs', `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">${lol}]>${rss('&l9;')}`],
    ['a file of this machine', `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>${rss('&x;')}`],
    ['a parameter entity', `<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd">%x;]>${rss('a')}`],
    [
      'a document type elsewhere',
      `<!-- a -->\n<?x y?> <!DOCTYPE rss SYSTEM "http://127.0.0.1/x.dtd">${rss('a')}`,
    ],
    ['a document type in the middle', `<rss><!DOCTYPE rss [<!ENTITY x "y">]><channel/></rss>`],
  ])('with %s is refused whole', (_what, xml) => {
    expect(() => read(xml)).toThrow(UpstreamError);
  });

  it('with entities that nobody declared keeps them as letters', () => {
    expect(read(rss('&x; &lt;b&gt;đậm&lt;/b&gt;')).items[0]?.title).toBe('&x; đậm');
  });

  it('may speak of a document type inside of a text', () => {
    expect(read(rss('<![CDATA[<!DOCTYPE html><p>a</p>]]>')).items[0]?.title).toBe('a');
  });

  it.each([
    ['cut in the middle', RSS_2.slice(0, 700)],
    ['with crossed tags', '<rss><channel></rss></channel>'],
    ['of another kind', '<kml><Document/></kml>'],
    ['that is JSON', '{"a":1}'],
    ['that is a page', '<!doctype html><title>Đăng nhập</title>'],
    ['too deep', `<rss>${'<a>'.repeat(60)}${'</a>'.repeat(60)}</rss>`],
    ['far too deep', `<rss>${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}</rss>`],
  ])('%s is malformed, and none of it stands in the error', (_what, xml) => {
    const caught = outcomeOf(xml);
    expect(caught).toMatchObject({ name: 'UpstreamError', reason: 'malformed' });
    expect(String(caught)).not.toContain('Hữu Nghị');
  });

  it.each(['<a', '<![CDATA[', '<!--', '<?', '&amp;', '<a b="', '</a', '<a b=c ', ']]>', '\n', '<a></a>'])(
    'of a megabyte of %j ends soon',
    (piece) => {
      const startMs = performance.now();
      const many = piece.repeat(Math.floor(1_000_000 / piece.length));
      for (const xml of [many, rss(many)]) outcomeOf(xml);
      expect(performance.now() - startMs).toBeLessThan(6_000);
    },
  );
});
