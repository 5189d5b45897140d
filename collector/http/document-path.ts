/** A place in a document, as names joined by dots: `data.items`. Pure. */
import { z } from 'zod';
import { malformed } from './json-document.ts';

export const pathSchema = z
  .string()
  .regex(/^[^.\s]+(\.[^.\s]+)*$/, 'names joined by dots, e.g. `data.items`');

/** Undefined where the path leads nowhere. */
export function valueAt(document: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (node, name) =>
        node !== null && typeof node === 'object' && Object.hasOwn(node, name)
          ? (node as Record<string, unknown>)[name]
          : undefined,
      document,
    );
}

/**
 * The list of a document; without a path the document is the list itself. An explicit null is an empty list; a list
 * that is not there is no answer, and never an empty one.
 */
export function listAt(document: unknown, path: string | undefined): readonly unknown[] {
  const found = path === undefined ? document : valueAt(document, path);
  if (found === null) return [];
  if (Array.isArray(found)) return found;
  throw malformed(path === undefined ? 'a document that is no list' : `no list at \`${path}\``);
}

/** The document with another list in its place. The document is changed. */
export function withListAt(document: unknown, path: string | undefined, list: readonly unknown[]): unknown {
  if (path === undefined) return list;
  const names = path.split('.');
  const last = names.pop() ?? '';
  const owner = names.length === 0 ? document : valueAt(document, names.join('.'));
  // The list was read there a moment ago, so its owner is an object.
  Object.assign(owner as object, { [last]: list });
  return document;
}
