/** Rules on the tree as a whole. Each takes what it judges, so that a broken house can be built for it. */
import { basename } from 'node:path';
import { parse as parseYaml } from 'yaml';
import type { SourceFile } from '../fixtures/source-tree.ts';

/** What stands at the front door; everything else has a room. */
const FRONT_DOOR = new Set([
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'README.md',
  'LICENSE',
  'start.ts',
  'collector',
  'display',
  'shared',
  'config',
  'test',
]);
/** Made by npm and by builds, never committed. */
const MADE_HERE = new Set(['node_modules', 'dist']);

/** Entries of the top folder that have no place there. */
export function strangersAtTheDoor(entries: string[]): string[] {
  return entries.filter(
    (name) =>
      !FRONT_DOOR.has(name) && !MADE_HERE.has(name) && !name.startsWith('.') && !name.endsWith('.log'),
  );
}

/** npm commands that a text promises and package.json does not have. */
export function promisedScripts(text: string, scripts: readonly string[]): string[] {
  const promised = [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(test|start)\b)/g)].map(
    ([, run, short]) => run ?? short ?? '',
  );
  return [...new Set(promised)].filter((name) => !scripts.includes(name));
}

/** Scripts of package.json that run a file which does not exist. */
export function deadScripts(scripts: Record<string, string>, exists: (path: string) => boolean): string[] {
  return Object.entries(scripts).flatMap(([name, command]) => {
    const files = command.match(/\b[\w./-]+\.ts\b/g) ?? [];
    return files.filter((path) => !exists(path)).map((path) => `${name}: ${path}`);
  });
}

/** Invariants I1 to I7 that no file in test/mutants/ breaks. */
export function invariantsWithoutMutant(fileNames: readonly string[]): string[] {
  const invariants = ['i1', 'i2', 'i3', 'i4', 'i5', 'i6', 'i7'];
  return invariants.filter((id) => !fileNames.some((name) => new RegExp(`^${id}[a-z]?-.+\\.ts$`).test(name)));
}

/**
 * Members of a folder that its registry does not mention. The registry is whichever file names most of
 * them; one that reads the folder itself (a glob, a directory listing) misses none.
 */
export function registryGaps(
  folder: string,
  members: readonly string[],
  sources: readonly SourceFile[],
): string[] {
  const room = basename(folder);
  const outside = sources.filter(
    ({ path }) =>
      !members.some((member) => path === `${folder}/${member}` || path.startsWith(`${folder}/${member}/`)),
  );
  const readsFolder = new RegExp(`(import\\.meta\\.glob|readdir)\\w*[^;]{1,200}\\b${room}\\b`);
  if (outside.some(({ path, text }) => !path.startsWith('test/') && readsFolder.test(text))) return [];
  const missing = outside.map(({ path, text }) => {
    const prefix = path.startsWith(`${folder}/`) ? './' : `${room}/`;
    return members.filter((member) => !text.includes(`${prefix}${member}`));
  });
  return missing
    .reduce<readonly string[]>((best, gaps) => (gaps.length < best.length ? gaps : best), members)
    .slice();
}

/** Configuration files whose `id` is not their name. */
export function misnamedConfig(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => /^config\/[^/]+\/(domains|sources|walls)\/[^/]+\.yaml$/.test(path))
    .filter(({ path, text }) => {
      const document: unknown = parseYaml(text, { logLevel: 'silent' });
      const id =
        typeof document === 'object' && document !== null && 'id' in document ? document.id : undefined;
      return id !== basename(path, '.yaml');
    })
    .map(({ path }) => path);
}

export type Lockfile = {
  packages: Record<
    string,
    { version?: string; resolved?: string; optionalDependencies?: Record<string, string> }
  >;
};

/**
 * Builds for other platforms that the lockfile leaves out. `npm ci` refuses such a lockfile; npm writes
 * one when a registry lacks a platform's package of that version.
 */
export function lockfileGaps({ packages }: Lockfile): string[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !foldersUp(path).some((folder) => `${folder}node_modules/${name}` in packages),
    ),
  );
}

/** Where node looks for what a package imports: its own folder, then each one above, then the top. */
function foldersUp(path: string): string[] {
  const parts = path === '' ? [] : path.split(/\/?node_modules\//).filter(Boolean);
  const folderOf = (depth: number): string =>
    parts
      .slice(0, depth)
      .map((part) => `node_modules/${part}/`)
      .join('');
  return [...parts.keys(), parts.length].map(folderOf);
}

/** Packages the lockfile ties to one host: another network has another registry. */
export function lockedHosts({ packages }: Lockfile): string[] {
  return Object.entries(packages).flatMap(([path, { resolved }]) =>
    resolved?.includes('://') ? [path] : [],
  );
}
