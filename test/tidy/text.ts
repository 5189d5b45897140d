/** Rules on a file's text as a person reads it. */
import ts from 'typescript';
import type { SourceFile } from '../fixtures/source-tree.ts';
import { complaint, nodesOf, parse } from './parse.ts';

/** Spelled in halves, for this file is read by its own rule. */
const POSTPONED = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b`);

/** Nothing is postponed on main: do it, or open an issue. */
export function nothingPostponed({ path, text }: SourceFile): string[] {
  return linesOf(text).flatMap((line, index) =>
    POSTPONED.test(line) ? [`${path}:${index + 1}: postponed work; do it, or open an issue`] : [],
  );
}

const MARKUP_PROPERTIES = new Set(['innerHTML', 'outerHTML']);
const MARKUP_METHODS = new Set([
  'insertAdjacentHTML',
  'setHTML',
  'setHTMLUnsafe',
  'createContextualFragment',
]);

/** Upstream text becomes text, never markup. oxlint does not read templates, so this does. */
export function noRawMarkup(file: SourceFile): string[] {
  const inTemplate = file.path.endsWith('.vue')
    ? linesOf(file.text).flatMap((line, index) =>
        /\bv-html\b|:innerHTML\b|\.innerHTML\b/i.test(line)
          ? [`${file.path}:${index + 1}: raw markup from a value; show it as text`]
          : [],
      )
    : [];
  if (!file.path.startsWith('display/web/')) return inTemplate;
  const source = parse(file);
  const inCode = [...nodesOf(source)].flatMap((node): ts.Node[] => {
    if (ts.isBinaryExpression(node) && ts.isPropertyAccessExpression(node.left)) {
      return MARKUP_PROPERTIES.has(node.left.name.text) ? [node] : [];
    }
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      return MARKUP_METHODS.has(node.expression.name.text) ? [node] : [];
    }
    return ts.isPropertyAssignment(node) && node.name.getText(source) === 'innerHTML' ? [node] : [];
  });
  const codeComplaints = inCode.map((node) =>
    complaint(source, node, 'raw markup from a value; show it as text'),
  );
  return [...new Set([...inTemplate, ...codeComplaints])];
}

const MAX_LINES = 250;
/** A table of cases is long and easy to read. */
const MAX_TEST_LINES = 400;
/** An exception stands in the file it is for, and says why after two dashes. */
const LENGTH_EXCEPTION = /oxlint-disable max-lines -- \S+/;

/** oxlint counts the functions and the .ts files of the product; whole .vue files and tests it does not. */
export function filesAreShort({ path, text }: SourceFile): string[] {
  const most = path.startsWith('test/') ? MAX_TEST_LINES : MAX_LINES;
  const lines = linesOf(text.trimEnd()).length;
  if (lines <= most || LENGTH_EXCEPTION.test(text)) return [];
  return [`${path}:1: ${lines} lines, ${most} are enough; one concept, one file`];
}

/** Whoever silences a rule says why, on the same line. */
export function silencesHaveReasons({ path, text }: SourceFile): string[] {
  return linesOf(text).flatMap((line, index) => {
    const silenced =
      /(\/\/|\/\*|<!--)\s*(oxlint-disable|eslint-disable|@ts-expect-error|@ts-ignore|@ts-nocheck|oxfmt-ignore|prettier-ignore)/.exec(
        line,
      );
    if (!silenced || / -- \S+/.test(line.slice(silenced.index))) return [];
    return [`${path}:${index + 1}: a rule is silenced without " -- why"`];
  });
}

const linesOf = (text: string): string[] => text.split('\n');
