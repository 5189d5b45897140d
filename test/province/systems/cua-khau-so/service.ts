/** Nền tảng cửa khẩu số. It has no public API that we know of; the shape follows its daily bulletin. */
import { MINUTE_MS } from '../../sim/rhythm.ts';
import type { UpstreamSystem } from '../../service.ts';
import { bulletin, yardMessages } from './bulletin.ts';
import { dailyBulletins, eveningEntry } from './daily.ts';
import { messages } from './messages.ts';

/** Live every ten seconds; the past by ten minutes keeps two days of it near 30,000 figures. */
const RHYTHM = { stepMs: 10_000, historyStepMs: 10 * MINUTE_MS };

export const system: UpstreamSystem = {
  id: 'cua-khau-so',
  routes: [
    {
      method: 'GET',
      path: '/api/v1/ban-tin',
      answer: (request) => ({ json: bulletin(request.live(RHYTHM)) }),
    },
    {
      method: 'GET',
      path: '/api/v1/ban-tin/lich-su',
      answer: (request) => ({ json: { banTin: request.views(RHYTHM).map(bulletin) } }),
    },
    { method: 'GET', path: '/api/v1/ban-tin-20h', answer: (request) => ({ json: dailyBulletins(request) }) },
    { method: 'GET', path: '/api/v1/su-kien', answer: (request) => ({ json: messages(request) }) },
  ],
  tellings: [
    {
      by: 'mqtt',
      source: 'cua-khau-bai-xe',
      messages: (request) => yardMessages(request.live(RHYTHM)),
    },
    {
      by: 'entry',
      source: 'ban-tin-20h',
      messages: (request) => [eveningEntry(request.live({ stepMs: MINUTE_MS }))],
    },
  ],
};
