/** A replay never shows a time whose word it has not heard, and never a word whose time has not come. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainStore } from '../../../../display/web/live/domain-store.ts';
import { Player } from '../../../../display/web/replay/player.ts';
import type { ReplayApi } from '../../../../display/web/replay/replay-api.ts';
import { ReplayClock } from '../../../../display/web/replay/replay-clock.ts';
import { SPEEDS, knownSpeed, otherSpeed } from '../../../../display/web/replay/speeds.ts';
import type { WireBatch, WireFrame } from '../../../../shared/frame.ts';

const START_MS = 1_800_000_000_000;
const LIVE_MS = START_MS + 86_400_000;

/** A past in which the value of `a|p` is told anew every `everyMs`, counting up, and answers that a test lets come. */
class Past implements ReplayApi {
  readonly waiting: (() => void)[] = [];
  /** Behind what frames were asked for. */
  readonly asked: string[] = [];
  isHeld = false;
  isBroken = false;
  breakMs: number | undefined;

  constructor(private readonly everyMs: number) {}

  valueAt(atMs: number): number {
    return Math.floor((atMs - START_MS) / this.everyMs);
  }

  async at(domain: string, atMs: number) {
    await this.passage();
    const value = this.valueAt(atMs);
    const toldMs = START_MS + value * this.everyMs;
    const snapshot = { d: domain, e: 'e', t: `${toldMs}-0`, n: atMs, b: [batchOf(toldMs, value)] };
    return { serverNowMs: LIVE_MS, after: `${atMs}-9`, config: 'c', snapshot };
  }

  async frames(domain: string, after: string, toMs: number, stepMs: number) {
    this.asked.push(after);
    await this.passage();
    const afterMs = Number(after.split('-')[0]);
    const endMs = Math.min(toMs, (this.breakMs ?? Infinity) - 1);
    const frames: WireFrame[] = [];
    let from = `${START_MS + this.valueAt(afterMs) * this.everyMs}-0`;
    for (let value = this.valueAt(afterMs) + 1; START_MS + value * this.everyMs <= endMs; value += 1) {
      const toldMs = START_MS + value * this.everyMs;
      const n = stepMs === 0 ? toldMs : Math.min(toMs, (Math.floor(toldMs / stepMs) + 1) * stepMs - 1);
      frames.push({ d: domain, e: 'e', f: from, t: `${toldMs}-0`, n, b: [batchOf(toldMs, value)] });
      from = `${toldMs}-0`;
    }
    const isBreak = this.breakMs !== undefined && this.breakMs <= toMs;
    return {
      frames,
      to: `${endMs}-0`,
      reachedMs: endMs,
      config: 'c',
      ...(isBreak ? { breakMs: this.breakMs as number } : {}),
    };
  }

  async nextChange(afterMs: number) {
    this.asked.push(`${afterMs}-0`);
    await this.passage();
    return { atMs: START_MS + (this.valueAt(afterMs) + 1) * this.everyMs };
  }

  letPass(): void {
    for (const pass of this.waiting.splice(0)) pass();
  }

  private async passage(): Promise<void> {
    if (this.isBroken) throw new Error('503');
    if (this.isHeld) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}

function batchOf(toldMs: number, value: number): WireBatch {
  return { s: 's', c: toldMs, i: { a: [['p', value, 0]] } };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

function makePlayer(past: Past, liveMs = LIVE_MS, domainsThen: readonly string[] = ['d', 'e']) {
  const clock = new ReplayClock(START_MS);
  const store = new DomainStore(
    (task) => task(),
    () => {
      throw new Error('a gap');
    },
    () => undefined,
  );
  let caughtUp = 0;
  const player = new Player({
    domains: ['d', 'e'],
    api: past,
    clock,
    liveNowMs: () => liveMs,
    receive: (message) => store.receive(message),
    prepare: () => Promise.resolve({ domains: domainsThen, takeOver: () => undefined }),
    caughtUp: () => (caughtUp += 1),
  });
  const value = (domain = 'd') => store.state(domain)?.readings.get('a|p')?.value;
  return { clock, player, value, caughtUp: () => caughtUp };
}

describe('a replay', () => {
  it('shows at every moment what was told by then, at whatever speed and however late answers come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...SPEEDS),
        fc.integer({ min: 7, max: 5_000 }),
        fc.array(fc.record({ passedMs: fc.integer({ min: 1, max: 900 }), answers: fc.boolean() }), {
          maxLength: 30,
        }),
        async (speed, each, ticks) => {
          const past = new Past(each * speed);
          const { clock, player, value } = makePlayer(past);
          await player.jump(START_MS + 123_456);
          player.setSpeed(speed);
          player.isPlaying.value = true;
          past.isHeld = true;
          for (const { passedMs, answers } of ticks) {
            player.tick(passedMs);
            if (answers) past.letPass();
            await settled();
            for (const domain of ['d', 'e']) expect(value(domain)).toBe(past.valueAt(clock.nowMs()));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('runs at the speed that was chosen', async () => {
    for (const speed of SPEEDS) {
      const { clock, player } = makePlayer(new Past(1_000 * speed));
      await player.jump(START_MS);
      player.setSpeed(speed);
      player.isPlaying.value = true;
      for (let n = 0; n < 40; n += 1) {
        player.tick(249);
        await settled();
      }
      const ranMs = clock.nowMs() - START_MS;
      expect(ranMs / (40 * 249 * speed)).toBeGreaterThan(0.9);
      expect(ranMs / (40 * 249 * speed)).toBeLessThanOrEqual(1);
    }
  });

  it('shows the instant that was wished for last, whatever was on its way', async () => {
    const past = new Past(1_000);
    const { clock, player, value } = makePlayer(past);
    past.isHeld = true;
    const jumping = player.jump(START_MS + 10_000);
    for (const atMs of [20_000, 90_000, 50_000]) void player.jump(START_MS + atMs);
    for (let n = 0; n < 5; n += 1) {
      past.letPass();
      await settled();
    }
    await jumping;
    expect(clock.nowMs()).toBe(START_MS + 50_000);
    expect(value()).toBe(50);
    expect(player.wantedMs.value).toBeUndefined();
  });

  it('asks by whole ms, whatever the browser measures, and so may change its speed as it plays', async () => {
    const past = new Past(1_000);
    const { clock, player, value } = makePlayer(past);
    await player.jump(START_MS);
    player.isPlaying.value = true;
    const play = async () => {
      for (let n = 0; n < 9; n += 1) {
        player.tick(250.1);
        await settled();
        expect(Number.isInteger(clock.nowMs())).toBe(true);
      }
    };
    await play();
    player.setSpeed(10);
    await play();
    expect(past.asked.every((after) => /^\d+-\d+$/.test(after))).toBe(true);
    expect(clock.nowMs()).toBeGreaterThan(START_MS + 20_000);
    expect(value()).toBe(past.valueAt(clock.nowMs()));
  });

  it('ignores what was asked for before a jump back', async () => {
    const past = new Past(1_000);
    const { clock, player, value } = makePlayer(past);
    await player.jump(START_MS + 600_000);
    player.isPlaying.value = true;
    past.isHeld = true;
    player.tick(250);
    past.isHeld = false;
    await player.jump(START_MS + 5_000);
    past.letPass();
    await settled();
    player.tick(250);
    await settled();
    player.tick(250);
    expect(clock.nowMs()).toBeLessThan(START_MS + 6_000);
    expect(value()).toBe(past.valueAt(clock.nowMs()));
  });

  it('asks for the state anew where what was told breaks off', async () => {
    const past = new Past(1_000);
    const { clock, player, value } = makePlayer(past);
    await player.jump(START_MS);
    past.breakMs = START_MS + 2_000;
    player.isPlaying.value = true;
    for (let n = 0; n < 20 && clock.nowMs() < START_MS + 2_000; n += 1) {
      player.tick(250);
      await settled();
      await settled();
    }
    expect(clock.nowMs()).toBe(START_MS + 2_000);
    expect(value()).toBe(2);
  });

  it('waits and says so while the server does not answer, and goes on when it does', async () => {
    const past = new Past(1_000);
    const { clock, player } = makePlayer(past);
    await player.jump(START_MS);
    player.isPlaying.value = true;
    past.isBroken = true;
    for (let n = 0; n < 5; n += 1) {
      player.tick(250);
      await settled();
    }
    expect(player.state.value).toBe('failed');
    expect(clock.nowMs()).toBe(START_MS);
    past.isBroken = false;
    for (let n = 0; n < 5; n += 1) {
      player.tick(250);
      await settled();
    }
    expect(player.state.value).toBe('ready');
    expect(clock.nowMs()).toBeGreaterThan(START_MS);
  });

  it('asks again for an instant that the server did not give', async () => {
    const past = new Past(1_000);
    const { clock, player, value } = makePlayer(past);
    past.isBroken = true;
    await player.jump(START_MS + 30_000);
    expect(player.state.value).toBe('failed');
    expect(value()).toBeUndefined();
    past.isBroken = false;
    for (let n = 0; n < 10; n += 1) {
      player.tick(250);
      await settled();
    }
    expect([player.state.value, clock.nowMs(), value()]).toEqual(['ready', START_MS + 30_000, 30]);
  });

  it('shows the domains of then, configured no more, and none that was not configured yet', async () => {
    const past = new Past(1_000);
    const { clock, player, value } = makePlayer(past, LIVE_MS, ['d', 'gone']);
    await player.jump(START_MS + 5_000);
    player.isPlaying.value = true;
    for (let n = 0; n < 20; n += 1) {
      player.tick(250);
      await settled();
    }
    expect(clock.nowMs()).toBeGreaterThan(START_MS + 8_000);
    for (const domain of ['d', 'gone']) expect(value(domain)).toBe(past.valueAt(clock.nowMs()));
    expect(value('e')).toBeUndefined();
  });

  it('steps to the next change and stands there, says where it cannot, and follows nobody who has gone', async () => {
    const past = new Past(1_000);
    const { clock, player, value } = makePlayer(past);
    await player.jump(START_MS + 5_400);
    player.isPlaying.value = true;
    player.tick(250.3);
    await player.step();
    expect([clock.nowMs(), value(), player.isPlaying.value]).toEqual([START_MS + 6_000, 6, false]);
    past.isBroken = true;
    await player.step();
    expect([player.state.value, clock.nowMs()]).toEqual(['failed', START_MS + 6_000]);
    past.isBroken = false;
    past.isHeld = true;
    const stepping = player.step();
    void player.jump(START_MS + 90_000);
    for (let n = 0; n < 4; n += 1) {
      past.letPass();
      await settled();
    }
    await stepping;
    expect([player.state.value, clock.nowMs()]).toEqual(['ready', START_MS + 90_000]);
  });

  it('begins at no instant that nobody answers to', async () => {
    const { clock, player } = makePlayer(new Past(1_000));
    await player.jump(Date.UTC(1900, 0, 1));
    expect([player.state.value, clock.nowMs()]).toEqual(['ready', 0]);
  });

  it('ends where the present begins', async () => {
    const past = new Past(1_000);
    const { clock, player, caughtUp } = makePlayer(past, START_MS + 10_000);
    await player.jump(START_MS + 60_000);
    expect(clock.nowMs()).toBe(START_MS + 10_000);
    await player.jump(START_MS + 9_000);
    player.setSpeed(3_600);
    player.isPlaying.value = true;
    for (let n = 0; n < 5; n += 1) {
      player.tick(250);
      await settled();
    }
    expect(caughtUp()).toBeGreaterThan(0);
    expect(clock.nowMs()).toBeLessThanOrEqual(START_MS + 10_000);
  });

  it('has speeds from 1 to 3,600', () => {
    expect([SPEEDS[0], SPEEDS.at(-1)]).toEqual([1, 3_600]);
    expect(otherSpeed(3_600, 1)).toBe(3_600);
    expect(otherSpeed(60, -1)).toBe(10);
    expect(knownSpeed(75)).toBe(60);
    expect(knownSpeed(0.1)).toBe(1);
  });
});
