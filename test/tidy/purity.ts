/** `shared/` has no clock, no dice, no environment and no output: time and chance are parameters. */
import ts from 'typescript';
import type { SourceFile } from '../fixtures/source-tree.ts';
import { complaint, nodesOf, parse } from './parse.ts';

const IMPURE_MEMBERS = new Set([
  'Date.now',
  'Math.random',
  'performance.now',
  'crypto.randomUUID',
  'crypto.getRandomValues',
]);
const IMPURE_OBJECTS = new Set(['process', 'console', 'globalThis', 'window', 'document', 'localStorage']);
const IMPURE_CALLS = new Set(['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']);

export function sharedIsPure(file: SourceFile): string[] {
  if (!file.path.startsWith('shared/')) return [];
  const source = parse(file);
  return [...nodesOf(source)].flatMap((node) => {
    const impure = impureThing(node, source);
    return impure === undefined ? [] : [complaint(source, node, `${impure} in shared/; pass its result in`)];
  });
}

function impureThing(node: ts.Node, source: ts.SourceFile): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText(source);
    if (IMPURE_MEMBERS.has(text)) return text;
    if (ts.isIdentifier(node.expression) && IMPURE_OBJECTS.has(node.expression.text)) return text;
  }
  if (ts.isNewExpression(node) && node.expression.getText(source) === 'Date') {
    return (node.arguments ?? []).length === 0 ? 'new Date()' : undefined;
  }
  if (
    ts.isCallExpression(node) &&
    ts.isIdentifier(node.expression) &&
    IMPURE_CALLS.has(node.expression.text)
  ) {
    return `${node.expression.text}()`;
  }
  return undefined;
}
