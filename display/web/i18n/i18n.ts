/** vue-i18n with our typed texts. Vietnamese first; every key exists in both, which a test asserts. */
import { createI18n } from 'vue-i18n';
import type { Locale } from '../live/wall-context.ts';
import { messages } from './messages.ts';
import type { Messages } from './vi.ts';

export const i18n = createI18n<[Messages], Locale, false>({
  legacy: false,
  locale: 'vi',
  fallbackLocale: 'vi',
  messages: { vi: messages.vi, en: messages.en },
});
