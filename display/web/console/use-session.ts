/** Who is signed in at this console, as the server says again and again: what ended elsewhere ends here. */
import { useIntervalFn } from '@vueuse/core';
import { inject, onMounted, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue';
import type { SessionWord } from '../../../shared/account/words.ts';
import { ask, command, type Answer } from './console-api.ts';

/** A session that ended shows within this time, ms. */
const ASK_EVERY_MS = 2_000;

export interface ConsoleSession {
  /** Undefined: the server has not answered yet. */
  readonly word: ShallowRef<SessionWord | undefined>;
  /** Whether the last question was answered. */
  readonly isHeard: ShallowRef<boolean>;
  /** Takes over what a command answered, or asks. */
  take(word?: SessionWord): Promise<void>;
  signOut(): Promise<Answer<unknown>>;
}

const SESSION: InjectionKey<ConsoleSession> = Symbol('session of the console');

export function provideSession(): ConsoleSession {
  const word = shallowRef<SessionWord>();
  const isHeard = shallowRef(true);
  /** An answer to a question that was asked before somebody signed in or out is of no use. */
  let asked = 0;
  const take = async (given?: SessionWord): Promise<void> => {
    asked += 1;
    if (given !== undefined) return void (word.value = given);
    const question = asked;
    const answer = await ask<SessionWord>('/api/v1/session');
    if (question !== asked) return;
    isHeard.value = answer.ok;
    if (answer.ok) word.value = answer.value;
  };
  const signOut = async () => {
    const answer = await command('session-sign-out');
    await take();
    return answer;
  };
  onMounted(() => void take());
  useIntervalFn(() => void take(), ASK_EVERY_MS);
  const session = { word, isHeard, take, signOut };
  provide(SESSION, session);
  return session;
}

/** @throws Error outside of the console. */
export function useSession(): ConsoleSession {
  const session = inject(SESSION);
  if (session === undefined) throw new Error('no console around this page');
  return session;
}
