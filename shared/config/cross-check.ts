/** What no schema of one file can see: whether the files of a province agree with each other. */
import type { ConfigProblem } from '../errors.ts';
import type { CheckedFiles } from './checked-files.ts';
import type { Indicator } from './domain.ts';
import type { FieldPath, LocatedFile } from './located-file.ts';
import { Names } from './names.ts';
import { PERIOD_KINDS } from '../period.ts';
import { checkRules } from './check-rules.ts';
import { checkSources } from './check-sources.ts';
import { checkWalls } from './check-walls.ts';

/** Every disagreement between files that are right in themselves. */
export function crossCheck(files: CheckedFiles): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const names = new Names(files, problems);
  checkFileNames(files, problems);
  checkProvince(files, names, problems);
  checkPlaces(files, names, problems);
  checkDomains(files, names, problems);
  checkSources(files, names, problems);
  checkWalls(files, names, problems);
  checkRules(files, names, problems);
  return problems;
}

/** A file is found by its id, so both must be the same word. */
function checkFileNames(files: CheckedFiles, problems: ConfigProblem[]): void {
  for (const { file, value } of [...files.domain, ...files.source, ...files.wall]) {
    if (value.id !== file.stem)
      problems.push(file.problem(['id'], `"${value.id}"`, `"${file.stem}", the name of the file`));
  }
}

function checkProvince(files: CheckedFiles, names: Names, problems: ConfigProblem[]): void {
  for (const { file, value } of files.province) {
    const listed = new Set<string>();
    for (const [at, id] of value.domains.entries()) {
      names.mustKnow('domain', file, ['domains', at], id);
      if (listed.has(id))
        problems.push(file.problem(['domains', at], `"${id}" a second time`, 'each domain once'));
      listed.add(id);
    }
    for (const domain of files.domain.filter((one) => !listed.has(one.value.id)))
      problems.push(
        domain.file.problem(
          ['id'],
          `the domain "${domain.value.id}"`,
          `it among the domains of ${file.path}`,
        ),
      );
  }
}

function checkPlaces(files: CheckedFiles, names: Names, problems: ConfigProblem[]): void {
  for (const { file, value } of files.places) {
    for (const [at, { properties }] of value.features.entries()) {
      const field = (name: string): FieldPath => ['features', at, 'properties', name];
      if (properties.parent !== undefined) names.mustKnow('place', file, field('parent'), properties.parent);
      const { commune } = properties;
      if (commune === undefined || !names.mustKnow('place', file, field('commune'), commune)) continue;
      if (names.kindOfPlace(commune) !== 'commune')
        problems.push(
          file.problem(field('commune'), `the ${names.kindOfPlace(commune)} "${commune}"`, 'a commune'),
        );
    }
  }
}

function checkDomains(files: CheckedFiles, names: Names, problems: ConfigProblem[]): void {
  for (const { file, value: domain } of files.domain) {
    const own = new Set(domain.indicators.map((indicator) => indicator.id));
    const mustBeOwn = (field: FieldPath, id: string) => {
      if (!names.mustKnow('indicator', file, field, id) || own.has(id)) return;
      problems.push(file.problem(field, `"${id}" of another domain`, `an indicator of ${domain.id}`));
    };
    mustBeOwn(['headline'], domain.headline);
    for (const [at, indicator] of domain.indicators.entries()) {
      checkCadence(file, ['indicators', at, 'cadence'], indicator, problems);
      if (indicator.weightBy !== undefined) mustBeOwn(['indicators', at, 'weightBy'], indicator.weightBy);
      checkPrecedence(file, names, ['indicators', at, 'precedence'], domain.id, indicator, problems);
      const { breakdown } = indicator;
      if (breakdown === undefined) continue;
      const below: FieldPath = ['indicators', at, 'breakdown'];
      for (const [k, kind] of breakdown.kinds.entries())
        names.mustKnow('kind', file, [...below, 'kinds', k], kind);
      checkChosenPlaces(file, names, [...below, 'only'], breakdown.only ?? [], breakdown.kinds, problems);
      checkChosenPlaces(file, names, [...below, 'except'], breakdown.except ?? [], breakdown.kinds, problems);
    }
  }
}

/** A source feeds one domain, so another's can never give this figure. */
function checkPrecedence(
  file: LocatedFile,
  names: Names,
  below: FieldPath,
  domain: string,
  { precedence = [] }: Indicator,
  problems: ConfigProblem[],
): void {
  for (const [at, source] of precedence.entries()) {
    if (!names.mustKnow('source', file, [...below, at], source)) continue;
    const feeds = names.domainOfSource(source);
    if (feeds !== domain)
      problems.push(
        file.problem([...below, at], `"${source}", which feeds ${feeds}`, `a source that feeds ${domain}`),
      );
  }
}

/** A figure of a day or longer without a period would be kept, drawn and aged as if it were of a moment. */
function checkCadence(
  file: LocatedFile,
  field: FieldPath,
  { cadence, period }: Indicator,
  problems: ConfigProblem[],
): void {
  const kind = PERIOD_KINDS.find((known) => known === cadence);
  if (kind === undefined || period !== undefined) return;
  problems.push(file.problem(field, `cadence ${kind} without period`, `a period beside it, e.g. "${kind}"`));
}

function checkChosenPlaces(
  file: LocatedFile,
  names: Names,
  below: FieldPath,
  places: readonly string[],
  kinds: readonly string[],
  problems: ConfigProblem[],
): void {
  for (const [at, place] of places.entries()) {
    if (!names.mustKnow('place', file, [...below, at], place)) continue;
    const kind = names.kindOfPlace(place);
    if (kind === undefined || !kinds.includes(kind))
      problems.push(
        file.problem([...below, at], `the ${kind} "${place}"`, `a place of kind ${kinds.join(' or ')}`),
      );
  }
}
