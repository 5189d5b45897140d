import { expect, it } from 'vitest';
import { withoutSecrets } from '../../collector/without-secrets.ts';

it('takes secrets out of a message, the longer of two that overlap first', () => {
  expect(withoutSecrets('no http://h/abcdef at http://h', ['http://h', 'http://h/abcdef', 'no'])).toBe(
    'no *** at ***',
  );
});

const SECRET = 'p@ss/wörd+7?';
const base64 = (text: string) => Buffer.from(text).toString('base64');

it.each([
  ['an address', encodeURI(SECRET)],
  ['a part of a path', encodeURIComponent(SECRET)],
  ['small letters', encodeURIComponent(SECRET).toLowerCase()],
  ['a query', new URLSearchParams({ key: SECRET }).toString().slice('key='.length)],
])('knows a secret as %s writes it', (_where, spelling) => {
  expect(withoutSecrets(`asked for ${spelling}&page=2`, [SECRET])).toBe('asked for ***&page=2');
});

it.each(['', 'u:', 'wall:', 'a longer user:'])('knows it in the base64 of "%s" and itself', (before) => {
  const told = withoutSecrets(`Basic ${base64(before + SECRET)}`, [SECRET]);
  expect(told).toContain('***');
  // What is left says at most the letters around it.
  const rest = told.replace('Basic ', '').split('***');
  for (const part of rest) expect(part.length).toBeLessThanOrEqual(Math.ceil((before.length + 2) * 1.34) + 2);
});

it('knows the half of one that was cut', () => {
  expect(withoutSecrets('"place p@ss/wö…" is no place', [SECRET])).toBe('"place ***…" is no place');
  expect(withoutSecrets('"a longer word…" is no place', [SECRET])).toBe('"a longer word…" is no place');
});
