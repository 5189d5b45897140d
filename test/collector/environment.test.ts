import { expect, it } from 'vitest';
import { resolveSettings } from '../../collector/environment.ts';

it('puts the environment into settings of any depth and knows what it put in', () => {
  const settings = { url: '${HOST}/x', headers: { key: '${KEY}' }, list: ['${KEY}', 1, null] };
  expect(resolveSettings(settings, { HOST: 'http://h', KEY: 'opensesame' })).toEqual({
    settings: { url: 'http://h/x', headers: { key: 'opensesame' }, list: ['opensesame', 1, null] },
    secrets: ['http://h', 'opensesame'],
    values: new Map([
      ['HOST', 'http://h'],
      ['KEY', 'opensesame'],
    ]),
    missing: [],
  });
});

it('names what the environment lacks', () => {
  expect(resolveSettings({ url: '${HOST}${HOST}/${KEY}' }, { KEY: '' }).missing).toEqual(['HOST', 'KEY']);
});
