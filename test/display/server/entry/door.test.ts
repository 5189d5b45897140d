import { describe, expect, it } from 'vitest';
import { closedBecause, foreignBecause } from '../../../../display/server/entry/door.ts';
import { readSettings } from '../../../../display/server/settings.ts';

const HOST = '127.0.0.1:8080';
const asked = (more: Record<string, string> = {}, remoteAddress: string | undefined = '127.0.0.1') => ({
  remoteAddress,
  headers: { host: HOST, origin: `http://${HOST}`, ...more },
});

describe('who may enter figures until there are accounts', () => {
  it.each([
    ['this machine', asked(), undefined],
    ['this machine by its name', asked({ host: 'localhost:8080' }), undefined],
    ['this machine over IPv6', asked({ host: '[::1]:8080' }, '::1'), undefined],
    ['this machine on a socket of both families', asked({}, '::ffff:127.0.0.1'), undefined],
    ['another machine', asked({}, '10.0.0.7'), 'not-loopback'],
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
    expect(closedBecause(request, true)).toBe(wanted);
  });

  it('is nobody where it is switched off', () => {
    expect(closedBecause(asked(), false)).toBe('switched-off');
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
    [{}, true],
    [{ ENTRY: 'off' }, false],
    [{ ALLOWED_ORIGINS: 'http://localhost:9000' }, true],
    // An address elsewhere means a proxy, and behind one everybody looks like this machine.
    [{ ALLOWED_ORIGINS: 'https://wall.example.vn' }, false],
    [{ ALLOWED_ORIGINS: 'https://wall.example.vn', ENTRY: 'loopback' }, true],
  ])('of %j is %s', (environment, wanted) => {
    expect(readSettings(environment as NodeJS.ProcessEnv).isEntryOpen).toBe(wanted);
  });
});
