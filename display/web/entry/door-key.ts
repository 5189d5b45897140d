/** Whether this page may send, as the frame has asked; undefined until the server has answered. */
import type { InjectionKey, Ref } from 'vue';
import type { EntryDoorWord } from '../../../shared/api.ts';

export const ENTRY_DOOR: InjectionKey<Ref<EntryDoorWord | undefined>> = Symbol('entry door');
