import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { Display } from '../../../display/server/app.ts';
import {
  BEAT_EVERY_MS,
  LINK_LOST_AFTER_MS,
  PING_INTERVAL_MS,
  PING_TIMEOUT_MS,
  SOCKET_PATH,
} from '../../../shared/socket.ts';
import { DisplayRig, isEqualToServer, until } from '../../fixtures/display-rig.ts';
import { withRedis } from '../../fixtures/redis.ts';
import type { ScreenClient } from '../../fixtures/screen-client.ts';

const redis = withRedis();
let rig: DisplayRig;
afterEach(() => rig.stop());

const LISTEN_MS = 3_500;
/** A busy machine is late now and then; a screen bears one beat lost. */
const LATE_MS = 400;

async function open(): Promise<Display> {
  await redis().connect().flushall();
  rig = new DisplayRig(redis());
  await observe(1);
  return rig.start();
}

const observe = (value: number) =>
  rig.observe('gates', { indicator: 'queue', place: 'c1', value, observedAtMs: Date.now() });

/** Counts beats and measures the longest time without any packet, from now on. */
function listenTo({ socket }: ScreenClient) {
  const heard = { beats: 0, longestSilenceMs: 0 };
  let lastMs = performance.now();
  socket.on('b', () => (heard.beats += 1));
  socket.io.engine.on('packet', () => {
    heard.longestSilenceMs = Math.max(heard.longestSilenceMs, performance.now() - lastMs);
    lastMs = performance.now();
  });
  return heard;
}

async function frames(forMs: number): Promise<void> {
  const endMs = performance.now() + forMs;
  for (let value = 2; performance.now() < endMs; value += 1) {
    await observe(value);
    await sleep(100);
  }
}

describe('the word of a server that it is there', () => {
  it('comes as a beat when nothing else is said', async () => {
    const display = await open();
    const screen = rig.screen(display);
    await until('it is there', () => isEqualToServer(screen, display, 'gates'));
    const heard = listenTo(screen);
    await sleep(LISTEN_MS);
    expect(heard.beats).toBeGreaterThanOrEqual(LISTEN_MS / BEAT_EVERY_MS - 2);
    expect(heard.longestSilenceMs).toBeLessThan(BEAT_EVERY_MS + LATE_MS);
    expect(heard.longestSilenceMs).toBeLessThan(LINK_LOST_AFTER_MS);
  });

  it('is a frame where frames come, and a beat to whoever does not get them', async () => {
    const display = await open();
    const [both, other] = [rig.screen(display), rig.screen(display, { domains: ['economy'] })];
    await until('both are there', () => isEqualToServer(both, display, 'gates') && other.states.size === 1);
    const heard = [listenTo(both), listenTo(other)] as const;
    await frames(LISTEN_MS);
    expect(heard[0].beats).toBeLessThanOrEqual(1);
    expect(heard[1].beats).toBeGreaterThanOrEqual(LISTEN_MS / BEAT_EVERY_MS - 2);
    for (const { longestSilenceMs } of heard) expect(longestSilenceMs).toBeLessThan(BEAT_EVERY_MS + LATE_MS);
  });
});

describe('a client that is dead', () => {
  it(
    'is cut by the server, whatever it is sent meanwhile; one that lives is not',
    { timeout: 30_000 },
    async () => {
      const display = await open();
      const living = rig.screen(display);
      const ends: string[] = [];
      living.socket.on('disconnect', (reason) => ends.push(reason));
      const address = `${display.url.replace('http', 'ws')}${SOCKET_PATH}/?EIO=4&transport=websocket`;
      const dead = new WebSocket(address, { headers: { origin: display.url } });
      const openedAtMs = performance.now();
      dead.on('open', () => dead.send('40'));
      const hello = { screen: { id: 'dead-screen', kind: 'wall' }, domains: [{ domain: 'gates' }] };
      dead.on('message', (text: Buffer) => {
        // It says hello, and never a pong.
        if (text.toString().startsWith('40')) dead.send(`42${JSON.stringify(['hello', hello])}`);
      });
      const closed = new Promise<void>((resolve) => dead.once('close', () => resolve()));
      await Promise.race([closed, frames(PING_INTERVAL_MS + PING_TIMEOUT_MS + 4_000)]);
      expect(dead.readyState).toBe(WebSocket.CLOSED);
      expect(performance.now() - openedAtMs).toBeLessThan(PING_INTERVAL_MS + PING_TIMEOUT_MS + 2_000);
      expect(ends).toEqual([]);
      expect(living.socket.connected).toBe(true);
    },
  );
});
