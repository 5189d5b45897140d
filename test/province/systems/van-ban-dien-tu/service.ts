/** Trục liên thông văn bản (LGSP), VNPT-iOffice, and the watch over the 27 systems. */
import { HOUR_MS } from '../../sim/rhythm.ts';
import type { UpstreamSystem } from '../../service.ts';
import { receivedEdocs } from './edocs.ts';
import { answerNames } from './name-server.ts';
import { currentStatistics, monthEntry, pastStatistics } from './statistics.ts';
import { currentStatus, frontPage, pastStatus } from './systems.ts';

export const system: UpstreamSystem = {
  id: 'van-ban-dien-tu',
  routes: [
    { method: 'GET', path: '/v1/syncReceivedEdocList', answer: receivedEdocs },
    { method: 'GET', path: '/ioffice/thong-ke', answer: (request) => ({ json: currentStatistics(request) }) },
    {
      method: 'GET',
      path: '/ioffice/thong-ke/lich-su',
      answer: (request) => ({ json: pastStatistics(request) }),
    },
    { method: 'GET', path: '/giam-sat/he-thong', answer: (request) => ({ json: currentStatus(request) }) },
    { method: 'GET', path: '/he-thong/:ma', answer: frontPage },
    {
      method: 'GET',
      path: '/giam-sat/he-thong/lich-su',
      answer: (request) => ({ json: pastStatus(request) }),
    },
  ],
  tellings: [
    {
      by: 'entry',
      source: 'bao-cao-thang-vp',
      messages: (request) => [monthEntry(request.live({ stepMs: HOUR_MS }))],
    },
  ],
  ports: [{ name: 'dns', serve: answerNames }],
};
