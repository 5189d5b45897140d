/** Names that say nothing: a file or function called so has not yet found out what it is. */
import ts from 'typescript';
import type { SourceFile } from '../fixtures/source-tree.ts';
import { complaint, nodesOf, parse } from './parse.ts';

const EMPTY_WORDS = new Set(['util', 'utils', 'helper', 'helpers', 'manager', 'managers']);
/** Empty as the thing named (`loadData`), though not as a detail of it (`dataDir`). */
const EMPTY_LAST_WORDS = new Set(['data', 'info']);

const ADVICE = 'name it after what it is or does';

const wordsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

/** Folders and files: none of the empty words anywhere. */
export function fileNames({ path }: SourceFile): string[] {
  const words = wordsOf(path.replace(/\.[a-z.]+$/, ''));
  const empty = words.find((word) => EMPTY_WORDS.has(word) || EMPTY_LAST_WORDS.has(word));
  return empty === undefined ? [] : [`${path}:1: "${empty}" says nothing; ${ADVICE}`];
}

/** Functions, methods and classes. */
export function functionNames(file: SourceFile): string[] {
  const source = parse(file);
  return [...nodesOf(source)].flatMap((node) => {
    const name = nameOfFunction(node);
    if (name === undefined) return [];
    if (/^handle[A-Z]/.test(name)) {
      return [complaint(source, node, `${name} says when it runs, not what it does; ${ADVICE}`)];
    }
    const words = wordsOf(name);
    const empty =
      words.find((word) => EMPTY_WORDS.has(word)) ??
      words.slice(-1).find((word) => EMPTY_LAST_WORDS.has(word));
    return empty === undefined
      ? []
      : [complaint(source, node, `"${empty}" in ${name} says nothing; ${ADVICE}`)];
  });
}

function nameOfFunction(node: ts.Node): string | undefined {
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) return node.name?.text;
  if (ts.isMethodDeclaration(node) && ts.isIdentifier(node.name)) return node.name.text;
  const holdsFunction = ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node);
  if (!holdsFunction || !ts.isIdentifier(node.name) || !node.initializer) return undefined;
  const isFunction = ts.isArrowFunction(node.initializer) || ts.isFunctionExpression(node.initializer);
  return isFunction ? node.name.text : undefined;
}
