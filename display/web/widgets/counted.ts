/** Numbers of things in words: English has another word for one. Pure. */

export interface CountedWord {
  readonly one: string;
  readonly other: string;
}

/** For a language whose words have no number. */
export const ofAny = (word: string): CountedWord => ({ one: word, other: word });

export function counted(count: number, { one, other }: CountedWord): string {
  return `${count} ${count === 1 ? one : other}`;
}
