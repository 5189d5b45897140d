/** Says what zod found wrong in the words of the house: file, line, what was found, what was expected. */
import type { z } from 'zod';
import type { ConfigProblem } from '../errors.ts';
import { describeValue, type FieldPath, type LocatedFile } from './located-file.ts';
import { nearName, oneOf } from './near-name.ts';

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodType;

export type Checked<Output> =
  | { readonly ok: true; readonly value: Output }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/**
 * Checks a part of a file (by default all of it) against a schema.
 * @param value what is checked when it is more than what stands there, as with settings that stand on others.
 */
export function checkSchema<Output>(
  schema: z.ZodType<Output>,
  file: LocatedFile,
  base: FieldPath = [],
  value: unknown = file.valueAt(base),
): Checked<Output> {
  const checked = schema.safeParse(value);
  if (checked.success) return { ok: true, value: checked.data };
  return {
    ok: false,
    problems: checked.error.issues.flatMap((issue) => problemsOf(schema, file, base, issue)),
  };
}

function problemsOf(schema: Schema, file: LocatedFile, base: FieldPath, issue: Issue): ConfigProblem[] {
  const inner = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  const field = [...base, ...inner];
  if (issue.code === 'unrecognized_keys') {
    const holder = schemaAt(schema, inner, file.valueAt(base));
    const known = holder === undefined ? [] : Object.keys(shapeOf(holder) ?? {});
    return issue.keys.map((key) =>
      file.problemAtKey([...field, key], `the unknown field "${key}"`, expectedField(key, known)),
    );
  }
  const found = file.valueAt(field);
  const meant = issue.code === 'invalid_union' ? branchOf(issue.errors) : undefined;
  if (meant !== undefined)
    return meant.flatMap((below) =>
      problemsOf(schema, file, base, { ...below, path: [...issue.path, ...below.path] }),
    );
  return [file.problem(field, describeValue(found), expectedOf(issue, found))];
}

/** Of a union without a discriminator: what is wrong by the member whose kind of value and fields it has. */
function branchOf(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const fitting = branches.filter(
    (issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  return fitting.length < 2 ? fitting[0] : undefined;
}

function expectedField(key: string, known: readonly string[]): string {
  if (known.length === 0) return 'no such field';
  const near = nearName(key, known);
  return near === undefined ? `one of ${known.join(', ')}` : `"${near}" (did you mean it?)`;
}

function expectedOf(issue: Issue, found: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPE_WORDS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length === 1
        ? JSON.stringify(issue.values[0])
        : oneOf(found, issue.values.map(String));
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${amount(issue.minimum, issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${amount(issue.maximum, issue.origin)}`;
    case 'invalid_format':
      return formatWords(issue);
    case 'invalid_union':
      return 'options' in issue && issue.options !== undefined
        ? oneOf(found, issue.options.map(String))
        : issue.message;
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    default:
      // `custom`: the schemas of the house give what they expect as their message.
      return issue.message;
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
};

function amount(bound: number | bigint, origin: string): string {
  const unit = origin === 'string' ? ' letters' : origin === 'array' ? ' entries' : '';
  return `${bound}${unit}`;
}

function formatWords(issue: Extract<Issue, { code: 'invalid_format' }>): string {
  if (issue.format === 'date') return 'a date such as 2026-11-22';
  const ownMessage = !issue.message.startsWith('Invalid ');
  if (ownMessage) return issue.message;
  return issue.pattern === undefined
    ? `a text of the form ${issue.format}`
    : `a text of the form ${issue.pattern}`;
}

/** The schema that governs a path, found by walking the schema beside the value; undefined where it is open. */
function schemaAt(schema: Schema, path: FieldPath, value: unknown): Schema | undefined {
  const here = bare(schema, value);
  const [key, ...rest] = path;
  if (here === undefined || key === undefined) return here;
  const below =
    value !== null && typeof value === 'object' ? (Reflect.get(value, key) as unknown) : undefined;
  const next = typeof key === 'number' ? elementOf(here, key) : (shapeOf(here)?.[key] ?? valueTypeOf(here));
  return next === undefined ? undefined : schemaAt(next, rest, below);
}

/** zod's definitions as far as the walk needs them. */
interface Definition {
  readonly type: string;
  readonly innerType?: Schema;
  readonly in?: Schema;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly items?: readonly Schema[];
  readonly valueType?: Schema;
  readonly options?: readonly Schema[];
  readonly discriminator?: string;
}

const definitionOf = (schema: Schema) => schema._zod.def as unknown as Definition;
const shapeOf = (schema: Schema) => definitionOf(schema).shape;
const valueTypeOf = (schema: Schema) => definitionOf(schema).valueType;
const elementOf = (schema: Schema, at: number) =>
  definitionOf(schema).element ?? definitionOf(schema).items?.[at];

/** Without `optional`, `default` and the like, and of a union the member that the value chose. */
function bare(schema: Schema, value: unknown): Schema | undefined {
  const definition = definitionOf(schema);
  const inner = definition.innerType ?? definition.in;
  if (inner !== undefined) return bare(inner, value);
  if (definition.type !== 'union') return schema;
  const { discriminator } = definition;
  if (value === null || typeof value !== 'object') return undefined;
  if (discriminator === undefined) {
    const objects = definition.options?.filter((option) => shapeOf(option) !== undefined) ?? [];
    return objects.length === 1 ? objects[0] : undefined;
  }
  const chosen: unknown = Reflect.get(value, discriminator);
  return definition.options?.find((option) => {
    const tag = shapeOf(option)?.[discriminator];
    return tag !== undefined && tag._zod.values?.has(chosen as string) === true;
  });
}
