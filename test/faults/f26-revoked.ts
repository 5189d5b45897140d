/** F26: a credential is revoked, in calm and while connections, links and servers fail. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CLOSED_WITHIN_MS } from '../../display/server/gateway/session-watch.ts';
import { type Browser, People } from '../fixtures/account-rig.ts';
import { cutLink, type CutLink } from '../fixtures/cut-link.ts';
import { ScreenClient } from '../fixtures/screen-client.ts';
import { until } from '../fixtures/wall-rig.ts';
import { connectionsCut } from '../fixtures/wall-faults.ts';
import { FaultRig } from './fault-rig.ts';
import type { FaultRow } from './row.ts';

/** Between two cuts of all connections to Redis, ms. */
const CUT_EVERY_MS = 300;
const GIVE_UP_MS = 20_000;

type Revoke = (admin: Browser, name: string, owner: Browser) => Promise<unknown>;

const REVOCATIONS: Readonly<Record<string, Revoke>> = {
  'account shut': (admin, name) => admin.command('account-disable', { name }),
  'role changed': (admin, name) => admin.command('account-role', { name, role: 'viewer' }),
  'password reset': (admin, name) => admin.command('account-reset', { name }),
  'signed out': (_admin, _name, owner) => owner.command('session-sign-out'),
};

export const row: FaultRow = {
  id: 'F26',
  name: 'credential revoked, sockets on three servers',
  run: (say) =>
    FaultRig.with({}, async (rig) => {
      const redisLink = await cutLink(`http://127.0.0.1:${rig.wall.redis.port}`);
      try {
        const { hostname, port } = new URL(redisLink.url);
        // This one alone reaches Redis by a line that can be cut.
        const lone = await rig.wall.anotherDisplay({ REDIS_URL: `redis://${hostname}:${port}` });
        await revokeInTurn(rig, [...rig.wall.displays.map(({ url }) => url), lone.url], redisLink, say);
      } finally {
        await redisLink.close();
      }
    }),
};

async function revokeInTurn(
  rig: FaultRig,
  urls: readonly string[],
  redisLink: CutLink,
  say: (seen: string) => void,
): Promise<void> {
  const people = new People(rig.wall.redis);
  const admin = await people.signedIn(rig.wall.url, 'quan-tri', 'admin');
  const turns: [string, Revoke, () => Promise<() => void>][] = [
    ...Object.entries(REVOCATIONS).map(
      ([name, revoke]) =>
        [name, revoke, () => Promise.resolve(() => undefined)] as [string, Revoke, () => Promise<() => void>],
    ),
    ['account shut while connections are cut', shutFor(people), () => Promise.resolve(cutting(rig))],
    ['account shut while one server lost Redis', shutFor(people), () => downed(redisLink, 'cut')],
    ['account shut while one line to Redis lies dead', shutFor(people), () => downed(redisLink, 'hush')],
  ];
  for (const [number, [what, revoke, begin]] of turns.entries()) {
    const name = `nguoi-${number}`;
    const owner = await people.signedIn(rig.wall.url, name, 'operator');
    let end = () => undefined as void;
    const sockets = urls.map((url) => signedSocket(url, rig, owner));
    try {
      await until(
        'the sockets to be open',
        () => sockets.every(({ client }) => client.welcome !== undefined),
        GIVE_UP_MS,
      );
      end = await begin();
      const fromMs = performance.now();
      await revoke(admin, name, owner);
      await until(
        'the sockets to be closed',
        () => sockets.every(({ closedAtMs }) => closedAtMs() !== undefined),
        GIVE_UP_MS,
      );
      const tookMs = Math.max(...sockets.map(({ closedAtMs }) => closedAtMs() ?? 0)) - fromMs;
      if (tookMs > CLOSED_WITHIN_MS)
        throw new Error(`${what}: a socket was closed only after ${Math.round(tookMs)} ms`);
      say(`${what}: all ${sockets.length} closed after ${Math.max(0, Math.round(tookMs))} ms`);
    } finally {
      end();
      for (const { client } of sockets) client.close();
    }
    if (await owner.who()) throw new Error(`${what}: the session still opens the API`);
  }
}

/** Straight in the store, for the server that would be asked may be the one without it. */
const shutFor =
  (people: People): Revoke =>
  (_admin, name) =>
    people.accounts.change(name, (account) => ({ ...account, isDisabled: true }));

function signedSocket(url: string, rig: FaultRig, owner: Browser) {
  const extraHeaders = { origin: url, cookie: owner.cookieHeader() ?? '' };
  const client = new ScreenClient({
    url,
    domains: rig.wall.domains,
    socket: { extraHeaders, reconnection: false },
  });
  let closedAtMs: number | undefined;
  client.socket.on('disconnect', () => (closedAtMs ??= performance.now()));
  return { client, closedAtMs: () => closedAtMs };
}

/** Cuts all connections to Redis again and again, until it is ended. */
function cutting(rig: FaultRig): () => void {
  let isEnded = false;
  const run = async () => {
    while (!isEnded) {
      await connectionsCut(rig.wall).catch(() => undefined);
      await sleep(CUT_EVERY_MS);
    }
  };
  void run();
  return () => (isEnded = true);
}

async function downed(link: CutLink, how: 'cut' | 'hush'): Promise<() => void> {
  link[how]();
  return () => link.mend();
}
