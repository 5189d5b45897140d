/** What the person before this screen chose, remembered by the browser. */
import { defineStore } from 'pinia';
import { ref, watch } from 'vue';
import type { Locale } from './wall-context.ts';

const LOCALE_KEY = 'wall.locale';

export const usePreferences = defineStore('preferences', () => {
  const locale = ref<Locale>(localStorage.getItem(LOCALE_KEY) === 'en' ? 'en' : 'vi');
  watch(
    locale,
    (now) => {
      localStorage.setItem(LOCALE_KEY, now);
      document.documentElement.lang = now;
    },
    { immediate: true },
  );
  const toggleLocale = () => {
    locale.value = locale.value === 'vi' ? 'en' : 'vi';
  };
  return { locale, toggleLocale };
});
