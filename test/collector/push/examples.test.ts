/** The examples of the push connectors' pages, as they stand there, in the province they are written for. */
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { connector as mqtt } from '../../../collector/connectors/mqtt.ts';
import { connector as webhook } from '../../../collector/connectors/webhook.ts';
import { readConfig } from '../../../config/read-config.ts';
import { sourceSchema } from '../../../shared/config/source.ts';
import { runMapping } from '../../fixtures/run-mapping.ts';

const NOW_MS = Date.UTC(2026, 10, 20, 3);

it.each([
  [
    mqtt,
    { topic: 'bai-xe/TT-B1/so-xe', payload: { soXe: 41, thoiDiem: '2026-11-20 09:59:00' }, isLive: false },
    { indicator: 'xe-trong-tung-bai', place: 'bai-tan-thanh-1', value: 41, observedAt: NOW_MS - 60_000 },
  ],
  [
    mqtt,
    { topic: 'bai-xe/TT-B1/so-xe', payload: { soXe: 41 }, isLive: true },
    { indicator: 'xe-trong-tung-bai', place: 'bai-tan-thanh-1', value: 41, observedAt: NOW_MS },
  ],
  [
    webhook,
    {
      phanAnh: [
        {
          ma: 'PA1',
          xaPhuong: 'Đồng Đăng',
          thoiGianGui: '20/11/2026 09:59',
          tieuDe: 'Đèn hỏng',
          trangThai: 'Mới',
        },
      ],
    },
    { id: 'PA1', kind: 'phan-anh', at: NOW_MS - 60_000, text: 'Đèn hỏng', state: 'Mới' },
  ],
] as const)('the example of $id is a source that works', async (connector, document, wanted) => {
  const source = sourceSchema.parse(parse(connector.example));
  expect(source.connector).toBe(connector.id);
  connector.settings.parse(source.settings);
  const config = await readConfig('config/lang-son');
  const { observations, events } = await runMapping(source.mapping as string, document, config, NOW_MS);
  expect([observations, events].flat()).toEqual([expect.objectContaining(wanted)]);
});
