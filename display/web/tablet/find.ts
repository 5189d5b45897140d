/** Finding indicators and places by what a person types, with or without diacritics. Pure. */

/** Lower case without marks: `Đồng Đăng` → `dong dang`. */
export function plainText(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

export interface Findable<Item> {
  readonly item: Item;
  /** All names, plain. */
  readonly plain: readonly string[];
}

/** A list on a tablet; whoever gets more types another letter. */
export const MAX_FOUND = 60;

/** Every word must begin a word of one of the names; names that begin with the whole text come first. */
export function find<Item>(items: readonly Findable<Item>[], text: string): Item[] {
  const plain = plainText(text);
  if (plain === '') return [];
  const words = plain.split(' ');
  const startsWords = (name: string) => words.every((word) => ` ${name}`.includes(` ${word}`));
  const found = items.filter(({ plain: names }) => names.some(startsWords));
  const begins = ({ plain: names }: Findable<Item>) => (names.some((name) => name.startsWith(plain)) ? 0 : 1);
  return found
    .sort((a, b) => begins(a) - begins(b))
    .slice(0, MAX_FOUND)
    .map(({ item }) => item);
}
