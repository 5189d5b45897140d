/** The texts of the entry pages by locale, and the filling of their gaps. */
import type { Locale } from '../live/wall-context.ts';
import { en } from './words-en.ts';
import { vi, type EntryWords } from './words-vi.ts';

export const entryWords: Readonly<Record<Locale, EntryWords>> = { vi, en };

/** `{name}` is filled in; a gap without a filling stays as it is. */
export function fill(text: string, gaps: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (gap, name: string) => String(gaps[name] ?? gap));
}
