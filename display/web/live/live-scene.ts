/** Where the wall writes which scene it shows, for the screen's report. */
import type { InjectionKey, Ref } from 'vue';

export const LIVE_SCENE: InjectionKey<Ref<string | undefined>> = Symbol('scene on show');
