/** Real Redis, real files, a real server: what the time machine answers over HTTP. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepConfig } from '../../../../collector/history/journal/keep-config.ts';
import { Journal } from '../../../../collector/history/journal/journal.ts';
import { tryLock } from '../../../../collector/store/folder-lock.ts';
import type { ProvinceConfig } from '../../../../shared/config/province-config.ts';
import { idMs } from '../../../../shared/history/segment.ts';
import type {
  FramesThenReply,
  MarksReply,
  NextChangeReply,
  StateThenReply,
} from '../../../../shared/journal/replies.ts';
import { DisplayRig, report } from '../../../fixtures/display-rig.ts';
import { HAND_MADE } from '../../../fixtures/hand-made-province.ts';
import { withRedis } from '../../../fixtures/redis.ts';

const redis = withRedis();
let folder: string;
let rig: DisplayRig;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wall-replay-'));
  rig = new DisplayRig(redis());
});
afterEach(async () => {
  await rig.stop();
  rmSync(folder, { recursive: true, force: true });
});

const FORMER: ProvinceConfig = { ...HAND_MADE, hash: 'c0ffee00' };
/** The province after a domain was taken out of its configuration. */
const WITHOUT_ECONOMY: ProvinceConfig = {
  ...HAND_MADE,
  domains: HAND_MADE.domains.filter(({ id }) => id !== 'economy'),
  sources: HAND_MADE.sources.filter(({ domain }) => domain !== 'economy'),
  walls: [],
  hash: 'beef0000',
};

/** A life of the historian under a configuration. */
async function keepJournal(config: ProvinceConfig): Promise<void> {
  // It lies beside the domains.
  const lock = tryLock(folder, 'historian');
  keepConfig(folder, config);
  const journal = new Journal({
    redis: redis().connect(),
    folder,
    domains: config.domains.map(({ id }) => id),
    config: config.hash,
    log: pino({ level: 'silent' }),
    assertOwner: () => {},
  });
  await journal.turn(Date.now());
  if (lock.ok) lock.lock.release();
}

async function serve(config: ProvinceConfig) {
  const { url } = await rig.start({
    config,
    settings: {
      host: '127.0.0.1',
      port: 0,
      redisUrl: redis().url,
      allowedOrigins: new Set(),
      historyDir: folder,
      entry: 'off',
    },
  });
  return async <Reply>(path: string): Promise<Reply> => {
    const answer = await fetch(`${url}/api/v1${path}`);
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Reply;
  };
}

const at = Date.now() - 60_000;
async function tell(domain: 'gates' | 'economy', value: number): Promise<number> {
  const place = HAND_MADE.province.id;
  const series = domain === 'gates' ? { indicator: 'total' } : { indicator: 'output', period: '2025-Q4' };
  const observations = [{ ...series, place, value, observedAtMs: at + value }];
  const { changes } = await rig.record({ domain, observations });
  return idMs(changes[0] ?? '');
}

describe('the time machine', () => {
  it('shows a domain that is configured no more, as it was', async () => {
    await tell('gates', 1);
    const toldMs = await tell('economy', 2);
    await keepJournal(FORMER);
    await keepJournal(WITHOUT_ECONOMY);
    const get = await serve(WITHOUT_ECONOMY);
    const then = await get<StateThenReply>(`/at/economy?atMs=${toldMs}`);
    expect(then).toMatchObject({ config: FORMER.hash, snapshot: { d: 'economy' } });
    expect(JSON.stringify(then.snapshot.b)).toContain('output');
    const config = await get<ProvinceConfig>(`/configs/${then.config}`);
    expect(config.domains.map(({ id }) => id)).toEqual(['gates', 'economy']);
    const before = toldMs - 1;
    expect(await get<NextChangeReply>(`/next-change?afterMs=${before}&domain=economy`)).toEqual({
      atMs: toldMs,
    });
    const next = await get<FramesThenReply>(`/changes/economy?after=${then.after}&toMs=${Date.now()}`);
    expect(next).toMatchObject({ frames: [], config: FORMER.hash });
    await expect(get(`/at/nothing?atMs=${toldMs}`)).rejects.toThrow('404');
    await expect(get(`/at/_configs?atMs=${toldMs}`)).rejects.toThrow('40');
  });

  it('marks its outages and gaps too', async () => {
    await rig.record({ domain: 'economy', report: report('timeout') });
    await keepJournal(FORMER);
    const get = await serve(WITHOUT_ECONOMY);
    const { marks } = await get<MarksReply>(`/outages?fromMs=${Date.now() - 60_000}&toMs=${Date.now()}`);
    expect(marks).toMatchObject([{ kind: 'outage', names: ['office'] }]);
  });

  it.each(['1.5', '-1', 'now'])('answers to no instant such as "%s"', async (atMs) => {
    const get = await serve(HAND_MADE);
    await expect(get(`/at/gates?atMs=${atMs}`)).rejects.toThrow('400');
  });

  it('answers to no instant that has not been yet', async () => {
    const get = await serve(HAND_MADE);
    await expect(get(`/at/gates?atMs=${Date.now() + 3_600_000}`)).rejects.toThrow('has not been yet');
  });
});
