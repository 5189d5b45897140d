import { get } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { io } from 'socket.io-client';
import { makeHostRule } from '../../../display/server/host-rule.ts';
import { SOCKET_PATH } from '../../../shared/socket.ts';
import { DisplayRig } from '../../fixtures/display-rig.ts';
import { withRedis } from '../../fixtures/redis.ts';

describe('the hosts that are answered', () => {
  const onThisMachine = makeHostRule('127.0.0.1', new Set(['https://wall.example.vn', 'http://tuong:8443']));
  it.each(['localhost:8080', '127.0.0.1:8080', '127.0.0.1', '[::1]:8080', 'wall.example.vn', 'TUONG:8080'])(
    'on this machine alone: %s',
    (host) => expect(onThisMachine(host)).toBe(true),
  );
  it.each([
    'evil.example',
    'localhost.evil.example',
    'wall.example.vn.evil.example:8080',
    '',
    'a b',
    undefined,
  ])('on this machine alone never: %s', (host) => expect(onThisMachine(host)).toBe(false));
  it('open to others: any, since any name may be its own', () => {
    expect(makeHostRule('0.0.0.0', new Set())('wall.intranet')).toBe(true);
  });
});

describe('a page of another site whose name leads here', () => {
  const redis = withRedis();
  let rig: DisplayRig;
  afterEach(() => rig.stop());

  it('reads nothing and opens no socket', async () => {
    rig = new DisplayRig(redis());
    const { url, port } = await rig.start();
    const statusAs = (host: string) =>
      new Promise<number>((resolve, reject) => {
        const request = get(`${url}/api/v1/domains`, { headers: { host } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        });
        request.on('error', reject);
      });
    expect(await statusAs(`evil.example:${port}`)).toBe(421);
    expect(await statusAs(`localhost:${port}`)).toBe(200);
    const host = `evil.example:${port}`;
    const socket = io(url, {
      path: SOCKET_PATH,
      transports: ['websocket'],
      reconnection: false,
      extraHeaders: { host, origin: `http://${host}` },
    });
    const failed = await new Promise((resolve) => {
      socket.once('connect_error', () => resolve(true)).once('connect', () => resolve(false));
    });
    socket.disconnect();
    expect(failed).toBe(true);
  });
});
