/** JSON of an upstream, as strict as the collector needs it: what is handed on is finite and not too deep. Pure. */
import { UpstreamError } from '../shared/errors.ts';

function malformed(message: string): UpstreamError {
  return new UpstreamError({ reason: 'malformed', message });
}

/** @throws UpstreamError `malformed` for text that is no JSON; its words quote nothing of it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The parser's own words quote the document, which may be nobody's business.
    if (cause instanceof SyntaxError) throw malformed('text that is not well-formed JSON');
    throw cause;
  }
}

/** Walks the document without recursion: its depth is what is in question. */
export function checkDocument(document: unknown, maxDepth: number): void {
  const open: { node: unknown; depth: number }[] = [{ node: document, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next;
    if (typeof node === 'number' && !Number.isFinite(node))
      throw malformed('a number beyond all bounds, like 1e999');
    if (node === null || typeof node !== 'object') continue;
    if (depth >= maxDepth) throw malformed(`nested deeper than ${maxDepth} levels`);
    for (const child of Object.values(node)) open.push({ node: child, depth: depth + 1 });
  }
}

/** Text of bytes in UTF-8. @throws UpstreamError `malformed` for bytes that are none, in place of question marks. */
export function utf8Text(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if (cause instanceof TypeError) throw malformed('bytes that are no UTF-8');
    throw cause;
  }
}
