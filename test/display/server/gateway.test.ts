import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { isWelcome, judgeOrigin } from '../../../display/server/gateway/origin.ts';
import { PING_INTERVAL_MS, SOCKET_PATH, type Reply, type Welcome } from '../../../shared/socket.ts';
import { DisplayRig, isEqualToServer, until } from '../../fixtures/display-rig.ts';
import { withRedis } from '../../fixtures/redis.ts';

const redis = withRedis();
let rig: DisplayRig | undefined;

const open = async () => {
  await redis().connect().flushall();
  rig = new DisplayRig(redis());
  await rig.observe('gates', queue(1));
  return rig;
};
afterEach(async () => {
  await rig?.stop();
  rig = undefined;
});

const queue = (value: number, place = 'c1') => ({
  indicator: 'queue',
  place,
  value,
  observedAtMs: Date.now(),
});

interface ListedScreen {
  readonly id: string;
  readonly state: string;
  readonly server: string;
  readonly differing: readonly string[];
}
const listed = async (url: string): Promise<ListedScreen[]> => {
  const response = await fetch(`${url}/api/v1/screens`);
  return ((await response.json()) as { items: ListedScreen[] }).items;
};
const stateOf = async (url: string, id: string) =>
  (await listed(url)).find((screen) => screen.id === id)?.state;

const metric = async (url: string, name: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(name));
  return line === undefined ? 0 : Number(line.split(' ').at(-1));
};

describe('the handshake', () => {
  it.each([
    ['http://wall:8080', 'wall:8080', 'same-host'],
    ['https://wall.example', 'wall.example', 'same-host'],
    ['https://wall.example', 'wall.example:443', 'same-host'],
    ['http://WALL:8080', 'wall:8080', 'same-host'],
    ['http://wall:8081', 'wall:8080', 'foreign'],
    ['https://evil.example', 'wall:8080', 'foreign'],
    ['http://wall.evil.example:8080', 'wall:8080', 'foreign'],
    ['https://other.example', 'wall:8080', 'allowed'],
    ['null', 'wall:8080', 'malformed'],
    ['', 'wall:8080', 'missing'],
    [undefined, 'wall:8080', 'missing'],
    ['http://wall:8080', undefined, 'foreign'],
  ])('from a page of %s at %s is %s', (origin, host, expected) => {
    const verdict = judgeOrigin(origin, host, new Set(['https://other.example']));
    expect(verdict).toBe(expected);
    expect(isWelcome(verdict)).toBe(expected === 'same-host' || expected === 'allowed');
  });

  it('of a foreign page is refused on the wire', async () => {
    const display = await (await open()).start();
    const address = `${display.url.replace('http', 'ws')}${SOCKET_PATH}/?EIO=4&transport=websocket`;
    const outcome = (headers: Record<string, string>) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(address, { headers });
        socket.once('open', () => resolve('open'));
        socket.once('error', () => resolve('refused'));
        socket.once('unexpected-response', () => resolve('refused'));
        setTimeout(() => socket.terminate(), 1_500).unref();
      });
    expect(await outcome({ origin: 'https://evil.example' })).toBe('refused');
    expect(await outcome({})).toBe('refused');
    expect(await outcome({ origin: display.url })).toBe('open');
  });

  it('that is not followed by a connect is ended', async () => {
    const display = await (await open()).start();
    const address = `${display.url.replace('http', 'ws')}${SOCKET_PATH}/?EIO=4&transport=websocket`;
    const socket = new WebSocket(address, { headers: { origin: display.url } });
    socket.on('message', (text: Buffer) => text.toString().startsWith('2') && socket.send('3'));
    await until('it is open', () => socket.readyState === WebSocket.OPEN);
    expect(await metric(display.url, 'wall_sockets ')).toBe(1);
    await until('its end', () => socket.readyState === WebSocket.CLOSED, 12_000);
    await until('nobody is counted', async () => (await metric(display.url, 'wall_sockets ')) === 0);
  });

  it('over polling is refused', async () => {
    const display = await (await open()).start();
    const response = await fetch(`${display.url}${SOCKET_PATH}/?EIO=4&transport=polling`, {
      headers: { origin: display.url },
    });
    expect(response.status).toBe(400);
  });
});

describe('what a client says', () => {
  const raw = (url: string) =>
    io(url, {
      path: SOCKET_PATH,
      transports: ['websocket'],
      extraHeaders: { origin: url },
      forceNew: true,
      reconnection: false,
    });
  const screen = { id: 'screen-0001', kind: 'wall' };

  it.each([
    ['no object', 'hello', 'malformed'],
    ['no screen', { domains: [] }, 'malformed'],
    ['an id that is a key', { screen: { ...screen, id: '../../x' }, domains: [] }, 'malformed'],
    [
      'too many domains',
      { screen, domains: Array.from({ length: 21 }, () => ({ domain: 'gates' })) },
      'malformed',
    ],
    ['a cursor that is none', { screen, domains: [{ domain: 'gates', cursor: '$' }] }, 'malformed'],
    ['a field nobody knows', { screen, domains: [], admin: true }, 'malformed'],
  ])('is refused by name when malformed: %s', async (_, hello, code) => {
    const display = await (await open()).start();
    const socket = raw(display.url);
    const reply = (await socket.timeout(2_000).emitWithAck('hello', hello)) as Reply<Welcome>;
    expect(reply).toMatchObject({ ok: false, code });
    socket.disconnect();
  });

  it('leaves the server standing, whatever it is', async () => {
    const display = await (await open()).start();
    const socket = raw(display.url);
    await until('a connection', () => socket.connected);
    for (const said of [undefined, null, 5, [], {}, 'x', { drawn: Number.NaN }]) {
      socket.emit('hello', said);
      socket.emit('hello');
      socket.emit('report', said, () => undefined);
      socket.emit('report');
    }
    const unknown: unknown = await socket.timeout(2_000).emitWithAck('threshold-set', 5);
    expect(unknown).toMatchObject({ ok: false, code: 'unknown-event' });
    socket.disconnect();
    expect((await fetch(`${display.url}/healthz`)).status).toBe(200);
  });

  it('ends its connection when it is larger than any message may be', async () => {
    const display = await (await open()).start();
    const socket = raw(display.url);
    await until('a connection', () => socket.connected);
    socket.emit('report', 'x'.repeat(100_000));
    await until('the end', () => socket.disconnected);
    expect((await fetch(`${display.url}/healthz`)).status).toBe(200);
  });

  it('is refused when it comes too often', async () => {
    const display = await (await open()).start();
    const socket = raw(display.url);
    const hello = { screen, domains: [] };
    const replies = await Promise.all(
      Array.from(
        { length: 60 },
        () => socket.timeout(5_000).emitWithAck('hello', hello) as Promise<Reply<Welcome>>,
      ),
    );
    expect(replies.filter((reply) => reply.ok).length).toBeGreaterThanOrEqual(30);
    expect(replies.at(-1)).toMatchObject({ ok: false, code: 'too-often' });
    socket.disconnect();
  });

  it('is given a domain once, however often it names it in one word', async () => {
    const display = await (await open()).start();
    const socket = raw(display.url);
    let snapshots = 0;
    socket.on('snapshot', () => (snapshots += 1));
    const domains = Array.from({ length: 20 }, () => ({ domain: 'gates' }));
    const reply = (await socket.timeout(2_000).emitWithAck('hello', { screen, domains })) as Reply<Welcome>;
    expect(reply).toMatchObject({ ok: false, code: 'malformed' });
    await sleep(200);
    expect(snapshots).toBe(0);
    socket.disconnect();
  });

  it('may add a domain later, and keeps those it had', async () => {
    const wall = await open();
    const display = await wall.start();
    const client = wall.screen(display);
    await until('both domains', () => client.states.size === 2);
    await client.hello([{ domain: 'economy' }, { domain: 'no-such-domain' }]);
    await wall.observe('gates', queue(2));
    await until(
      'a change of the other domain',
      () => client.states.get('gates')?.readings.get('queue|c1')?.value === 2,
    );
    expect(client.states.size).toBe(2);
  });
});

describe('sending', () => {
  it('encodes a change once, whatever the room holds', async () => {
    const wall = await open();
    const display = await wall.start();
    const screens = Array.from({ length: 5 }, () => wall.screen(display));
    await until('all are there', () => screens.every((one) => isEqualToServer(one, display, 'gates')));
    const before = await metric(display.url, 'wall_encodes_total{event="frame"}');
    const deliveredBefore = await metric(display.url, 'wall_frame_deliveries_total{domain="gates"}');
    for (let value = 10; value < 15; value += 1) {
      await wall.observe('gates', queue(value));
      await until('everybody has it', () =>
        screens.every((one) => one.states.get('gates')?.readings.get('queue|c1')?.value === value),
      );
    }
    expect((await metric(display.url, 'wall_encodes_total{event="frame"}')) - before).toBe(5);
    const delivered = await metric(display.url, 'wall_frame_deliveries_total{domain="gates"}');
    expect(delivered - deliveredBefore).toBe(25);
  });

  it('gives a screen that comes back what it missed in one frame', async () => {
    const wall = await open();
    await wall.observe('gates', queue(1, 'c2'), queue(1, 'c3'));
    const display = await wall.start();
    const screen = wall.screen(display);
    await until('it is there', () => isEqualToServer(screen, display, 'gates'));
    screen.socket.disconnect();
    await wall.observe('gates', queue(41));
    await wall.observe('gates', queue(42));
    await until(
      'the server has it',
      () => display.feeds.state('gates')?.readings.get('queue|c1')?.value === 42,
    );
    screen.heard.length = 0;
    screen.socket.connect();
    await until('it caught up', () => screen.states.get('gates')?.readings.get('queue|c1')?.value === 42);
    expect(screen.heard.map(({ kind }) => kind)).toEqual(['frame']);
  });

  it(
    'tells a screen that does not read to refresh, bounded, and never leaves it with a gap',
    // The flood must outrun the kernels' buffers before a pong is due, which a busy machine may not manage at once.
    { timeout: 60_000, retry: 4 },
    async () => {
      const wall = await open();
      const display = await wall.start();
      const slow = wall.screen(display);
      const quick = wall.screen(display);
      await until('both are there', () =>
        [slow, quick].every((one) => isEqualToServer(one, display, 'gates')),
      );
      // The client's socket stops reading for longer than its buffers hold, but answers pings: it is slow, not dead.
      const engine = slow.socket.io.engine as unknown as {
        transport: { ws: { _socket: { pause(): void; resume(): void } } };
      };
      const { _socket: wire } = engine.transport.ws;
      const text = 'x'.repeat(4_000);
      const flood = async (round: number) => {
        const events = Array.from({ length: 45 }, (_, n) => ({
          id: `e${n}`,
          domain: 'gates',
          kind: 'vehicle',
          atMs: Date.now() + n,
          text: `${round} ${text}`,
          source: 'gates-api',
        }));
        const { changes } = await wall.record({ domain: 'gates', events });
        await until('it was sent', () => display.feeds.state('gates')?.cursor === changes.at(-1));
      };
      // Longer than the buffers of both kernels hold, shorter than the server waits for a pong.
      const startMs = performance.now();
      wire.pause();
      for (let round = 0; performance.now() - startMs < 1_000; round += 1) await flood(round);
      wire.resume();
      await until('it was told', () => slow.heard.some(({ kind }) => kind === 'refresh'));
      await until('it stands where the server stands', () => isEqualToServer(slow, display, 'gates'), 15_000);
      expect(isEqualToServer(quick, display, 'gates')).toBe(true);
      expect(slow.heard).toContainEqual({ kind: 'refresh', reason: 'slow' });
      expect(await metric(display.url, 'wall_largest_backlog_bytes')).toBeLessThanOrEqual(1_000_000);
      expect(slow.hashOf('gates')).toBe(quick.hashOf('gates'));
    },
  );
});

describe('screens are listed', () => {
  it('as live when they report what the server holds', async () => {
    const wall = await open();
    const display = await wall.start();
    const screen = wall.screen(display);
    await until('it is there', () => isEqualToServer(screen, display, 'gates'));
    await sleep(300);
    screen.report();
    await until('live', async () => (await stateOf(display.url, screen.screen.id)) === 'live');
    expect((await listed(display.url)).map(({ differing }) => differing)).toEqual([[]]);
  });

  it('when their state differs, and no longer when it does not', async () => {
    const wall = await open();
    const display = await wall.start();
    const screen = wall.screen(display);
    const state = await until(
      'it is there',
      () => isEqualToServer(screen, display, 'gates') && screen.states.get('gates'),
    );
    await sleep(300);
    const wrong = [['gates', state.cursor, 'f'.repeat(64)]] as const;
    screen.report({ hashes: wrong });
    await until('differs', async () => (await stateOf(display.url, screen.screen.id)) === 'hash-differs');
    expect(await metric(display.url, 'wall_screens_differing{domain="gates"}')).toBe(1);
    screen.report({ hashes: [['gates', '1-1', 'f'.repeat(64)]] });
    await sleep(200);
    // An unknown cursor is no verdict, neither way.
    expect(await stateOf(display.url, screen.screen.id)).toBe('hash-differs');
    screen.report();
    await until('live again', async () => (await stateOf(display.url, screen.screen.id)) === 'live');
  });

  it('when they stop drawing', async () => {
    const wall = await open();
    const display = await wall.start();
    const screen = wall.screen(display);
    await until('it is there', () => isEqualToServer(screen, display, 'gates'));
    screen.report({ drawn: 0, ageMs: 5_000 });
    await until('not drawing', async () => (await stateOf(display.url, screen.screen.id)) === 'not-drawing');
    expect(await metric(display.url, 'wall_screens{state="not-drawing"}')).toBe(1);
  });

  it('when they fall silent, and when they are gone, within 10 s', async () => {
    const wall = await open();
    const display = await wall.start();
    const mute = wall.screen(display);
    const gone = wall.screen(display);
    await until('both are there', () => [mute, gone].every((one) => isEqualToServer(one, display, 'gates')));
    mute.report();
    gone.report();
    gone.close();
    await until(
      'disconnected',
      async () => (await stateOf(display.url, gone.screen.id)) === 'disconnected',
      2 * PING_INTERVAL_MS + 2_000,
    );
    await until('silent', async () => (await stateOf(display.url, mute.screen.id)) === 'silent', 10_000);
    expect(await metric(display.url, 'wall_screens{state="silent"}')).toBe(1);
    expect(await metric(display.url, 'wall_screens{state="disconnected"}')).toBe(1);
  });

  it('by every display server, each with its own', async () => {
    const wall = await open();
    const [first, second] = [await wall.start(), await wall.start()];
    const [one, two] = [wall.screen(first), wall.screen(second)];
    await until(
      'both are there',
      () => isEqualToServer(one, first, 'gates') && isEqualToServer(two, second, 'gates'),
    );
    for (const { url } of [first, second])
      await until('both listed', async () => (await listed(url)).length === 2, 5_000);
    const servers = (await listed(first.url)).map(({ server }) => server);
    expect(new Set(servers).size).toBe(2);
    // A screen that moves to the other server is that server's to describe.
    one.close();
    const moved = wall.screen(second, { screen: one.screen });
    await until('it is there', () => isEqualToServer(moved, second, 'gates'));
    moved.report();
    await sleep(1_500);
    expect(await stateOf(first.url, one.screen.id)).toBe('live');
  });

  it('of this server also while Redis is away', async () => {
    const wall = await open();
    const display = await wall.start();
    await redis().kill();
    const screen = wall.screen(display);
    await until('listed', async () => (await stateOf(display.url, screen.screen.id)) !== undefined, 5_000);
    expect(await listed(display.url)).toHaveLength(1);
    await redis().restart();
  });
});
