/** Whether anything is taken of what a source says: one whose every value is refused is not well. Pure. */
import { MAX_FUTURE_MS } from '../shared/observation.ts';
import type { Fetched } from './fetched.ts';
import { lineOf } from './unread-parts.ts';

/**
 * One line that says why nothing of the last answer that said anything was taken; undefined when something was.
 * @param before what this said of the answer before: one that says nothing changes nothing.
 */
export function untakenOf(fetched: Fetched, before: string | undefined, nowMs: number): string | undefined {
  if (fetched.kind === 'failed' || fetched.kind === 'unchanged') return before;
  const { observations, events, refusals } = fetched.validated;
  const times = [...observations.map(({ observedAtMs }) => observedAtMs), ...events.map(({ atMs }) => atMs)];
  const ahead = times.filter((atMs) => atMs > nowMs + MAX_FUTURE_MS).length;
  const pictures = fetched.kind === 'pictures' ? fetched.pictures.length : 0;
  if (times.length - ahead + pictures > 0) return undefined;
  // A part that a connector passed over may lie there for weeks, beside others that were taken long ago.
  const words = refusals.filter(({ reason }) => reason !== 'unreadable-part').map((refusal) => refusal.words);
  const all = [...words, ...Array.from({ length: ahead }, () => 'its time lies ahead of ours')];
  return all.length === 0 ? before : refusedWords(all);
}

/** @param words of every refusal, without secrets. */
export function refusedWords(words: readonly string[]): string {
  return lineOf(`nothing is taken, ${words.length} refused; the first: ${words[0]}`, []);
}
