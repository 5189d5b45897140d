/** What only the collector can check of a configuration: connectors, their settings, and that mappings compile. */
import jsonata from 'jsonata';
import type { ConfigFile } from '../shared/config/load.ts';
import { LocatedFile, type FieldPath } from '../shared/config/located-file.ts';
import { oneOf } from '../shared/config/near-name.ts';
import type { ProvinceConfig } from '../shared/config/province-config.ts';
import { checkSchema } from '../shared/config/schema-problems.ts';
import type { Source } from '../shared/config/source.ts';
import { ConfigError, type ConfigProblem } from '../shared/errors.ts';
import { CONNECTORS } from './connector-registry.ts';

/**
 * @param files the files the configuration was loaded from, for lines and columns.
 * @throws ConfigError with every problem.
 */
export function assertSourcesUsable(
  config: ProvinceConfig,
  files: readonly ConfigFile[],
  root?: string,
): void {
  const problems = config.sources.flatMap((source) => {
    const path = `sources/${source.id}.yaml`;
    const text = files.find((file) => file.path === path)?.text ?? '';
    return problemsOf(source, new LocatedFile(path, text, root === undefined ? path : `${root}/${path}`));
  });
  if (problems.length > 0) throw new ConfigError(problems);
}

function problemsOf(source: Source, file: LocatedFile): ConfigProblem[] {
  const connector = CONNECTORS.get(source.connector);
  if (connector === undefined)
    return [
      file.problem(
        ['connector'],
        `"${source.connector}"`,
        `a connector: ${oneOf(source.connector, [...CONNECTORS.keys()])}`,
      ),
    ];
  const problems: ConfigProblem[] = [];
  const checkSettings = (field: FieldPath, against: typeof connector.settings) => {
    const checked = checkSchema(against, file, field);
    if (!checked.ok) problems.push(...checked.problems);
  };
  checkSettings(['settings'], connector.settings);
  if (connector.answers === 'document' && source.mapping === undefined)
    problems.push(file.problem(['mapping'], 'nothing', `a mapping, which ${connector.id} needs`));
  if (connector.answers === 'pictures' && source.mapping !== undefined)
    problems.push(file.problem(['mapping'], 'a mapping', `none: ${connector.id} gives pictures`));
  checkMapping(file, ['mapping'], source.mapping, problems);
  checkMapping(file, ['backfill', 'mapping'], source.backfill?.mapping, problems);
  return [...problems, ...pastProblems(source, file, connector.settings)];
}

/** The settings of the past stand on those of the present, so they are checked together. */
function pastProblems(
  source: Source,
  file: LocatedFile,
  schema: (typeof CONNECTORS extends ReadonlyMap<string, infer C> ? C : never)['settings'],
): ConfigProblem[] {
  if (source.backfill === undefined) return [];
  const checked = schema.safeParse({ ...source.settings, ...source.backfill.settings });
  if (checked.success) return [];
  return checked.error.issues.map((issue) =>
    file.problem(
      ['backfill', 'settings', ...issue.path.map((key) => (typeof key === 'number' ? key : String(key)))],
      'settings',
      issue.message,
    ),
  );
}

function checkMapping(
  file: LocatedFile,
  field: FieldPath,
  mapping: string | undefined,
  problems: ConfigProblem[],
): void {
  if (mapping === undefined) return;
  try {
    jsonata(mapping);
  } catch (error) {
    const { message, position } = error as { message?: string; position?: number };
    const line = mapping.slice(0, position ?? 0).split('\n').length;
    problems.push(
      file.problem(field, `${message ?? 'no JSONata'} (line ${line} of the mapping)`, 'a JSONata expression'),
    );
  }
}
