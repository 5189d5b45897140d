/** Each upstream stopped in turn: its tiles say so, age at their own deadlines, and nobody else's do. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedChromium } from '../fixtures/chromium.ts';
import type { Turn } from '../fixtures/page-sampler.ts';
import { EVERYTHING, tinyDomains, type TinyDomain, type TinyOptions } from '../fixtures/tiny-province.ts';
import { until, WallRig } from '../fixtures/wall-rig.ts';
import { WallScreen } from '../fixtures/wall-screen.ts';

const EVERY_MS = 1_000;
const TIMING: TinyOptions = {
  everySeconds: EVERY_MS / 1_000,
  lateBaseMs: 3_200,
  staleBaseMs: 5_200,
  stepMs: 100,
};
/** A tile turns at its deadline give or take this. */
const TOLERANCE_MS = 1_000;
/** Two cadences: the poll that fails, and one that was under way. */
const MARKED_WITHIN_MS = 2 * EVERY_MS + TOLERANCE_MS;
const HEALED_WITHIN_MS = 8_000;
/** The headline and three places. */
const SERIES_PER_DOMAIN = 4;

/** The sampler looks ten times a second; a busy page a little later. */
const SAMPLED_WITHIN_MS = 500;

describe('an upstream that stops', () => {
  let rig: WallRig;
  let chromium: LaunchedChromium;
  let screen: WallScreen;

  beforeAll(async () => {
    [rig, chromium] = await Promise.all([
      WallRig.start({ tiny: TIMING }),
      launchChromium({ width: 1920, height: 1080 }),
    ]);
    screen = await WallScreen.open(chromium, rig.url, EVERYTHING);
    await until('every series to be fresh on the page', () => isWell(screen), 20_000);
  });

  afterAll(async () => {
    await chromium?.close();
    await rig?.stop();
  });

  it.each(tinyDomains(TIMING))(
    '$id: is marked at once, turns late and stale on time, alone',
    async (domain) => {
      const before = (await screen.sampled()).turns.length;
      const stoppedAtMs = Date.now();
      await rig.fault(domain.id, 'outage');
      const turns = async () => (await screen.sampled()).turns.slice(before);
      await until(
        `all of ${domain.id} to be stale`,
        async () => ofKind(await turns(), domain, 'stale').length >= SERIES_PER_DOMAIN,
        domain.staleAfterMs + 3 * TOLERANCE_MS,
      );
      const seen = await turns();
      await rig.fault(domain.id, undefined);

      const marked = firstOfEach(seen.filter((turn) => isOf(turn, domain) && turn.failure !== undefined));
      expect(marked.map(({ failure }) => failure)).toEqual(Array(SERIES_PER_DOMAIN).fill('unreachable'));
      for (const turn of marked) expect(turn.atMs - stoppedAtMs).toBeLessThan(MARKED_WITHIN_MS);
      expectOnTime(ofKind(seen, domain, 'late'), domain.lateAfterMs);
      expectOnTime(ofKind(seen, domain, 'stale'), domain.staleAfterMs);
      expect(seen.filter((turn) => !isOf(turn, domain))).toEqual([]);

      await until(`${domain.id} to be well again`, () => isWell(screen), HEALED_WITHIN_MS);
      // The page's sampler looks later than we do: the healing belongs to this domain's turns, not to the next one's.
      await sleep(SAMPLED_WITHIN_MS);
    },
  );

  it('was never shown live beyond its stale-after, without a complaint of the page', async () => {
    const { lies, samples } = await screen.sampled();
    expect(samples).toBeGreaterThan(1_000);
    expect(lies).toEqual([]);
    expect(screen.complaints).toEqual([]);
  });
});

async function isWell(screen: WallScreen): Promise<boolean> {
  const figures = await screen.figures();
  const series = new Set(figures.map(({ indicator, place }) => `${indicator}|${place}`));
  return (
    series.size >= SERIES_PER_DOMAIN * tinyDomains(TIMING).length &&
    figures.every(({ freshness, failure }) => freshness === 'fresh' && failure === undefined)
  );
}

const isOf = (turn: Turn, { id }: TinyDomain) => turn.series.startsWith(`${id}.`);

function firstOfEach(turns: readonly Turn[]): Turn[] {
  const first = new Map<string, Turn>();
  for (const turn of turns) if (!first.has(turn.series)) first.set(turn.series, turn);
  return [...first.values()];
}

const ofKind = (turns: readonly Turn[], domain: TinyDomain, freshness: string) =>
  firstOfEach(turns.filter((turn) => isOf(turn, domain) && turn.freshness === freshness));

function expectOnTime(turns: readonly Turn[], afterMs: number): void {
  expect(turns).toHaveLength(SERIES_PER_DOMAIN);
  for (const { atMs, observedAtMs, series } of turns)
    expect(Math.abs(atMs - observedAtMs - afterMs), `${series} turned off its deadline`).toBeLessThan(
      TOLERANCE_MS,
    );
}
