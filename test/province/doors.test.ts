/** What the simulated systems speak beside HTTP, met by the connectors and mappings of the configuration itself. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../config/read-config.ts';
import { Fetcher } from '../../collector/fetch-source.ts';
import { runMapping } from '../fixtures/run-mapping.ts';
import { startProvince, type RunningProvince } from './province.ts';
import { askSource } from './source-answers.ts';

const config = await readConfig('config/lang-son');
/** It only goes forward: what the admin set stays set in the past. */
let nowMs = Date.parse('2026-11-20T10:07:00+07:00');
let province: RunningProvince;
beforeAll(async () => {
  province = await startProvince({ only: ['camera-giam-sat', 'van-ban-dien-tu'], nowMs: () => nowMs });
});
afterAll(() => province.close());

const admin = (id: string, method: string, path: string, body?: object) =>
  fetch(`${province.services.get(id)!.adminUrl}${path}`, { method, body: JSON.stringify(body) });
const set = async (id: string, values: Record<string, string>) => {
  nowMs += 1_000;
  for (const [series, value] of Object.entries(values)) await admin(id, 'POST', '/set', { series, value });
};
/** What a source tells now: values by `indicator|place`. */
const told = async (id: string) => {
  const source = config.sources.find((one) => one.id === id)!;
  const { document } = await askSource(source, province);
  const { observations } = await runMapping(source.mapping!, document, config, nowMs);
  return new Map(observations.map(({ indicator, place, value }) => [`${indicator}|${place}`, value]));
};

describe('the cameras by RTSP', () => {
  it('are alive, off or without a picture, as the camera system itself says', async () => {
    await set('camera-giam-sat', {
      'CAM001.status': 'OFFLINE',
      'CAM002.status': 'NO_VIDEO',
      'CAM003.status': 'ONLINE',
    });
    const seen = await told('camera-rtsp');
    const state = (camera: string) => seen.get(`trang-thai-camera|${camera}`);
    expect([state('cam-001'), state('cam-002'), state('cam-003')]).toEqual([
      'mat-ket-noi',
      'mat-hinh',
      'truc-tuyen',
    ]);
    const states = [...seen].filter(([series]) => series.startsWith('trang-thai-camera|'));
    expect(states.length).toBe(131);
    const alive = states.filter(([, value]) => value === 'truc-tuyen').length;
    expect(seen.get('camera-truc-tuyen|lang-son')).toBe(Math.round((1_000 * alive) / 131) / 10);
  });

  it('say nothing while the system is out', async () => {
    await admin('camera-giam-sat', 'POST', '/fault', { kind: 'outage' });
    const socket = connect(Number(province.env['CAMERA_GIAM_SAT_RTSP_PORT']), '127.0.0.1');
    await expect(once(socket, 'connect')).rejects.toThrow('ECONNREFUSED');
    const seen = await told('camera-rtsp');
    expect(seen.get('camera-truc-tuyen|lang-son')).toBe(0);
    await admin('camera-giam-sat', 'DELETE', '/fault');
    expect(Number((await told('camera-rtsp')).get('camera-truc-tuyen|lang-son'))).toBeGreaterThan(90);
  });
});

describe('the 27 systems asked from outside', () => {
  it('run, are slow, under maintenance or lost, as the admin sets them', async () => {
    const all = Array.from({ length: 27 }, (_, at) => `HT${String(at + 1).padStart(2, '0')}.trang-thai`);
    await set('van-ban-dien-tu', Object.fromEntries(all.map((series) => [series, 'HOAT_DONG'])));
    await set('van-ban-dien-tu', {
      'HT01.trang-thai': 'CHAM',
      'HT02.trang-thai': 'BAO_TRI',
      'HT03.trang-thai': 'MAT_KET_NOI',
      'HT07.trang-thai': 'MAT_KET_NOI',
    });
    const seen = await told('he-thong-song');
    const state = (system: string) => seen.get(`trang-thai-he-thong|${system}`);
    expect(state('vnpt-ioffice')).toBe('cham');
    expect(state('truc-van-ban')).toBe('bao-tri');
    expect(state('cua-khau-so-nen-tang')).toBe('mat-ket-noi');
    expect(state('ioc-tinh')).toBe('mat-ket-noi');
    expect(state('his')).toBe('hoat-dong');
    expect(seen.get('he-thong-hoat-dong|lang-son')).toBe(23);
  });
});

describe('in the thread of its domain', () => {
  it.each([
    ['camera-rtsp', 'document', 132],
    ['he-thong-song', 'document', 28],
    ['camera-anh', 'pictures', 12],
  ])('%s gives its %s, of which nothing is refused', async (id, kind, count) => {
    await set('camera-giam-sat', { 'CAM001.status': 'ONLINE', 'CAM001.anh': 'CLEAR' });
    const fetcher = new Fetcher({ config, environment: province.env, onReplaced: () => {} });
    const source = config.sources.find((one) => one.id === id)!;
    const fetched = await fetcher.fetch(source, { timeoutMs: 60_000, nowMs });
    await fetcher.close();
    expect(fetched).toMatchObject({ kind, validated: { refusals: [] } });
    const { observations } = 'validated' in fetched ? fetched.validated : { observations: [] };
    // A picture that was drawn a moment ago is clear, or not there; both are told at once.
    expect(observations.length).toBe(count);
  });
});
