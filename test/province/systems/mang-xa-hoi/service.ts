/** Social listening: counts of 24 hours every quarter of an hour, the newest posts, the press, and what waits to be verified. */
import { COMMUNES } from '../../sim/communes.ts';
import { MINUTE_MS } from '../../sim/rhythm.ts';
import { isoText } from '../../sim/time-text.ts';
import type { UpstreamSystem, View } from '../../service.ts';
import { byAgency, byCommune, bySource, byTopic, overview, toVerify } from './mentions.ts';
import { recentPosts } from './posts.ts';
import { pressFeed } from './press.ts';

const QUARTER_HOUR = { stepMs: 15 * MINUTE_MS };
const POSTS = { stepMs: 20_000 };
const PRESS = { stepMs: MINUTE_MS };
const EVERY_MINUTE = { stepMs: MINUTE_MS, historyStepMs: 5 * MINUTE_MS };
const COMMUNE_NAMES: ReadonlyMap<string, string> = new Map(COMMUNES.map(({ code, name }) => [code, name]));

function snapshot(view: View) {
  return {
    thoi_diem: isoText(view.stampMs),
    tong_quan: overview(view),
    chu_de: byTopic(view),
    nguon: bySource(view),
    dia_ban: byCommune(view),
    co_quan: byAgency(view),
  };
}

function posts(view: View) {
  return recentPosts(view.seed, view.atMs).map((post) => ({
    id: post.id,
    published_time: isoText(view.stamp(post.atMs)),
    content: post.text,
    sentiment: post.sentiment,
    topic: post.topic,
    source_type: post.source,
    location: post.commune === undefined ? null : (COMMUNE_NAMES.get(post.commune) ?? null),
  }));
}

export const system: UpstreamSystem = {
  id: 'mang-xa-hoi',
  tellings: [
    {
      by: 'webhook',
      source: 'bai-dang',
      messages: ({ live }) => [{ topic: '', json: { posts: posts(live(POSTS)) } }],
    },
  ],
  routes: [
    {
      method: 'GET',
      path: '/lang-nghe/tong-hop',
      answer: (request) => ({ json: { du_lieu: request.views(QUARTER_HOUR).map(snapshot) } }),
    },
    {
      method: 'GET',
      path: '/lang-nghe/bai-viet',
      answer: (request) => ({ json: { posts: posts(request.live(POSTS)) } }),
    },
    {
      method: 'GET',
      path: '/bao-chi/rss/home.rss',
      answer: (request) => ({
        bytes: Buffer.from(pressFeed(request.live(PRESS))),
        type: 'application/rss+xml; charset=utf-8',
      }),
    },
    {
      method: 'GET',
      path: '/xac-minh/hang-doi',
      answer: (request) => ({
        json: {
          hang_doi: request.views(EVERY_MINUTE).map((view) => ({
            thoi_diem: isoText(view.stampMs),
            so_tin: view.served('toan-tinh.tinCanXacMinh', toVerify(view)),
          })),
        },
      }),
    },
  ],
};
