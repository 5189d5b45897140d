/** What only the collector can check of a configuration: connectors, their settings, and that mappings compile. */
import jsonata from 'jsonata';
import type { ConfigFile } from '../shared/config/load.ts';
import { describeValue, LocatedFile, type FieldPath } from '../shared/config/located-file.ts';
import { oneOf } from '../shared/config/near-name.ts';
import type { ProvinceConfig } from '../shared/config/province-config.ts';
import { checkSchema } from '../shared/config/schema-problems.ts';
import type { Mapping, Source } from '../shared/config/source.ts';
import { ConfigError, type ConfigProblem } from '../shared/errors.ts';
import { CONNECTORS } from './connector-registry.ts';
import { wayOf, type AnyConnector } from './push-connector.ts';

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
    const file = new LocatedFile(path, text, root === undefined ? path : `${root}/${path}`);
    return problemsOf(source, file, config);
  });
  if (problems.length > 0) throw new ConfigError(problems);
}

function problemsOf(source: Source, file: LocatedFile, config: ProvinceConfig): ConfigProblem[] {
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
  const checked = checkSchema(connector.settings, file, ['settings']);
  if (!checked.ok) problems.push(...checked.problems);
  // The settings of the past stand on those of the present: what is wrong there is said there.
  else if (source.backfill !== undefined) {
    const both = { ...source.settings, ...source.backfill.settings };
    const past = checkSchema(connector.settings, file, ['backfill', 'settings'], both);
    if (!past.ok) problems.push(...past.problems);
  }
  checkPlaces(file, source, config, problems);
  const givesDocument =
    connector.answers === 'document' ||
    ('alsoDocument' in connector && checked.ok && connector.alsoDocument?.(checked.value) === true);
  if (givesDocument && source.mapping === undefined)
    problems.push(file.problem(['mapping'], 'nothing', `a mapping, which ${connector.id} needs`));
  if (checked.ok && !givesDocument && source.mapping !== undefined)
    problems.push(file.problem(['mapping'], 'a mapping', `none: ${connector.id} gives ${connector.answers}`));
  checkCadence(file, connector, problems);
  if (wayOf(connector) !== 'polled' && source.backfill !== undefined)
    problems.push(
      file.problem(
        ['backfill'],
        'a backfill',
        `none: ${connector.id} tells, it is not asked; another source may`,
      ),
    );
  checkMapping(file, ['mapping'], source.mapping, problems);
  checkMapping(file, ['backfill', 'mapping'], source.backfill?.mapping, problems);
  return problems;
}

/** A form says by itself when it is due; everybody else has a cadence of its own. */
function checkCadence(file: LocatedFile, connector: AnyConnector, problems: ConfigProblem[]): void {
  const given = file.valueAt(['everySeconds']);
  const isEntered = wayOf(connector) === 'entered';
  if (isEntered && given !== undefined)
    problems.push(
      file.problem(
        ['everySeconds'],
        describeValue(given),
        `none: ${connector.id} is due by \`dueAfterMinutes\``,
      ),
    );
  if (!isEntered && given === undefined)
    problems.push(file.problem(['everySeconds'], 'nothing', 'seconds between polls'));
}

/** Places that settings name, as those of cameras do. */
function checkPlaces(
  file: LocatedFile,
  source: Source,
  config: ProvinceConfig,
  problems: ConfigProblem[],
): void {
  const named: unknown = source.settings['places'];
  const known = config.places.map(({ id }) => id);
  for (const [at, id] of (Array.isArray(named) ? (named as unknown[]) : []).entries()) {
    if (typeof id !== 'string' || known.includes(id)) continue;
    problems.push(file.problem(['settings', 'places', at], `"${id}"`, `a place: ${oneOf(id, known)}`));
  }
}

function checkMapping(
  file: LocatedFile,
  field: FieldPath,
  mapping: Mapping | undefined,
  problems: ConfigProblem[],
): void {
  // Tables were checked against the indicators when the configuration was loaded.
  if (typeof mapping !== 'string') return;
  try {
    jsonata(mapping);
  } catch (error) {
    const { message = 'no JSONata', position = 0 } = error as { message?: string; position?: number };
    problems.push(file.problemInText(field, position, message, 'a JSONata expression'));
  }
}
