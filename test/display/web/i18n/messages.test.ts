import { describe, expect, it } from 'vitest';
import { messages } from '../../../../display/web/i18n/messages.ts';

function textsOf(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]];
  return Object.entries(node as object).flatMap(([key, value]) =>
    textsOf(value, path === '' ? key : `${path}.${key}`),
  );
}
const gapsOf = (text: string) =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].sort((a, b) =>
    a.localeCompare(b),
  );

describe('the texts', () => {
  const vi = new Map(textsOf(messages.vi));
  const en = new Map(textsOf(messages.en));

  it('exist in both languages under the same keys', () => {
    expect(new Set(en.keys())).toEqual(new Set(vi.keys()));
  });

  it('have the same gaps to fill', () => {
    const differing = [...vi].filter(
      ([key, text]) => String(gapsOf(text)) !== String(gapsOf(en.get(key) ?? '')),
    );
    expect(differing).toEqual([]);
  });

  it('are not empty in Vietnamese', () => {
    expect([...vi].filter(([, text]) => text.trim() === '')).toEqual([]);
  });
});
