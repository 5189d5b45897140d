/** The texts of the widgets by locale. */
import type { Locale } from '../live/wall-context.ts';
import { en } from './words-en.ts';
import { vi, type WidgetWords } from './words-vi.ts';

export const widgetWords: Readonly<Record<Locale, WidgetWords>> = { vi, en };
