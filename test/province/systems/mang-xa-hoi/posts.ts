/**
 * Public posts that a listening service found. All texts are invented and harmless; no account and no person is named.
 * Two carry markup, as posts on the open net do: a screen that renders texts as text shows the tags.
 */
import { COMMUNES } from '../../sim/communes.ts';
import { hash01, pick } from '../../sim/noise.ts';
import { DAY_MS, dayNumber, ZONE_OFFSET_MS } from '../../sim/rhythm.ts';

export type Sentiment = 'POS' | 'NEU' | 'NEG';

interface Template {
  readonly topic: string;
  readonly sentiment: Sentiment;
  /** `{xa}` becomes a commune's name. */
  readonly text: string;
}

const TEMPLATES: readonly Template[] = [
  {
    topic: 'CD01',
    sentiment: 'NEU',
    text: 'Sáng nay xe nông sản lên cửa khẩu đông hơn hôm qua, bãi vẫn còn chỗ.',
  },
  {
    topic: 'CD01',
    sentiment: 'POS',
    text: 'Khai báo trên nền tảng cửa khẩu số mất vài phút, nhanh hơn trước nhiều.',
  },
  { topic: 'CD01', sentiment: 'NEG', text: 'Chờ vào bãi hơi lâu, mong có thêm thông báo số xe phía trước.' },
  { topic: 'CD02', sentiment: 'POS', text: 'Tổ an ninh cơ sở {xa} đi tuần buổi tối, bà con yên tâm.' },
  { topic: 'CD03', sentiment: 'NEG', text: 'Đoạn đường qua {xa} có ổ gà sau mưa, mong sớm được vá.' },
  { topic: 'CD03', sentiment: 'NEU', text: 'Ai đi qua {xa} cho hỏi đường đã thông xe chưa?' },
  { topic: 'CD04', sentiment: 'NEG', text: 'Rác ở điểm tập kết {xa} hai hôm chưa được thu gom.' },
  { topic: 'CD04', sentiment: 'NEU', text: 'Mẫu Sơn sáng nay <b>8 độ</b>, trời nhiều mây.' },
  {
    topic: 'CD05',
    sentiment: 'POS',
    text: 'Trạm y tế {xa} tiêm chủng cuối tuần, mọi người nhớ cho bé đi đúng lịch.',
  },
  { topic: 'CD05', sentiment: 'NEU', text: 'Hỏi giờ khám ngoài giờ của trung tâm y tế gần {xa}.' },
  { topic: 'CD06', sentiment: 'POS', text: 'Trường ở {xa} vừa có phòng máy mới, các cháu rất vui.' },
  { topic: 'CD06', sentiment: 'NEU', text: 'Lịch họp phụ huynh ở {xa} đã có trên vnEdu.' },
  { topic: 'CD07', sentiment: 'POS', text: 'Nộp hồ sơ trực tuyến ở {xa}, nhận kết quả trước hẹn một ngày.' },
  { topic: 'CD07', sentiment: 'NEG', text: 'Hồ sơ nộp ở {xa} báo cần bổ sung mà chưa rõ thiếu gì.' },
  { topic: 'CD08', sentiment: 'POS', text: 'Cuối tuần chợ đêm Kỳ Lừa đông vui, vịt quay ngon.' },
  { topic: 'CD08', sentiment: 'POS', text: 'Ruộng bậc thang ở {xa} đang vào mùa đẹp.' },
  {
    topic: 'CD09',
    sentiment: 'NEU',
    text: 'Thử giao diện mới <script>alert("xin chào")</script> xem có hiện đúng chữ không.',
  },
  { topic: 'CD09', sentiment: 'NEU', text: 'Có ai nhặt được chùm chìa khóa ở {xa} không?' },
];

export interface Post {
  readonly id: string;
  readonly atMs: number;
  readonly topic: string;
  readonly source: string;
  readonly sentiment: Sentiment;
  readonly text: string;
  /** GSO code; absent where the text names no commune. */
  readonly commune?: string;
}

export const SOURCES: readonly (readonly [code: string, part: number])[] = [
  ['NG01', 0.09],
  ['NG02', 0.52],
  ['NG03', 0.21],
  ['NG04', 0.05],
  ['NG05', 0.08],
  ['NG06', 0.05],
];

/** Posts of a day in the sample that the listening service hands on; it finds many more. */
const SAMPLE = 90;
/** Most posts in one answer. */
const FEED_LENGTH = 30;

export function postsOf(seed: number, day: number): Post[] {
  return Array.from({ length: SAMPLE }, (_, index) => {
    const key = `tin-${index}`;
    const template = pick(seed, `${key}.mau`, day, TEMPLATES);
    const commune = pick(seed, `${key}.xa`, day, COMMUNES);
    const [source] = pick(seed, `${key}.nguon`, day, SOURCES);
    // People write from six in the morning until eleven at night.
    const hour = 6 + 17 * hash01(seed, `${key}.gio`, day);
    return {
      id: `BV-${day}-${index + 1}`,
      atMs: day * DAY_MS - ZONE_OFFSET_MS + Math.floor(hour * 3600) * 1000,
      topic: template.topic,
      source,
      sentiment: template.sentiment,
      text: template.text.replace('{xa}', commune.name),
      ...(template.text.includes('{xa}') ? { commune: commune.code } : {}),
    };
  });
}

/** The newest posts, newest first. */
export function recentPosts(seed: number, nowMs: number): Post[] {
  const today = dayNumber(nowMs);
  return [today, today - 1]
    .flatMap((day) => postsOf(seed, day))
    .filter(({ atMs }) => atMs <= nowMs)
    .sort((a, b) => b.atMs - a.atMs)
    .slice(0, FEED_LENGTH);
}
