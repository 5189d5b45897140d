/** The settings of a connector as rows of a table, out of the JSON Schema of its fields. Pure. */

/** What is read of a JSON Schema; zod writes no references for settings without cycles. */
export interface FieldSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly items?: FieldSchema;
  readonly additionalProperties?: FieldSchema | boolean;
  readonly anyOf?: readonly FieldSchema[];
  readonly oneOf?: readonly FieldSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface SettingRow {
  /** Path below `settings`, e.g. `auth.user`; a list's entries are `places[]`, any name is `<name>`. */
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  /** `required`, or the default as it would be written; empty when absent means none. */
  readonly value: string;
  readonly description: string;
}

/** The last word of a setting's name is its unit. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/Ms$/, 'ms'],
  [/Seconds$/, 's'],
  [/Hours$|^hours$/, 'h'],
  [/Days$|^days$/, 'days'],
  [/Bytes$/, 'bytes'],
  [/Percent$/, '%'],
];

export function settingRows(schema: FieldSchema, prefix = ''): SettingRow[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    rowsOf(field, `${prefix}${name}`, name, required.has(name)),
  );
}

function rowsOf(field: FieldSchema, path: string, name: string, isRequired: boolean): SettingRow[] {
  const row: SettingRow = {
    name: path,
    type: typeOf(field),
    unit: UNITS.find(([ending]) => ending.test(name))?.[1] ?? '',
    value: isRequired ? 'required' : field.default === undefined ? '' : JSON.stringify(field.default),
    description: field.description ?? '',
  };
  return [row, ...partsOf(field, path)];
}

/** Objects within a field: its own properties, those of its choices, of its list or of whatever it holds by name. */
function partsOf(field: FieldSchema, path: string): SettingRow[] {
  const choices = (field.oneOf ?? field.anyOf ?? []).filter(({ properties }) => properties !== undefined);
  const { items, additionalProperties: named } = field;
  return [
    ...settingRows(field, `${path}.`),
    ...choices.flatMap((choice) => choiceRows(choice, path)),
    ...(items === undefined ? [] : partsOf(items, `${path}[]`)),
    ...(typeof named === 'object' ? partsOf(named, `${path}.<name>`) : []),
  ];
}

/** Fields of one choice stand under the field that tells the choices apart, e.g. `auth (kind: basic)`. */
function choiceRows(choice: FieldSchema, path: string): SettingRow[] {
  const mark = Object.entries(choice.properties ?? {}).find(([, { const: only }]) => only !== undefined);
  if (mark === undefined) return settingRows(choice, `${path}.`);
  const [name, { const: only, description = '' }] = mark;
  const rest = Object.fromEntries(Object.entries(choice.properties ?? {}).filter(([key]) => key !== name));
  const under = `${path} (${name}: ${String(only)})`;
  const head = { name: under, type: 'object', unit: '', value: '', description };
  return [head, ...settingRows({ ...choice, properties: rest }, `${under}.`)];
}

function typeOf(field: FieldSchema): string {
  const choices = field.oneOf ?? field.anyOf;
  if (choices !== undefined) return [...new Set(choices.map(typeOf))].join(' or ');
  if (field.enum !== undefined) return field.enum.map((one) => JSON.stringify(one)).join(', ');
  if (field.const !== undefined) return JSON.stringify(field.const);
  if (field.type === 'array')
    return `list of ${field.items === undefined ? 'anything' : typeOf(field.items)}`;
  if (field.type === 'object' && typeof field.additionalProperties === 'object')
    return `${typeOf(field.additionalProperties)} by name`;
  if (field.type === undefined) return 'anything';
  const type = typeof field.type === 'string' ? field.type : field.type.join(' or ');
  return `${type}${boundsOf(field)}`;
}

/** Numbers beyond this are no bound that anyone set. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

function boundsOf({ minimum, maximum }: FieldSchema): string {
  const least = minimum !== undefined && minimum > -UNBOUNDED ? minimum : undefined;
  const most = maximum !== undefined && maximum < UNBOUNDED ? maximum : undefined;
  if (least === undefined && most === undefined) return '';
  if (most === undefined) return ` ≥ ${least}`;
  return least === undefined ? ` ≤ ${most}` : ` ${least}–${most}`;
}
