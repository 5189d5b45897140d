/** How old a figure is, in words. Pure: the clock is a parameter. */
import type { Figure } from '../../../shared/figure.ts';
import { ageMs } from '../../../shared/freshness.ts';
import { messages } from '../i18n/messages.ts';
import type { Locale } from '../live/wall-context.ts';
import { INTL_LOCALE } from './format.ts';
import type { GlyphKind } from './glyph-kind.ts';
import { periodText } from './period-text.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** From this many of a unit on, the next larger one is used: an age is never rounded up. */
const STEPS = [
  { unit: 'day', unitMs: DAY_MS, fromMs: 2 * DAY_MS },
  { unit: 'hour', unitMs: HOUR_MS, fromMs: 2 * HOUR_MS },
  { unit: 'minute', unitMs: MINUTE_MS, fromMs: 2 * MINUTE_MS },
  { unit: 'second', unitMs: 1000, fromMs: 0 },
] as const;

const unitFormats = new Map<string, Intl.NumberFormat>();

function unitFormat(locale: Locale, unit: string): Intl.NumberFormat {
  const key = `${locale} ${unit}`;
  let known = unitFormats.get(key);
  if (known === undefined) {
    known = new Intl.NumberFormat(INTL_LOCALE[locale], { style: 'unit', unit, unitDisplay: 'long' });
    unitFormats.set(key, known);
  }
  return known;
}

/** `12 giây`, `47 phút`, `3 giờ`, `2 ngày`. */
export function spanText(spanMs: number, locale: Locale): string {
  const known = Math.max(0, spanMs);
  const step = STEPS.find(({ fromMs }) => known >= fromMs) ?? STEPS[3];
  return unitFormat(locale, step.unit).format(Math.floor(known / step.unitMs));
}

export interface AgeWords {
  readonly glyph: GlyphKind;
  readonly text: string;
}

/**
 * What a figure says of its age. A fresh figure of a period names its period: it is as old as it should be.
 * Once a period's successor is overdue, its age counts from the day it was due.
 */
export function ageWords(
  figure: Pick<Figure, 'freshness' | 'originMs' | 'period'>,
  nowMs: number,
  locale: Locale,
): AgeWords {
  const { freshness, originMs, period } = figure;
  const words = messages[locale].truth;
  if (freshness === 'never' || originMs === undefined) return { glyph: 'never', text: words.never };
  const span = spanText(ageMs(originMs, nowMs), locale);
  if (freshness === 'stale') return { glyph: 'stale', text: `${words.stale} ${span}` };
  const overdue = period === undefined ? span : `${words.late} ${span}`;
  if (freshness === 'late') return { glyph: 'late', text: overdue };
  return { glyph: 'fresh', text: period === undefined ? span : periodText(period, locale) };
}
