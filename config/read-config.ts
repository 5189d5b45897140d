/** Reads a province's folder from the disk. Both the collector and the display start with it. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { ConfigError, type ConfigProblem } from '../shared/errors.ts';
import { loadConfig, type ConfigFile } from '../shared/config/load.ts';
import type { ProvinceConfig } from '../shared/config/province-config.ts';

/** The province that is watched when CONFIG_DIR names no other. */
const DEFAULT_CONFIG_DIR = 'config/lang-son';

/** The province's folder; an empty variable names none. */
export function configDirOf(env: Readonly<Record<string, string | undefined>>): string {
  return env['CONFIG_DIR'] || DEFAULT_CONFIG_DIR;
}

/** Bounds against a folder that was named by mistake: Lạng Sơn has about 50 files of at most 100 kB. */
const MAX_FILES = 2_000;
const MAX_FILE_BYTES = 20_000_000;

/**
 * @param folder a province's folder, such as `config/lang-son`.
 * @throws ConfigError with every problem of every file, or that there is no such folder.
 */
export async function readConfig(folder: string): Promise<ProvinceConfig> {
  return loadConfig(await readConfigFiles(folder), { root: folder });
}

/** Every YAML file below the folder, and the GeoJSON files of `places/`, in the order of their paths. */
export async function readConfigFiles(folder: string): Promise<ConfigFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    const expected = "a province's folder with province.yaml in it; CONFIG_DIR names it";
    const found =
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such folder' : 'no readable folder';
    throw new ConfigError([{ file: folder, found, expected }]);
  });
  const paths = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => /\.ya?ml$/.test(path) || /^places\/[^/]+\.(geo)?json$/.test(path))
    .toSorted();
  if (paths.length > MAX_FILES)
    throw new ConfigError([
      { file: folder, found: `${paths.length} files`, expected: `at most ${MAX_FILES}` },
    ]);
  const read = await Promise.all(paths.map((path) => readOne(folder, path)));
  const problems = read.flatMap((one) => ('found' in one ? [one] : []));
  if (problems.length > 0) throw new ConfigError(problems);
  return read.flatMap((one) => ('text' in one ? [one] : []));
}

/** The file, or why there is none to use. */
async function readOne(folder: string, path: string): Promise<ConfigFile | ConfigProblem> {
  const file = join(folder, path);
  const bytes = await bytesOf(file).catch((cause: NodeJS.ErrnoException) => cause);
  if (bytes instanceof Error)
    return {
      file,
      found: `no readable file (${bytes.code ?? bytes.message})`,
      expected: 'a file that this user may read',
    };
  if (typeof bytes === 'number')
    return { file, found: `${bytes} bytes`, expected: `at most ${MAX_FILE_BYTES}` };
  try {
    return { path, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return wrongEncoding(file, bytes);
  }
}

/** The bytes, or only their number when there are too many. */
async function bytesOf(file: string): Promise<Uint8Array | number> {
  const { size } = await stat(file);
  return size > MAX_FILE_BYTES ? size : readFile(file);
}

/** An editor may still save TCVN3 or windows-1258; read as UTF-8 every name would lose its letters. */
function wrongEncoding(file: string, bytes: Uint8Array): ConfigProblem {
  const before = new TextDecoder().decode(bytes).split('\uFFFD', 1)[0] ?? '';
  const line = before.split('\n').length;
  const column = before.length - before.lastIndexOf('\n');
  return { file, line, column, found: 'bytes that are no UTF-8', expected: 'a text saved as UTF-8' };
}
