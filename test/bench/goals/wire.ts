/**
 * P4, P5: what a real screen of Lạng Sơn's wall costs on the wire, WebSocket framing included: a minute in which
 * every source is polled and nothing changes, and a changed value of a poll that changed ten.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Recorder } from '../../../collector/record.ts';
import { configDirOf, readConfig } from '../../../config/read-config.ts';
import { ConfigIndex, type ProvinceConfig } from '../../../shared/config/province-config.ts';
import type { Observation } from '../../../shared/observation.ts';
import { periodOf } from '../../../shared/period.ts';
import { BEAT_EVERY_MS } from '../../../shared/socket.ts';
import { startTestRedis } from '../../fixtures/redis.ts';
import { deltaText } from '../limits/plain-delta.ts';
import { framedBytes, type Benchmark, type GoalResult } from '../measure.ts';
import { buildWeb, startBrowser, WALL_HD, type BenchPage } from '../page.ts';
import { whileRepeating } from '../repeating.ts';
import { pollBatch, startDisplay } from '../wall.ts';

/** Three times as long as from one hash of a quiet domain to the next; no scene of the wall changes within it. */
const IDLE_MS = 45_000;
const SETTLE_MS = 5_000;
const POLL_EVERY_MS = 1_000;
const CHANGED = 10;
const ROUNDS = 3;
const MINUTE_MS = 60_000;
const ARRIVES_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 20;
/** The server's word that it is there, which carries nothing. */
const BEAT = '42["b"]';

export const wire: Benchmark = {
  ids: ['P4', 'P5'],
  async run(): Promise<readonly GoalResult[]> {
    await buildWeb();
    const redis = await startTestRedis({ appendonly: true });
    const config = await readConfig(configDirOf({}));
    const recorder = new Recorder(redis.connect(), config.province.timeZone);
    const polls = wholePolls(config);
    for (const { domain, source, observations } of polls)
      await record(recorder, domain, source, observations);
    const { display, url } = await startDisplay(redis.url, configDirOf({}));
    const browser = await startBrowser(WALL_HD);
    try {
      const page = await browser.open(`${url}/wall/overview`);
      await page.page.waitForSelector('[data-value]');
      await sleep(SETTLE_MS);
      const idle = await idleMinute(page, recorder, polls);
      const changed = await changedValue(page, recorder, polls);
      await page.close();
      return [idle, changed];
    } finally {
      await browser.close();
      await display.stop();
      await redis.stop();
    }
  },
};

interface WholePoll {
  readonly domain: string;
  readonly source: string;
  readonly observations: readonly Observation[];
}

/** One poll per domain that gives every figure the configuration expects of it, all of one past moment. */
function wholePolls(config: ProvinceConfig): readonly WholePoll[] {
  const index = new ConfigIndex(config);
  const observedAtMs = Date.now() - MINUTE_MS;
  return config.domains.map((domain) => ({
    domain: domain.id,
    source: config.sources.find((source) => source.domain === domain.id)?.id ?? domain.id,
    observations: domain.indicators.flatMap((indicator, n) =>
      index.expectedPlaces(indicator).map((place, at) => ({
        indicator: indicator.id,
        place,
        observedAtMs,
        value: indicator.states?.[0]?.id ?? 100 + n + at,
        ...(indicator.period === undefined
          ? {}
          : { period: periodOf(observedAtMs, indicator.period, config.province.timeZone) }),
      })),
    ),
  }));
}

async function record(
  recorder: Recorder,
  domain: string,
  source: string,
  observations: readonly Observation[],
): Promise<readonly string[]> {
  return (await recorder.record({ ...pollBatch(domain, [], source), observations })).changes;
}

/** The frames that came, when those of these changes have come. */
async function framesOf(page: BenchPage, changes: readonly string[]): Promise<readonly string[]> {
  const frames: string[] = [];
  const deadlineMs = performance.now() + ARRIVES_WITHIN_MS;
  while (!changes.every((id) => frames.some((text) => text.includes(`"t":"${id}"`)))) {
    if (performance.now() > deadlineMs) throw new Error('a frame did not arrive');
    await sleep(LOOK_EVERY_MS);
    frames.push(...page.traffic().received.filter((text) => text.startsWith('42["frame"')));
  }
  return frames;
}

/** Every domain is polled each second, and every answer is the one before. */
async function idleMinute(
  page: BenchPage,
  recorder: Recorder,
  polls: readonly WholePoll[],
): Promise<GoalResult> {
  page.traffic();
  const pollAll = () =>
    Promise.all(
      polls.map(({ domain, source, observations }) => record(recorder, domain, source, observations)),
    );
  await whileRepeating(POLL_EVERY_MS, pollAll, () => sleep(IDLE_MS));
  const { bytesIn, bytesOut, received } = page.traffic();
  const texts = received.filter((text) => text.startsWith('42') && text !== BEAT);
  const pingAndPong = framedBytes(1, 'in') + framedBytes(1, 'out');
  return {
    id: 'P4',
    what: 'an idle screen, beats, pings, reports and hashes, every source polled each second without a change',
    unit: 'B/min',
    ours: ((bytesIn + bytesOut) * MINUTE_MS) / IDLE_MS,
    limit: (pingAndPong * MINUTE_MS) / BEAT_EVERY_MS,
    goal: { atMost: 2_000 },
    broken: texts.length === 0 ? undefined : `${texts.length} data frames though nothing changed`,
  };
}

/** Each domain in turn: ten of its figures change, and one frame tells it. */
async function changedValue(
  page: BenchPage,
  recorder: Recorder,
  polls: readonly WholePoll[],
): Promise<GoalResult> {
  const bytes = { ours: 0, limit: 0, values: 0 };
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const { domain, source, observations } of polls) {
      const observedAtMs = Date.now() - POLL_EVERY_MS;
      const changed = observations
        .filter(({ value }) => typeof value === 'number')
        .slice(0, CHANGED)
        .map((one, n) => ({ ...one, observedAtMs, value: 100 + round * 10 + n + 0.5 }));
      page.traffic();
      const frames = await framesOf(page, await record(recorder, domain, source, changed));
      bytes.ours += frames.reduce((sum, text) => sum + framedBytes(Buffer.byteLength(text), 'in'), 0);
      bytes.limit += framedBytes(Buffer.byteLength(deltaText(changed)), 'in');
      bytes.values += changed.length;
    }
  }
  const perPoll = bytes.values / (ROUNDS * polls.length);
  return {
    id: 'P5',
    what: `per changed value, polls of all domains with ${perPoll.toFixed(1)} changes each, framing included`,
    unit: 'B',
    ours: bytes.ours / bytes.values,
    limit: bytes.limit / bytes.values,
    goal: { atMost: 80 },
  };
}
