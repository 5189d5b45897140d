/**
 * The newspaper's feed, in the shape of such feeds: pictures, links and line breaks inside of descriptions, some
 * escaped and some not. All news is invented; two items carry scripts, as feeds of a broken editor do.
 */
import { COMMUNES } from '../../sim/communes.ts';
import { hash01, pick } from '../../sim/noise.ts';
import { DAY_MS, dayNumber, ZONE_OFFSET_MS } from '../../sim/rhythm.ts';
import { rfc822Text } from '../../sim/time-text.ts';
import type { View } from '../../service.ts';

interface Article {
  readonly category: string;
  /** HTML; `{xa}` becomes a commune's name. */
  readonly title: string;
  readonly lead: string;
}

const ARTICLES: readonly Article[] = [
  {
    category: 'Kinh tế',
    title: 'Thông quan nông sản qua cửa khẩu <i>Hữu Nghị</i> thuận lợi',
    lead: 'Lực lượng chức năng phân luồng từ sớm, xe &quot;quay đầu&quot; giảm.',
  },
  { category: 'Kinh tế', title: 'Phiên chợ {xa} đông khách', lead: 'Hàng hóa &amp; dịch vụ phong phú.' },
  {
    category: 'Xã hội',
    title: '{xa} ra quân dọn vệ sinh môi trường',
    lead: 'Hơn <b>200</b> người tham gia.',
  },
  {
    category: 'Xã hội',
    title: 'Sửa xong đoạn đường qua {xa}',
    lead: 'Xe qua lại bình thường.<script>document.title="đã bị đổi"</script>',
  },
  { category: 'Giáo dục', title: 'Trường học ở {xa} đón chuẩn quốc gia', lead: 'Tỷ lệ chuyên cần > 98 %.' },
  { category: 'Y tế', title: 'Trạm y tế {xa} tiêm chủng mở rộng', lead: 'Trẻ < 1 tuổi được tiêm đủ mũi.' },
  {
    category: 'Chuyển đổi số',
    title: 'Tổ công nghệ số {xa} hướng dẫn nộp hồ sơ trực tuyến',
    lead: '<img src=x onerror="alert(1)">Người dân nhận kết quả tại nhà.',
  },
  { category: 'Văn hóa', title: 'Hội hát then {xa}', lead: 'T&#7921; h&agrave;o b&#7843;n s&#7855;c.' },
];

const A_DAY = 30;
const FEED_LENGTH = 25;

interface Published {
  readonly id: string;
  readonly atMs: number;
  readonly article: Article;
  readonly commune: string;
}

function publishedOn(seed: number, day: number): Published[] {
  return Array.from({ length: A_DAY }, (_, index) => {
    const key = `bao-${index}`;
    const hour = 5 + 17 * hash01(seed, `${key}.gio`, day);
    return {
      id: `${day}${String(index + 1).padStart(2, '0')}`,
      atMs: day * DAY_MS - ZONE_OFFSET_MS + Math.floor(hour * 3600) * 1000,
      article: pick(seed, `${key}.bai`, day, ARTICLES),
      commune: pick(seed, `${key}.xa`, day, COMMUNES).name,
    };
  });
}

const escaped = (html: string) =>
  html.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function itemXml(view: View, { id, atMs, article, commune }: Published): string {
  const link = `https://baolangson.example/tin-${id}.html`;
  const title = article.title.replace('{xa}', commune);
  const picture = `<a href="${link}"><img src="https://baolangson.example/anh/${id}.jpg"/></a></br>`;
  const html = `${picture}${article.lead}`;
  // Half of the editors of this world escape, the other half quote.
  const description = Number(id) % 2 === 0 ? `<![CDATA[${html}]]>` : escaped(html);
  return [
    '<item>',
    `<title>${escaped(title)}</title>`,
    `<link>${link}</link><guid isPermaLink="false">bls-${id}</guid>`,
    `<description>${description}</description>`,
    `<pubDate>${rfc822Text(view.stamp(atMs))}</pubDate><category>${article.category}</category>`,
    '</item>',
  ].join('\n');
}

/** The newest news, newest first. */
export function pressFeed(view: View): string {
  const today = dayNumber(view.atMs);
  const items = [today, today - 1]
    .flatMap((day) => publishedOn(view.seed, day))
    .filter(({ atMs }) => atMs <= view.atMs)
    .sort((a, b) => b.atMs - a.atMs)
    .slice(0, FEED_LENGTH);
  return `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
<channel>
<title>Báo Lạng Sơn - Trang chủ</title>
<link>https://baolangson.example</link>
<description>Tin mới (mô phỏng)</description>
<pubDate>${rfc822Text(view.stampMs)}</pubDate>
${items.map((item) => itemXml(view, item)).join('\n')}
</channel>
</rss>
`;
}
