/** What is wrong with a field, in words. Pure. */
import type { EntryProblem } from '../../../shared/entry/entry-problem.ts';
import type { FormField } from '../../../shared/entry/form.ts';
import type { Locale } from '../live/wall-context.ts';
import { exactNumber } from './exact-text.ts';
import { entryWords, fill } from './words.ts';

/** @param field absent: the problem is of the entry as a whole. */
export function problemText(
  { reason, numbers }: EntryProblem,
  field: FormField | undefined,
  locale: Locale,
): string {
  const least = field?.indicator.decimals ?? 0;
  const gaps = numbers.map((value, at) => [String(at), exactNumber(value, least, locale)] as const);
  const unit = field?.indicator.unit[locale] ?? '';
  return fill(entryWords[locale].problem[reason], { ...Object.fromEntries(gaps), unit });
}
