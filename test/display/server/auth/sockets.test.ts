/** Sockets and accounts: who gets one, when it ends, and what an operator can order of the screen behind it (S10, S11). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Display } from '../../../../display/server/app.ts';
import { DEFAULT_ACCOUNT_SETTINGS } from '../../../../display/server/auth/account-settings.ts';
import type { ScreenOrder } from '../../../../shared/socket.ts';
import { Browser, People } from '../../../fixtures/account-rig.ts';
import { DisplayRig, until } from '../../../fixtures/display-rig.ts';
import { withRedis } from '../../../fixtures/redis.ts';
import type { ScreenClient } from '../../../fixtures/screen-client.ts';

const redis = withRedis();
let rig: DisplayRig;
let people: People;
let names = 0;

beforeEach(async () => {
  rig = new DisplayRig(redis());
  people = new People(redis());
  await redis().connect().flushall();
  await rig.observe('gates', { indicator: 'queue', place: 'c1', value: 1, observedAtMs: Date.now() });
});
afterEach(() => rig.stop());

async function start(viewing: 'anyone' | 'sign-in'): Promise<Display> {
  const display = await rig.start({
    settings: {
      host: '127.0.0.1',
      port: 0,
      redisUrl: redis().url,
      allowedOrigins: new Set<string>(),
      entry: 'off',
      accounts: { ...DEFAULT_ACCOUNT_SETTINGS, viewing },
    },
  });
  await until('the display to reach Redis', async () =>
    (await fetch(`${display.url}/readyz`).then((answer) => answer.text())).includes('never-observed'),
  );
  return display;
}

const signedIn = (display: Display, role: 'viewer' | 'operator' | 'admin') =>
  people.signedIn(display.url, `nguoi-${(names += 1)}`, role);

const screenOf = (display: Display, browser?: Browser): ScreenClient => {
  const cookie = browser?.cookieHeader();
  const extraHeaders = { origin: display.url, ...(cookie === undefined ? {} : { cookie }) };
  return rig.screen(display, { socket: { extraHeaders } });
};
const connected = (client: ScreenClient) =>
  until('the screen to be welcomed', () => client.welcome !== undefined);
/** How often the screen was cut off. */
function cuts(client: ScreenClient): () => number {
  let cut = 0;
  client.socket.on('disconnect', () => (cut += 1));
  return () => cut;
}

describe('a socket', () => {
  it('is for whoever may look, and where that takes an account for whoever is signed in', async () => {
    const display = await start('sign-in');
    const viewer = screenOf(display, await signedIn(display, 'viewer'));
    const firstDay = new Browser(display.url);
    const password = await people.add('moi-vao', 'viewer');
    await firstDay.command('session-sign-in', { name: 'moi-vao', password });
    const strangers = [undefined, firstDay].map((browser) => screenOf(display, browser));
    const refusals = strangers.map(({ socket }) => {
      let refused = 0;
      socket.on('connect_error', () => (refused += 1));
      return () => refused;
    });
    await connected(viewer);
    await until('the viewer to see', () => viewer.states.has('gates'));
    await until('all others to be refused', () => refusals.every((refused) => refused() > 1));
    expect(strangers.map(({ welcome }) => welcome)).toEqual([undefined, undefined]);
  });

  it('is closed on every server when its account is shut, and does not come back', async () => {
    const [one, two] = [await start('sign-in'), await start('sign-in')];
    const admin = await signedIn(one, 'admin');
    const browser = await signedIn(one, 'operator');
    const { name } = (await browser.who()) ?? {};
    const screens = [screenOf(one, browser), screenOf(two, browser)];
    const others = [screenOf(two, admin)];
    await Promise.all([...screens, ...others].map(connected));
    const cut = screens.map(cuts);
    const otherCut = others.map(cuts);
    expect(await admin.command('account-disable', { name })).toMatchObject({ ok: true });
    await until('both sockets to be closed', () => cut.every((times) => times() === 1));
    for (const { socket } of screens)
      await until(
        'the socket to be refused',
        () => new Promise<true>((resolve) => socket.once('connect_error', () => resolve(true))),
      );
    expect(otherCut.map((times) => times())).toEqual([0]);
  });

  it('of a wall that anybody may see comes back without the account, and sees on', async () => {
    const display = await start('anyone');
    const browser = await signedIn(display, 'operator');
    const screen = screenOf(display, browser);
    const stranger = screenOf(display);
    await Promise.all([screen, stranger].map(connected));
    const [cut, strangerCut] = [cuts(screen), cuts(stranger)];
    await browser.command('session-sign-out');
    await until('the socket to be closed', () => cut() === 1);
    await until('the screen to come back', () => screen.socket.connected);
    expect(strangerCut()).toBe(0);
  });
});

describe('an order to a screen', () => {
  it('reaches it through whichever server it is given to, and its answer comes back', async () => {
    const [one, two] = [await start('anyone'), await start('anyone')];
    const operator = await signedIn(one, 'operator');
    const screen = screenOf(two);
    const orders: ScreenOrder[] = [];
    screen.socket.on('order', (order, answer) => {
      orders.push(order);
      answer(orders.length > 2 ? 'refused' : 'obeyed');
    });
    await connected(screen);
    const { id } = screen.screen;
    await until('the screen to be listed there', async () =>
      JSON.stringify((await operator.get('/api/v1/screens')).said).includes(id),
    );
    expect(await operator.command('screen-reload', { screen: id })).toMatchObject({ ok: true });
    const scene = (name: string) => operator.command('screen-scene', { screen: id, scene: name });
    expect(await scene('no-such')).toMatchObject({ status: 404, code: 'unknown-scene' });
    expect(await scene('one')).toMatchObject({ ok: true });
    expect(orders).toEqual([{ kind: 'reload' }, { kind: 'scene', wall: 'overview', scene: 'one' }]);
    // The screen has the last word.
    expect(await scene('one')).toMatchObject({ code: 'unknown-scene' });
    expect(await operator.command('screen-reload', { screen: 'no-such-screen' })).toMatchObject({
      status: 404,
      code: 'unknown-screen',
    });
  });

  it('that is not answered is void, and said to be', async () => {
    const display = await start('anyone');
    const operator = await signedIn(display, 'operator');
    const screen = screenOf(display);
    await connected(screen);
    const { id } = screen.screen;
    expect(await operator.command('screen-reload', { screen: id })).toMatchObject({ code: 'screen-silent' });
    screen.close();
    await until(
      'the screen to be known as gone',
      async () => (await operator.command('screen-reload', { screen: id })).code === 'screen-gone',
    );
  });
});
