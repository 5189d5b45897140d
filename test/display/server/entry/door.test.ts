import { describe, expect, it } from 'vitest';
import { closedBecause, foreignBecause } from '../../../../display/server/entry/door.ts';
import { readSettings } from '../../../../display/server/settings.ts';

const HOST = '127.0.0.1:8080';
const OPERATOR = { role: 'operator', mustChange: false } as const;
const VIEWER = { role: 'viewer', mustChange: false } as const;
const asked = (more: Record<string, string> = {}, remoteAddress: string | undefined = '127.0.0.1') => ({
  remoteAddress,
  headers: { host: HOST, origin: `http://${HOST}`, ...more },
});

describe('who may enter figures', () => {
  it.each([
    ['this machine', asked(), undefined],
    ['this machine by its name', asked({ host: 'localhost:8080' }), undefined],
    ['this machine over IPv6', asked({ host: '[::1]:8080' }, '::1'), undefined],
    ['this machine on a socket of both families', asked({}, '::ffff:127.0.0.1'), undefined],
    ['a machine elsewhere', asked({}, '10.0.0.7'), 'not-loopback'],
    ['another machine that says it is this one', asked({}, '::ffff:10.0.0.7'), 'not-loopback'],
    ['a socket that is gone', { headers: asked().headers, remoteAddress: undefined }, 'not-loopback'],
    ['a name that was rebound to us', asked({ host: 'evil.example:8080' }), 'foreign-host'],
    ['a name that begins like us', asked({ host: '127.0.0.1.evil.example' }), 'foreign-host'],
    ['a user in the host', asked({ host: 'evil@127.0.0.1:8080' }), 'foreign-host'],
    ['no host', { remoteAddress: '127.0.0.1', headers: {} }, 'foreign-host'],
    ['what a proxy forwarded', asked({ 'x-forwarded-for': '127.0.0.1' }), 'forwarded'],
    ['what a proxy forwarded in the new way', asked({ forwarded: 'for=127.0.0.1' }), 'forwarded'],
    ['what a proxy forwarded and hid', asked({ via: '1.1 proxy' }), 'forwarded'],
    ['what nginx forwarded', asked({ 'x-real-ip': '127.0.0.1' }), 'forwarded'],
  ])('%s', (_name, request, wanted) => {
    expect(closedBecause(request, 'loopback', undefined)).toBe(wanted);
  });

  it.each([
    ['an operator from anywhere', asked({}, '10.0.0.7'), 'loopback', OPERATOR, undefined],
    ['an operator through a proxy', asked({ via: '1.1 proxy' }, '10.0.0.7'), 'accounts', OPERATOR, undefined],
    ['a viewer from anywhere', asked({}, '10.0.0.7'), 'loopback', VIEWER, 'not-operator'],
    ['a viewer at this machine, as anybody there', asked(), 'loopback', VIEWER, undefined],
    ['a viewer at this machine, where accounts alone enter', asked(), 'accounts', VIEWER, 'not-operator'],
    ['nobody at this machine, where accounts alone enter', asked(), 'accounts', undefined, 'not-signed-in'],
    [
      'an operator whose password is still that of the first day',
      asked({}, '10.0.0.7'),
      'accounts',
      { ...OPERATOR, mustChange: true },
      'not-operator',
    ],
  ] as const)('%s', (_name, request, door, session, wanted) => {
    expect(closedBecause(request, door, session)).toBe(wanted);
  });

  it('is nobody where it is switched off', () => {
    expect(closedBecause(asked(), 'off', OPERATOR)).toBe('switched-off');
  });

  it.each([
    ['our own', {}, undefined],
    ['none', { origin: '' }, 'no-origin'],
    ['a foreign one', { origin: 'http://evil.example' }, 'foreign-origin'],
    ['another port of this machine', { origin: 'http://127.0.0.1:3000' }, 'foreign-origin'],
    ['another name of this machine', { origin: 'http://localhost:8080' }, 'foreign-origin'],
    ['one that hides', { origin: 'null' }, 'foreign-origin'],
    ['a TLS end before us', { origin: `https://${HOST}` }, 'foreign-origin'],
    ['one with a path', { origin: `http://${HOST}/entry` }, 'foreign-origin'],
    ['ours, from a frame of another site', { 'sec-fetch-site': 'cross-site' }, 'foreign-origin'],
  ])('as a page: %s', (_name, headers, wanted) => {
    expect(foreignBecause(asked(headers))).toBe(wanted);
  });
});

describe('the switch', () => {
  it.each([
    [{}, 'loopback'],
    [{ ENTRY: 'off' }, 'off'],
    [{ ALLOWED_ORIGINS: 'http://localhost:9000' }, 'loopback'],
    // An address elsewhere means a proxy, and behind one everybody looks like this machine.
    [{ ALLOWED_ORIGINS: 'https://wall.example.vn' }, 'accounts'],
    [{ ALLOWED_ORIGINS: 'https://wall.example.vn', ENTRY: 'loopback' }, 'loopback'],
  ])('of %j is %s', (environment, wanted) => {
    expect(readSettings(environment as NodeJS.ProcessEnv).entry).toBe(wanted);
  });
});
