/** A list of the API that is asked for again and again; what was heard last stays when nobody answers. */
import { useIntervalFn } from '@vueuse/core';
import { onMounted, shallowRef } from 'vue';
import { ask, type Failure } from './console-api.ts';

interface Page<Item> {
  readonly serverNowMs: number;
  readonly items: readonly Item[];
}

export function useList<Item>(path: string, everyMs: number) {
  const page = shallowRef<Page<Item>>();
  const failure = shallowRef<Failure>();
  const load = async (): Promise<void> => {
    const answer = await ask<Page<Item>>(path);
    failure.value = answer.ok ? undefined : answer;
    if (answer.ok) page.value = answer.value;
  };
  onMounted(() => void load());
  useIntervalFn(() => void load(), everyMs);
  return { page, failure, load };
}
