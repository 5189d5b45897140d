/** A tiny wall under fault: two display servers, headless screens, a browser page, and what must hold of them. */
import { ZERO_CURSOR } from '../../shared/domain-state.ts';
import type { Freshness } from '../../shared/freshness.ts';
import { redisKeys } from '../../shared/redis-keys.ts';
import { launchChromium, type LaunchedChromium } from '../fixtures/chromium.ts';
import { ScreenClient } from '../fixtures/screen-client.ts';
import { hasReached, readHistory, StoreTruth } from '../fixtures/store-truth.ts';
import { EVERYTHING, tinyDomains, type TinyDomain, type TinyOptions } from '../fixtures/tiny-province.ts';
import { until, WallRig, type RigOptions } from '../fixtures/wall-rig.ts';
import { WallScreen } from '../fixtures/wall-screen.ts';
import { historyProblems } from './history-problems.ts';

/** Invariant I4. */
export const EQUAL_WITHIN_MS = 2_000;
const GIVE_UP_MS = 20_000;
const WATCH_EVERY_MS = 100;

export interface Outage {
  readonly fromMs: number;
  readonly healedAtMs: number;
  /** Where the streams ended when it healed. */
  readonly since: ReadonlyMap<string, string>;
  /** What the store wrote last before it was torn off. */
  readonly isTorn?: boolean | undefined;
}

export interface FaultRigOptions extends RigOptions {
  readonly tiny?: TinyOptions;
}

export class FaultRig {
  readonly outages: Outage[] = [];
  /** Gravest freshness of each domain since the last {@link forgetMoods}, as a headless screen has it. */
  private readonly moods = new Map<string, Set<Freshness>>();
  private readonly timer: NodeJS.Timeout;

  private constructor(
    readonly wall: WallRig,
    readonly truth: StoreTruth,
    readonly clients: readonly ScreenClient[],
    readonly chromium: LaunchedChromium,
    readonly page: WallScreen,
    readonly domains: readonly TinyDomain[],
  ) {
    this.timer = setInterval(() => this.watch(), WATCH_EVERY_MS);
  }

  /** Runs a row's body on a wall of its own, and ends the wall whatever comes. */
  static async with(options: FaultRigOptions, body: (rig: FaultRig) => Promise<void>): Promise<void> {
    const wall = await WallRig.start({ displays: 2, ...options });
    const chromium = await launchChromium({ width: 1280, height: 720 });
    const truth = new StoreTruth(wall.redis, wall.domains);
    const clients = wall.displays.map(({ url }) => new ScreenClient({ url, domains: wall.domains }));
    let rig: FaultRig | undefined;
    try {
      const page = await WallScreen.open(chromium, wall.url, EVERYTHING);
      rig = new FaultRig(wall, truth, clients, chromium, page, tinyDomains(options.tiny));
      await rig.untilFresh();
      await body(rig);
      await rig.expectTruthful();
    } finally {
      clearInterval(rig?.timer);
      for (const client of clients) client.close();
      await chromium.close();
      await truth.stop();
      await wall.stop();
    }
  }

  domain(id: string): TinyDomain {
    const found = this.domains.find((domain) => domain.id === id);
    if (found === undefined) throw new Error(`no domain ${id}`);
    return found;
  }

  /** Every figure on the page fresh and unmarked. */
  async untilFresh(withinMs = GIVE_UP_MS): Promise<void> {
    await until(
      'a fresh wall',
      async () => {
        const figures = await this.page.figures();
        return (
          figures.length > 0 && figures.every((one) => one.freshness === 'fresh' && one.failure === undefined)
        );
      },
      withinMs,
    );
    this.forgetMoods();
  }

  /** Breaks and mends, and remembers when. */
  async outage(run: () => Promise<unknown>, more: Pick<Outage, 'isTorn'> = {}): Promise<Outage> {
    const fromMs = Date.now();
    await run();
    const outage = { fromMs, healedAtMs: Date.now(), since: await this.truth.cursors(), ...more };
    this.outages.push(outage);
    return outage;
  }

  /** I4: every screen equals the store within 2 s. Returns how long it took, ms. */
  async expectEqual({ healedAtMs, since }: Outage): Promise<number> {
    const headless = this.clients.map((client) => this.untilEqual(client, since));
    const times = await Promise.all([
      ...headless,
      this.page.equalAtMs(this.truth, since, healedAtMs, GIVE_UP_MS),
    ]);
    const tookMs = Math.max(0, Math.max(...times) - healedAtMs);
    if (tookMs > EQUAL_WITHIN_MS)
      throw new Error(`I4: a screen equalled the store only ${tookMs} ms after healing`);
    return tookMs;
  }

  /** Resolves with the moment at which the client held what the store holds. */
  async untilEqual(client: ScreenClient, since: ReadonlyMap<string, string>): Promise<number> {
    const isEqual = (domain: string) => {
      const cursor = client.states.get(domain)?.cursor ?? ZERO_CURSOR;
      if (!hasReached(cursor, since.get(domain) ?? ZERO_CURSOR)) return false;
      const expected = this.truth.hashAt(domain, cursor);
      return expected !== undefined && expected === client.hashOf(domain);
    };
    const left = new Set(this.truth.domains);
    await until(
      `a headless screen to equal the store in every domain`,
      () => {
        for (const domain of left) if (isEqual(domain)) left.delete(domain);
        return left.size === 0;
      },
      GIVE_UP_MS,
    ).catch((cause: unknown) => {
      throw new Error(`I4: a headless screen differs in ${[...left].join(', ')}`, { cause });
    });
    return Date.now();
  }

  forgetMoods(): void {
    this.moods.clear();
  }

  /** Nothing but these domains was other than fresh since {@link forgetMoods}. */
  expectOthersUnmoved(...but: readonly string[]): void {
    const moved = [...this.moods].filter(
      ([id, moods]) => !but.includes(id) && [...moods].some((one) => one !== 'fresh'),
    );
    if (moved.length > 0)
      throw new Error(
        `other domains moved: ${moved.map(([id, moods]) => `${id} ${[...moods].join('/')}`).join(', ')}`,
      );
  }

  /** Late may be, honestly shown: a tick that the queue lost is noticed after three. Nothing turned stale. */
  expectNoneStale(): void {
    const stale = [...this.moods].filter(([, moods]) => moods.has('stale')).map(([id]) => id);
    if (stale.length > 0) throw new Error(`turned stale: ${stale.join(', ')}`);
  }

  /** What must hold at the end of every row. */
  async expectTruthful(): Promise<void> {
    const { lies, samples } = await this.page.sampled();
    if (samples === 0) throw new Error('the page was never looked at');
    if (lies.length > 0) throw new Error(`I3: shown as live beyond its stale-after: ${JSON.stringify(lies)}`);
    await until('the follower of the store to be there', async () => {
      await this.page.compared(this.truth);
      return this.page.unknownPositions.length === 0;
    });
    const problems = await this.historyProblems();
    if (problems.length > 0)
      throw new Error(`I1/I2: ${problems.length} in history, first ${problems.slice(0, 3).join('; ')}`);
  }

  private async historyProblems(): Promise<string[]> {
    const client = this.wall.redis.connect();
    try {
      const problems = await Promise.all(
        this.wall.domains.map(async (domain) => {
          const index = await client.smembers(redisKeys.historyIndex(domain));
          const kept = await Promise.all(
            index.map(async (series) => ({ series, points: await readHistory(client, domain, series) })),
          );
          return historyProblems({
            domain,
            kept,
            accepted: this.truth.accepted.get(domain) ?? [],
            failedAtMs: this.truth.failures.get(domain) ?? [],
            ledger: this.wall.province.services.get(domain)?.state.ledger.entries ?? [],
            outages: this.outages,
            nowMs: Date.now(),
          });
        }),
      );
      return problems.flat();
    } finally {
      client.disconnect();
    }
  }

  private watch(): void {
    const [client] = this.clients;
    for (const { id, lateAfterMs, staleAfterMs } of this.domains) {
      const nowMs = Date.now();
      for (const { observedAtMs, collectedAtMs } of client?.states.get(id)?.readings.values() ?? []) {
        const ageMs = nowMs - Math.min(observedAtMs, collectedAtMs);
        const mood = ageMs >= staleAfterMs ? 'stale' : ageMs >= lateAfterMs ? 'late' : 'fresh';
        let moods = this.moods.get(id);
        if (moods === undefined) this.moods.set(id, (moods = new Set()));
        moods.add(mood);
      }
    }
  }
}
