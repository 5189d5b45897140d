/** What a signed-in operator enters carries their name, from wherever they enter it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Display } from '../../../../display/server/app.ts';
import { Browser, People } from '../../../fixtures/account-rig.ts';
import { entryOf, EntryRig, post } from '../../../fixtures/entry-rig.ts';
import { withRedis } from '../../../fixtures/redis.ts';

const redis = withRedis();
let rig: EntryRig;
let display: Display;
let people: People;
beforeAll(async () => {
  rig = new EntryRig(redis());
  display = await rig.show('accounts');
  await rig.collect();
  people = new People(redis());
});
afterAll(() => rig.stop());

/** As it comes through a proxy, which is no way for whoever has no account. */
const through = (browser: Browser, more: Record<string, string> = {}) => ({
  'x-forwarded-for': '203.0.113.9',
  ...(browser.cookieHeader() === undefined ? {} : { cookie: browser.cookieHeader() }),
  ...more,
});

describe('figures entered with an account', () => {
  it('carry the name of the account, whatever the page says', async () => {
    const operator = await people.signedIn(display.url, 'thuy-van', 'operator');
    const told = await post(display.url, entryOf({ by: 'Giám đốc Sở' }), through(operator));
    expect(told).toMatchObject({ status: 200, said: { state: 'recorded', entry: { by: 'Người thuy-van' } } });
    expect((await rig.lines()).map(({ by }) => by)).toEqual(['Người thuy-van']);
    expect((await operator.get('/api/v1/entries/door')).said).toEqual({ isOpen: true, by: 'Người thuy-van' });
  });

  it.each([
    ['another site', { origin: 'https://evil.example' }, 'foreign-origin'],
    ['another port of this machine', { 'sec-fetch-site': 'same-site' }, 'foreign-origin'],
  ])('are not taken from a page of %s', async (_what, headers, reason) => {
    const operator = await people.signedIn(display.url, `la-${Object.keys(headers)[0]}`, 'operator');
    const told = await post(display.url, entryOf(), through(operator, headers));
    expect(told).toMatchObject({ status: 403, said: { code: 'entry-closed' } });
    expect(told.said['message']).toContain(reason);
  });

  it('are not taken of viewers, nor of nobody', async () => {
    const viewer = await people.signedIn(display.url, 'chi-xem', 'viewer');
    expect((await post(display.url, entryOf(), through(viewer))).said['message']).toContain('not-operator');
    const nobody = new Browser(display.url);
    expect((await post(display.url, entryOf(), through(nobody))).said['message']).toContain('not-signed-in');
    expect(await rig.lines()).toHaveLength(1);
  });
});
