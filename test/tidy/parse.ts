/** TypeScript's own reading of a file, so that comments and strings are never mistaken for code. */
import ts from 'typescript';
import type { SourceFile } from '../fixtures/source-tree.ts';

const SCRIPT = /<script\b[^>]*>([\s\S]*?)<\/script>/g;

/** The syntax tree of a file. Of a .vue file its scripts, at their own lines. */
export function parse({ path, text }: SourceFile): ts.SourceFile {
  const code = path.endsWith('.vue') ? scriptsOf(text) : text;
  return ts.createSourceFile(path, code, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
}

/** Everything but the scripts is blanked, so that positions stay. */
function scriptsOf(text: string): string {
  let code = '';
  let end = 0;
  for (const match of text.matchAll(SCRIPT)) {
    const body = match[1] ?? '';
    const start = match.index + match[0].lastIndexOf(body + '</script>');
    code += blank(text.slice(end, start)) + body;
    end = start + body.length;
  }
  return code + blank(text.slice(end));
}

const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ');

/** Every node below `node`, itself included, in the order of the text. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* nodesOf(child);
}

/** `path:line: message`, as editors open it. */
export function complaint(source: ts.SourceFile, node: ts.Node, message: string): string {
  const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
  return `${source.fileName}:${line + 1}: ${message}`;
}

/** The fixed text of a string or template, with its gaps left out. Undefined for any other node. */
export function fixedText(node: ts.Node | undefined): string | undefined {
  if (!node) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join('');
  }
  return undefined;
}

/** The modules a file imports. */
export function importsOf(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) =>
    ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)
      ? [statement.moduleSpecifier.text]
      : [],
  );
}
