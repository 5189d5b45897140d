/**
 * The configuration of a province out of its files: every file checked by its schema, then all of them against
 * each other. Pure; reading the disk is `config/read-config.ts`. One run names every problem, not the first.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { z } from 'zod';
import { ConfigError, type ConfigProblem } from '../errors.ts';
import {
  CONFIG_FILES,
  type CheckedFile,
  type CheckedFiles,
  type ConfigFileKind,
  type ConfigFileOf,
} from './checked-files.ts';
import { crossCheck } from './cross-check.ts';
import { LocatedFile, type ConfigFile } from './located-file.ts';
import { placeOfFeature } from './place.ts';
import type { ProvinceConfig } from './province-config.ts';
import { checkSchema } from './schema-problems.ts';

export type { ConfigFile } from './located-file.ts';

export interface LoadOptions {
  /** Folder that problems put before a file's path. It is no part of the hash. */
  readonly root?: string | undefined;
}

/**
 * @param files every YAML file of the province's folder and its places, paths relative to the folder.
 * @throws ConfigError with every problem of every file.
 */
export function loadConfig(files: readonly ConfigFile[], options: LoadOptions = {}): ProvinceConfig {
  const shown = (path: string) => (options.root === undefined ? path : `${options.root}/${path}`);
  const problems: ConfigProblem[] = [];
  const located = files.map((file) => new LocatedFile(file.path, file.text, shown(file.path)));
  for (const file of located) {
    problems.push(...file.syntaxProblems);
    if (kindOf(file.path) === undefined) problems.push(strangeFile(file));
  }
  const usable = located.filter((file) => file.syntaxProblems.length === 0);
  const ofKind = <K extends ConfigFileKind>(kind: K): CheckedFile<K>[] =>
    usable
      .filter((file) => kindOf(file.path) === kind)
      .flatMap((file) => {
        const checked = checkSchema(CONFIG_FILES[kind].schema as unknown as z.ZodType<ConfigFileOf<K>>, file);
        if (checked.ok) return [{ file, value: checked.value }];
        problems.push(...checked.problems);
        return [];
      });
  const checked: CheckedFiles = {
    province: ofKind('province'),
    domain: ofKind('domain'),
    source: ofKind('source'),
    places: ofKind('places'),
    wall: ofKind('wall'),
    rules: ofKind('rules'),
    calendar: ofKind('calendar'),
  };
  if (!files.some((file) => file.path === 'province.yaml'))
    problems.push({ file: shown('province.yaml'), found: 'no such file', expected: 'the province itself' });
  // A file that is broken in itself would make the others look wrong as well.
  if (problems.length === 0) problems.push(...crossCheck(checked));
  const province = checked.province[0]?.value;
  if (problems.length > 0 || province === undefined) throw new ConfigError(problems);
  return assemble(province, checked, configHash(files));
}

function assemble(province: ConfigFileOf<'province'>, checked: CheckedFiles, hash: string): ProvinceConfig {
  const domains = new Map(checked.domain.map(({ value }) => [value.id, value]));
  return {
    province,
    domains: province.domains.flatMap((id) => domains.get(id) ?? []),
    places: checked.places.flatMap(({ value }) => value.features.map(placeOfFeature)),
    sources: checked.source.map(({ value }) => value),
    walls: checked.wall.map(({ value }) => value),
    rules: checked.rules.map(({ value }) => value),
    calendar: checked.calendar[0]?.value,
    hash,
  };
}

function kindOf(path: string): ConfigFileKind | undefined {
  return (Object.keys(CONFIG_FILES) as ConfigFileKind[]).find((kind) => CONFIG_FILES[kind].path.test(path));
}

function strangeFile(file: LocatedFile): ConfigProblem {
  return {
    file: file.shownPath,
    found: 'a file that nothing reads',
    expected: 'province.yaml, domains/*.yaml, sources/*.yaml, places/*.geojson or walls/*.yaml',
  };
}

/** SHA-256 over the paths and texts, in the order of the paths: equal exactly when the files are. */
export function configHash(files: readonly ConfigFile[]): string {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  // Lengths part the texts, so that no text can pass for the next file's path.
  const text = sorted.map(({ path, text: body }) => `${path} ${body.length}\n${body}\n`).join('');
  return bytesToHex(sha256(utf8ToBytes(text)));
}
