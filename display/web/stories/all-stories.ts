/** The stories of every widget kind, taken from the folders. */
import type { Story } from './story.ts';

const modules = import.meta.glob<readonly Story[]>('../widgets/*/story.ts', {
  eager: true,
  import: 'stories',
});

export const storiesByKind: ReadonlyMap<string, readonly Story[]> = new Map(
  Object.entries(modules).map(([path, stories]) => [path.split('/').at(-2) as string, stories]),
);
