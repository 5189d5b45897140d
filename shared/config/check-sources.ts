/** Whether sources name what exists. Their connectors' own settings are checked by the collector. */
import type { ConfigProblem } from '../errors.ts';
import { checkEntryForm } from './check-entry-forms.ts';
import { checkTable } from './check-tables.ts';
import type { CheckedFiles } from './checked-files.ts';
import { describeValue, type FieldPath, type LocatedFile } from './located-file.ts';
import type { Names } from './names.ts';
import type { Mapping } from './source.ts';

/** The form in which settings name an environment variable. */
export const ENV_REFERENCE = /\$\{([A-Z][A-Z0-9_]*)\}/g;

export function checkSources(files: CheckedFiles, names: Names, problems: ConfigProblem[]): void {
  const ids = new Map<string, string>();
  for (const { file, value: source } of files.source) {
    names.mustKnow('domain', file, ['domain'], source.domain);
    const before = ids.get(source.id);
    if (before !== undefined)
      problems.push(
        file.problem(['id'], `"${source.id}" a second time`, `an id of its own; ${before} has it already`),
      );
    ids.set(source.id, file.path);
    checkReferences(file, ['settings'], source.settings, problems);
    checkEntryForm(file, source, names, problems);
    checkReferences(file, ['backfill', 'settings'], source.backfill?.settings, problems);
    const mappings: readonly (readonly [FieldPath, Mapping | undefined])[] = [
      [['mapping'], source.mapping],
      [['backfill', 'mapping'], source.backfill?.mapping],
    ];
    for (const [base, table] of mappings)
      if (typeof table === 'object')
        checkTable({ file, base, domain: source.domain, table, names, problems });
  }
}

/** Every `${` must open a whole `${NAME}`: a typing error would otherwise go out as text. */
function checkReferences(
  file: LocatedFile,
  field: FieldPath,
  value: unknown,
  problems: ConfigProblem[],
): void {
  if (typeof value === 'string') {
    if (value.replaceAll(ENV_REFERENCE, '').includes('${'))
      problems.push(file.problem(field, describeValue(value), '${NAME}, a name in capitals, digits and _'));
    return;
  }
  if (value === null || typeof value !== 'object') return;
  for (const [key, below] of Object.entries(value))
    checkReferences(file, [...field, Array.isArray(value) ? Number(key) : key], below, problems);
}
