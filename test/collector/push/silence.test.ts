/** Who is silent, as a table over time; and how often something may happen. */
import { describe, expect, it } from 'vitest';
import { SilenceWatch } from '../../../collector/push/silence.ts';
import { TokenBucket } from '../../../collector/push/token-bucket.ts';
import { tinyConfig } from '../../fixtures/tiny-config.ts';

const [source] = tinyConfig([
  { id: 'quiet', domain: 'roads', yaml: "connector: mqtt\neverySeconds: 10\nsettings: {}\nmapping: '$'" },
]).sources;

function watch(state: { lastHeardMs: number; isUp: boolean; elsewhereMs?: number }) {
  const told: string[] = [];
  const silence = new SilenceWatch([source!], {
    lastHeardMs: () => state.lastHeardMs,
    isExpected: () => state.isUp,
    silenceElsewhereMs: () => Promise.resolve(state.elsewhereMs),
    noteHeard: (_source, atMs) => void (state.lastHeardMs = atMs),
    mark: ({ missing }) => {
      told.push(`mark ${missing}`);
      return Promise.resolve();
    },
    say: ({ missing }) => void told.push(`say ${missing}`),
    sayRecovered: () => void told.push('recovered'),
  });
  const lookAt = async (nowMs: number) => {
    const silent = await silence.look(nowMs);
    return { silent: silent.map(({ missing }) => missing), told: told.splice(0) };
  };
  return lookAt;
}

describe('the watch over silence', () => {
  it('says a source once, marks it once a cadence, and says when it speaks again', async () => {
    const state = { lastHeardMs: 0, isUp: true };
    const lookAt = watch(state);
    expect(await lookAt(9_999)).toEqual({ silent: [], told: [] });
    expect(await lookAt(10_000)).toEqual({ silent: [1], told: ['say 1', 'mark 1'] });
    expect(await lookAt(15_000)).toEqual({ silent: [1], told: [] });
    expect(await lookAt(20_000)).toEqual({ silent: [2], told: ['mark 2'] });
    state.lastHeardMs = 21_000;
    expect(await lookAt(22_000)).toEqual({ silent: [], told: ['recovered'] });
  });

  it('leaves alone a source whose link is down, which is marked as that already', async () => {
    const lookAt = watch({ lastHeardMs: 0, isUp: false });
    expect(await lookAt(60_000)).toEqual({ silent: [], told: [] });
  });

  it('takes what another collector has heard for heard, and a silent store for no word', async () => {
    const state: { lastHeardMs: number; isUp: boolean; elsewhereMs?: number } = {
      lastHeardMs: 0,
      isUp: true,
      elsewhereMs: 3_000,
    };
    const lookAt = watch(state);
    expect(await lookAt(30_000)).toEqual({ silent: [], told: [] });
    expect(state.lastHeardMs).toBe(27_000);
    delete state.elsewhereMs;
    expect((await lookAt(40_000)).told).toEqual(['say 1', 'mark 1']);
  });
});

describe('a bucket of tokens', () => {
  it('gives so many at once, then so many a minute, and says how long to wait', () => {
    const bucket = new TokenBucket(60, 2);
    const taken = [0, 0, 0, 500, 1_000, 1_000, 100_000, 100_000, 100_000].map((nowMs) => bucket.take(nowMs));
    expect(taken).toEqual([undefined, undefined, 1_000, 500, undefined, 1_000, undefined, undefined, 1_000]);
  });
});
