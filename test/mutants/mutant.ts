/** One small patch that breaks one promise, and the test that must notice. */
import { readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';

export type Mutant = {
  /** What it breaks: an invariant of the architecture, or a case of the alert lifecycle. */
  invariant: `I${number}` | `T${number}`;
  /** The damage in a few words, such as `stale-after ignored`. */
  what: string;
  /** The file to patch, from the top of the repository. */
  file: string;
  /** Text that stands in the file exactly once. */
  find: string;
  replace: string;
  /** The one test that must turn red: its file, and its own title as written there. */
  test: { file: string; name: string };
};

export type NamedMutant = Mutant & { id: string };

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const MUTANT_FILE = /^([it]\d+[a-z]?-[a-z0-9-]+)\.ts$/;

/** Every mutant of this folder, by id. */
export async function loadMutants(): Promise<NamedMutant[]> {
  const ids = readdirSync(FOLDER).flatMap((name) => MUTANT_FILE.exec(name)?.[1] ?? []);
  return Promise.all(
    ids.toSorted().map(async (id) => {
      const module = (await import(pathToFileURL(join(FOLDER, `${id}.ts`)).href)) as { mutant: Mutant };
      return { ...module.mutant, id };
    }),
  );
}

/** The patched text. Throws when `find` does not stand there exactly once, or nothing would change. */
export function mutate(mutant: Pick<Mutant, 'file' | 'find' | 'replace'>, text: string): string {
  const parts = text.split(mutant.find);
  if (mutant.find === '' || parts.length !== 2) {
    throw new Error(`${mutant.file}: the text to find stands there ${parts.length - 1} times, not once`);
  }
  if (mutant.find === mutant.replace) throw new Error(`${mutant.file}: the patch changes nothing`);
  return parts.join(mutant.replace);
}
