/** All texts by locale, for the components (through vue-i18n) and for pure functions. */
import type { Locale } from '../live/wall-context.ts';
import { en } from './en.ts';
import { vi, type Messages } from './vi.ts';

export const messages: Readonly<Record<Locale, Messages>> = { vi, en };
