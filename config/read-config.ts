/** Reads a province's folder from the disk. Both the collector and the display start with it. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { ConfigError } from '../shared/errors.ts';
import { loadConfig, type ConfigFile } from '../shared/config/load.ts';
import type { ProvinceConfig } from '../shared/config/province-config.ts';

/** The province that is watched when CONFIG_DIR names no other. */
export const DEFAULT_CONFIG_DIR = 'config/lang-son';

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
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => /\.ya?ml$/.test(path) || /^places\/[^/]+\.(geo)?json$/.test(path))
    .toSorted();
  if (paths.length > MAX_FILES)
    throw new ConfigError([
      { file: folder, found: `${paths.length} files`, expected: `at most ${MAX_FILES}` },
    ]);
  return Promise.all(paths.map((path) => readOne(folder, path)));
}

async function readOne(folder: string, path: string): Promise<ConfigFile> {
  const full = join(folder, path);
  const { size } = await stat(full);
  if (size > MAX_FILE_BYTES)
    throw new ConfigError([{ file: full, found: `${size} bytes`, expected: `at most ${MAX_FILE_BYTES}` }]);
  return { path, text: await readFile(full, 'utf8') };
}
