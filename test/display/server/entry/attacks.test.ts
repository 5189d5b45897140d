/** The one door by which a screen changes anything, as attackers and careless proxies would use it (S8, S10, S18). */
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Display } from '../../../../display/server/app.ts';
import { redisKeys } from '../../../../shared/redis-keys.ts';
import { entryOf, EntryRig, post, rainOf } from '../../../fixtures/entry-rig.ts';
import { withRedis } from '../../../fixtures/redis.ts';

const redis = withRedis();
let rig: EntryRig;
let display: Display;
beforeAll(async () => {
  rig = new EntryRig(redis());
  display = await rig.show();
  await rig.collect();
});
afterEach(async () => {
  const isRecorded = (await rig.lines()).length > 0 || (await rig.latest()) !== undefined;
  if (isRecorded) throw new Error('an attack was recorded');
});
afterAll(() => rig.stop());

describe('nothing is recorded', () => {
  it.each<[string, Record<string, string | undefined>, number, string]>([
    ['for a page of another site', { origin: 'https://evil.example' }, 403, 'foreign-origin'],
    ['for a page of another port of this machine', { origin: 'http://127.0.0.1:1' }, 403, 'foreign-origin'],
    ['for who says not which page it is', { origin: undefined }, 403, 'no-origin'],
    ['for a frame that hides its page', { origin: 'null' }, 403, 'foreign-origin'],
    ['under a name that was rebound to us', { host: 'wall.evil.example' }, 421, 'does not answer'],
    ['for what a proxy forwards', { 'x-forwarded-for': '203.0.113.9' }, 403, 'forwarded'],
    ['for what a proxy forwards as our own', { forwarded: 'for=127.0.0.1;host=127.0.0.1' }, 403, 'forwarded'],
    ['for a form of HTML', { 'content-type': 'text/plain' }, 415, 'JSON'],
    ['for a form of HTML with fields', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'JSON'],
    ['for what is not declared', { 'content-type': undefined }, 415, 'JSON'],
  ])('%s', async (_name, headers, status, words) => {
    const answer = await post(display.url, entryOf(), headers);
    expect(answer.status, JSON.stringify(answer.said)).toBe(status);
    expect(answer.said['message']).toContain(words);
  });

  it.each<[string, unknown]>([
    ['what is no JSON', '{"id":'],
    ['a list', [entryOf()]],
    ['a field too many', { ...entryOf(), role: 'admin' }],
    ['an id that names a key', { ...entryOf(), id: redisKeys.latest('water') }],
    ['an id that names an outcome', { ...entryOf(), id: 'abcdefgh/outcome' }],
    [
      'a value that is an object',
      { ...entryOf(), values: [{ indicator: 'rain', place: 'st-1', value: { $gt: 0 } }] },
    ],
    ['a prototype', '{"__proto__":{"by":"x"}}'],
  ])('of %s', async (_name, body) => {
    expect((await post(display.url, body)).status).toBe(400);
  });

  it.each([
    ['CR and LF', 'Trực ban\r\n{"level":50,"msg":"an entry by hand","by":"Giám đốc"}'],
    ['a terminal sequence', 'Trực ban\u001b[2J'],
    ['a text that runs backwards', 'Trực ban \u202egnaig'],
    ['a zero byte', 'Trực\u0000ban'],
  ])('by a name with %s', async (_name, by) => {
    expect(await post(display.url, entryOf({ by }))).toMatchObject({
      status: 422,
      said: { problems: [{ field: 'by', reason: 'bad-name' }] },
    });
  });

  it('of a body without end', async () => {
    const huge = JSON.stringify({
      ...entryOf(),
      values: Array.from({ length: 50_000 }, () => rainOf('1')[0]),
    });
    const answer = await post(display.url, huge).catch((error: NodeJS.ErrnoException) => error.code);
    expect(['EPIPE', 'ECONNRESET', 413]).toContain(typeof answer === 'object' ? answer.status : answer);
  });

  it('of a body that is never sent whole', async () => {
    const { hostname, port } = new URL(display.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /api/v1/entries HTTP/1.1\r\nhost: ${hostname}:${port}\r\norigin: ${display.url}\r\ncontent-type: application/json\r\ncontent-length: 60000\r\n\r\n{"id":`,
    );
    // Others are served meanwhile.
    expect((await post(display.url, entryOf({ by: '' }))).status).toBe(422);
    socket.destroy();
  });

  it('where it is switched off', async () => {
    const shut = await rig.show('off');
    expect((await post(shut.url, entryOf())).status).toBe(403);
    expect(await (await fetch(`${shut.url}/api/v1/entries/door`)).json()).toEqual({
      isOpen: false,
      reason: 'switched-off',
    });
  });

  it('of a form that there is none of', async () => {
    expect((await post(display.url, entryOf({ source: 'level-form' }))).status).toBe(404);
  });
});

describe('from another address of this machine', () => {
  const own = Object.values(networkInterfaces())
    .flat()
    .find((one) => one !== undefined && one.family === 'IPv4' && !one.internal)?.address;

  it.skipIf(own === undefined)('is refused with its reason, and the page is told', async () => {
    const open = await rig.show('loopback', '0.0.0.0');
    const url = `http://${own}:${open.port}`;
    expect(await post(url, entryOf())).toMatchObject({ status: 403, said: { code: 'entry-closed' } });
    // Open to others, it answers to any name; entries it takes under none but its own.
    const rebound = { host: 'wall.evil.example', origin: 'http://wall.evil.example' };
    expect(await post(`http://127.0.0.1:${open.port}`, entryOf(), rebound)).toMatchObject({
      status: 403,
      said: { message: expect.stringContaining('foreign-host') as string },
    });
    expect(await (await fetch(`${url}/api/v1/entries/door`)).json()).toEqual({
      isOpen: false,
      reason: 'not-loopback',
    });
  });
});
