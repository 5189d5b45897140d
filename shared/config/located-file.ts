/** A YAML or JSON file that knows on which line each of its fields stands. */
import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { ConfigProblem } from '../errors.ts';

/** One file of the configuration, its path relative to the province's folder, parted by `/`. */
export interface ConfigFile {
  readonly path: string;
  readonly text: string;
}

export type FieldPath = readonly (string | number)[];

/** Parsed text with the place of every field in it. JSON is YAML, so one parser finds lines in both. */
export class LocatedFile {
  readonly value: unknown;
  readonly syntaxProblems: readonly ConfigProblem[];
  private readonly lines = new LineCounter();
  private readonly document: Document;

  /** @param shownPath the path as problems name it. */
  constructor(
    readonly path: string,
    private readonly text: string,
    readonly shownPath = path,
  ) {
    const schema = path.endsWith('json') ? 'json' : 'core';
    this.document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false, schema });
    const problems = this.document.errors.map((error) => {
      const { line, col } = this.lines.linePos(error.pos[0]);
      return {
        file: shownPath,
        line,
        column: col,
        found: firstLine(error.message),
        expected: schema === 'json' ? 'well-formed JSON' : 'well-formed YAML',
      };
    });
    this.value = problems.length === 0 ? this.unfold(problems) : undefined;
    this.syntaxProblems = problems;
  }

  /** Aliases may unfold without end; the parser counts them and gives up. */
  private unfold(problems: ConfigProblem[]): unknown {
    try {
      return this.document.toJS();
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      problems.push({ file: this.shownPath, found: firstLine(error.message), expected: 'aliases that end' });
      return undefined;
    }
  }

  /** The file's own name without folder and ending. */
  get stem(): string {
    return this.path.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
  }

  /** A problem at a field; a field that is missing is placed at the nearest thing that holds it. */
  problem(field: FieldPath, found: string, expected: string): ConfigProblem {
    return this.problemAt(this.offsetOf(field), field, found, expected);
  }

  /** A problem with a key rather than its value. */
  problemAtKey(field: FieldPath, found: string, expected: string): ConfigProblem {
    const holder = this.document.getIn(field.slice(0, -1), true);
    const pair = isMap(holder)
      ? holder.items.find((item) => isPair(item) && String(item.key) === String(field.at(-1)))
      : undefined;
    const key = pair?.key;
    const offset = isNode(key) ? (key.range?.[0] ?? 0) : this.offsetOf(field);
    return this.problemAt(offset, field, found, expected);
  }

  /** A problem within a text: `length` letters of it are read, the last of them is the wrong one. */
  problemInText(field: FieldPath, length: number, found: string, expected: string): ConfigProblem {
    const problem = this.problem(field, found, expected);
    const node = this.document.getIn(field, true);
    // Only here the lines of the value are those of the file.
    if (!isScalar(node) || node.type !== 'BLOCK_LITERAL' || problem.line === undefined) return problem;
    const below = this.text.split('\n').slice(problem.line);
    const indent = /^ */.exec(below.find((line) => line.trim() !== '') ?? '')?.[0].length ?? 0;
    const read = String(node.value).slice(0, length).split('\n');
    const column = Math.max(1, indent + (read.at(-1)?.length ?? 0));
    return { ...problem, line: problem.line + read.length, column };
  }

  /** The value at a field, undefined when there is none. */
  valueAt(field: FieldPath): unknown {
    return field.reduce<unknown>(
      (value, key) => (value === null || typeof value !== 'object' ? undefined : Reflect.get(value, key)),
      this.value,
    );
  }

  private problemAt(offset: number, field: FieldPath, found: string, expected: string): ConfigProblem {
    const { line, col } = this.lines.linePos(offset);
    const name = fieldText(field);
    return {
      file: this.shownPath,
      line,
      column: col,
      ...(name === '' ? {} : { field: name }),
      found,
      expected,
    };
  }

  private offsetOf(field: FieldPath): number {
    for (let length = field.length; length > 0; length -= 1) {
      const node = this.document.getIn(field.slice(0, length), true);
      if (isNode(node) && node.range !== undefined && node.range !== null) return node.range[0];
    }
    return this.document.contents?.range?.[0] ?? 0;
  }
}

/** `indicators[3].staleAfterMs` */
function fieldText(field: FieldPath): string {
  return field.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

const MAX_SHOWN_LETTERS = 60;

/** A value in a few words, for the `found` of a problem. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (value !== null && typeof value === 'object') {
    const keys = Object.keys(value);
    return keys.length === 0 ? 'an empty object' : `an object with ${cut(keys.join(', '))}`;
  }
  return cut(JSON.stringify(value) ?? typeof value);
}

function cut(text: string): string {
  return text.length > MAX_SHOWN_LETTERS ? `${text.slice(0, MAX_SHOWN_LETTERS)}…` : text;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
