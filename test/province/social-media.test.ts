import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFeed } from '../../collector/feed/feed-items.ts';
import { parseXml } from '../../collector/feed/xml-tree.ts';
import { openUpstream, type Upstream } from '../fixtures/upstream.ts';

interface Count {
  readonly ma: string;
  readonly soTin: number;
}
interface Snapshot {
  readonly thoi_diem: string;
  readonly tong_quan: Readonly<Record<string, number>>;
  readonly chu_de: readonly Count[];
  readonly nguon: readonly Count[];
  readonly dia_ban: readonly { ma: string; luotNhac: number }[];
}
interface Post {
  readonly id: string;
  readonly published_time: string;
  readonly content: string;
  readonly sentiment: string;
}

describe('social listening', () => {
  let upstream: Upstream;
  beforeAll(async () => void (upstream = await openUpstream('mang-xa-hoi', '2026-11-20T20:07:00+07:00')));
  afterAll(() => upstream.close());

  const snapshots = async (query = '') =>
    (await upstream.get<{ du_lieu: Snapshot[] }>(`/lang-nghe/tong-hop${query}`)).du_lieu;
  const posts = async () => (await upstream.get<{ posts: Post[] }>('/lang-nghe/bai-viet')).posts;
  const lastDay = '?from=2026-11-19T13:00:00Z&to=2026-11-20T13:00:00Z';

  it('counts the same posts by topic, by source and in all, at every quarter of an hour', async () => {
    const day = await snapshots(lastDay);
    expect(day).toHaveLength(97);
    for (const { tong_quan, chu_de, nguon } of day) {
      const sum = (counts: readonly Count[]) => counts.reduce((total, { soTin }) => total + soTin, 0);
      expect(sum(chu_de)).toBe(tong_quan['tongTin']);
      expect(sum(nguon)).toBe(tong_quan['tongTin']);
    }
  });

  it('shares the tones out to a hundred', async () => {
    for (const { tong_quan } of await snapshots(lastDay)) {
      const { tyLeTichCuc = NaN, tyLeTrungTinh = NaN, tyLeTieuCuc = NaN } = tong_quan;
      expect(Math.abs(tyLeTichCuc + tyLeTrungTinh + tyLeTieuCuc - 100)).toBeLessThan(0.16);
    }
  });

  it('leaves calm days below the limit of negative posts', async () => {
    const negative = (await snapshots(lastDay)).map(({ tong_quan }) => tong_quan['tyLeTieuCuc'] ?? NaN);
    expect(Math.max(...negative)).toBeLessThan(20);
  });

  it('names all 65 communes', async () => {
    const [now] = await snapshots();
    expect(new Set(now?.dia_ban.map(({ ma }) => ma)).size).toBe(65);
  });

  it('tells in its history what it said live', async () => {
    const live = await snapshots();
    upstream.at('2026-11-21T08:00:00+07:00');
    const past = await snapshots('?from=2026-11-20T12:55:00Z&to=2026-11-20T13:05:00Z');
    upstream.at('2026-11-20T20:07:00+07:00');
    expect(past).toEqual(live);
  });

  it('hands on posts newest first, none twice, none of the future', async () => {
    const found = await posts();
    const times = found.map(({ published_time }) => Date.parse(published_time));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(times[0]).toBeLessThanOrEqual(Date.parse('2026-11-20T20:07:00+07:00'));
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    expect(found.length).toBeGreaterThan(10);
  });

  it('hands on markup within a post as it was written', async () => {
    const seen: string[] = [];
    for (let hour = 8; hour <= 22; hour += 2) {
      upstream.at(`2026-11-20T${String(hour).padStart(2, '0')}:00:00+07:00`);
      seen.push(...(await posts()).map(({ content }) => content));
    }
    upstream.at('2026-11-20T20:07:00+07:00');
    expect(seen.some((text) => text.includes('<script>alert('))).toBe(true);
    expect(seen.some((text) => text.includes('<b>8 độ</b>'))).toBe(true);
  });

  it('serves the press as a feed full of markup, of which nothing but text is left', async () => {
    const xml = await upstream.text('/bao-chi/rss/home.rss');
    expect(xml).toContain('script');
    expect(xml).toContain('<![CDATA[<a href=');
    const { items, refused } = readFeed(parseXml(xml, 50), {
      maxItems: 100,
      maxTextLetters: 500,
      url: 'http://bao.example',
    });
    expect([items.length, refused]).toEqual([25, []]);
    const texts = items.map(({ title, text }) => `${title} ${text}`).join('\n');
    expect(texts).not.toMatch(/<[a-z/!]|document\.title|onerror|&\w+;/);
    expect(texts).toContain('Tỷ lệ chuyên cần > 98 %');
  });

  it('is quieter on Sundays than on working days', async () => {
    const total = async (iso: string) => {
      upstream.at(iso);
      return (await snapshots())[0]?.tong_quan['tongTin'] ?? NaN;
    };
    const averageOf = async (day: string) => {
      let sum = 0;
      for (const hour of ['17', '19', '21', '23']) sum += await total(`${day}T${hour}:55:00+07:00`);
      return sum / 4;
    };
    const workdays = ((await averageOf('2026-11-19')) + (await averageOf('2026-11-26'))) / 2;
    const sundays = ((await averageOf('2026-11-22')) + (await averageOf('2026-11-29'))) / 2;
    upstream.at('2026-11-20T20:07:00+07:00');
    expect(sundays).toBeLessThan(workdays);
  });
});
