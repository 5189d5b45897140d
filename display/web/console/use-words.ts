/** The texts of the console in the language that was chosen, and failures in words. */
import { storeToRefs } from 'pinia';
import { computed, type ComputedRef } from 'vue';
import { fill } from '../entry/words.ts';
import { usePreferences } from '../live/preferences.ts';
import type { Locale } from '../live/wall-context.ts';
import { spanText } from '../truth/age.ts';
import type { Failure } from './console-api.ts';
import { en } from './words-en.ts';
import { vi, type ConsoleWords } from './words-vi.ts';

export const consoleWords: Readonly<Record<Locale, ConsoleWords>> = { vi, en };

export function useWords(): {
  readonly words: ComputedRef<ConsoleWords>;
  readonly locale: ComputedRef<Locale>;
  failureText(failure: Failure): string;
} {
  const { locale } = storeToRefs(usePreferences());
  const words = computed(() => consoleWords[locale.value]);
  return {
    words,
    locale: computed(() => locale.value),
    failureText({ code, message, waitMs, problem }) {
      const { failure, passwordProblem } = words.value;
      const problems: Readonly<Record<string, string>> = passwordProblem;
      const gaps = {
        message,
        span: spanText(waitMs ?? 0, locale.value),
        problem: problems[problem ?? ''] ?? message,
      };
      return fill(failure[code] ?? message, gaps);
    },
  };
}
