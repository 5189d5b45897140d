/** The web app's entry: one page for walls, tablets and the stories of the widgets. */
import { createPinia } from 'pinia';
import { createApp, watch } from 'vue';
import App from './app.vue';
import './fonts.css';
import './tokens.css';
import './base.css';
import { i18n } from './i18n/i18n.ts';
import { usePreferences } from './live/preferences.ts';
import { router } from './router.ts';

const app = createApp(App).use(createPinia()).use(i18n).use(router);
const preferences = usePreferences();
watch(
  () => preferences.locale,
  (locale) => (i18n.global.locale.value = locale),
  { immediate: true },
);
app.mount('#app');
