/** Whether forms ask for what exists: indicators of their domain and period, places with a figure, each once. */
import type { ConfigProblem } from '../errors.ts';
import type { Indicator } from './domain.ts';
import {
  entryFormSchema,
  MANUAL_CONNECTOR,
  MAX_FORM_FIELDS,
  type EntryFormField,
  type EntryFormSettings,
} from './entry-form.ts';
import type { FieldPath, LocatedFile } from './located-file.ts';
import type { Names } from './names.ts';
import { checkSchema } from './schema-problems.ts';
import type { Source } from './source.ts';

interface FormScope {
  readonly file: LocatedFile;
  readonly domain: string;
  readonly form: EntryFormSettings;
  readonly names: Names;
  readonly problems: ConfigProblem[];
}

export function checkEntryForm(
  file: LocatedFile,
  source: Source,
  names: Names,
  problems: ConfigProblem[],
): void {
  if (source.connector !== MANUAL_CONNECTOR) return;
  const checked = checkSchema(entryFormSchema, file, ['settings']);
  if (!checked.ok) {
    problems.push(...checked.problems);
    return;
  }
  const scope: FormScope = { file, domain: source.domain, form: checked.value, names, problems };
  const seen = new Set<string>();
  for (const [at, field] of checked.value.fields.entries()) checkField(scope, at, field, seen);
  if (seen.size > MAX_FORM_FIELDS)
    problems.push(file.problem(['settings', 'fields'], `${seen.size} fields`, `at most ${MAX_FORM_FIELDS}`));
}

function checkField(scope: FormScope, at: number, field: EntryFormField, seen: Set<string>): void {
  const { file, names, problems, domain, form } = scope;
  const base: FieldPath = ['settings', 'fields', at];
  const wrong = (name: string, found: string, expected: string) =>
    problems.push(file.problem([...base, name], found, expected));
  if (!names.mustKnow('indicator', file, [...base, 'indicator'], field.indicator)) return;
  const known = names.indicators.get(field.indicator);
  if (known === undefined) return;
  const { indicator } = known;
  if (known.domain !== domain)
    wrong('indicator', `"${indicator.id}" of ${known.domain}`, `an indicator of ${domain}`);
  if (indicator.period !== form.period)
    wrong(
      'indicator',
      indicator.period === undefined ? 'an indicator of a moment' : `an indicator of a ${indicator.period}`,
      form.period === undefined ? 'one of a moment, or a `period` of the form' : `one of a ${form.period}`,
    );
  for (const bound of ['min', 'max'] as const)
    if (indicator.states !== undefined && field[bound] !== undefined)
      wrong(bound, String(field[bound]), 'none: the indicator has states');
  checkKinds(scope, base, field.kinds ?? []);
  for (const place of placesOf(scope, base, field, indicator)) {
    const series = `${indicator.id}|${place}`;
    if (seen.has(series))
      wrong('indicator', `"${indicator.id}" at ${place} a second time`, 'each field once');
    seen.add(series);
  }
}

function checkKinds({ file, names }: FormScope, base: FieldPath, kinds: readonly string[]): void {
  for (const [k, kind] of kinds.entries()) names.mustKnow('kind', file, [...base, 'kinds', k], kind);
}

function placesOf(
  { file, names, problems }: FormScope,
  base: FieldPath,
  field: EntryFormField,
  indicator: Indicator,
): string[] {
  const single = (field.places ?? []).filter((place, at) => {
    const here = [...base, 'places', at];
    if (!names.mustKnow('place', file, here, place)) return false;
    if (names.hasFigureAt(indicator, place)) return true;
    problems.push(file.problem(here, `"${place}"`, `a place that has a figure of ${indicator.id}`));
    return false;
  });
  const ofKinds = names.placesWithFigure(indicator, field.kinds ?? []);
  if (field.kinds !== undefined && ofKinds.length === 0)
    problems.push(
      file.problem(
        [...base, 'kinds'],
        field.kinds.join(', '),
        `kinds of place that have a figure of ${indicator.id}`,
      ),
    );
  const isWhole = field.province || (field.kinds === undefined && field.places === undefined);
  return [...(isWhole ? [names.wholeProvince] : []), ...single, ...ofKinds];
}
