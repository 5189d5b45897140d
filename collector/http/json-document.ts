/** From the bytes of an HTTP answer to a JSON document that is known to be whole and sane. */
import { UpstreamError } from '../../shared/errors.ts';
import type { ExchangeAnswer } from '../connector.ts';

export function malformed(message: string, cause?: unknown): UpstreamError {
  return new UpstreamError({ reason: 'malformed', message, cause });
}

const UTF8 = 'utf-8';
const decodeUtf8 = new TextDecoder(UTF8, { fatal: true });
/** A mark of the byte order is no part of the document. */
const BOM_FIRST_BYTE = 0xef;

function charsetOf({ headers }: ExchangeAnswer): string {
  return /charset="?([\w.:-]+)/i.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase() ?? UTF8;
}

/** Bytes to text in the announced character set; bytes that do not fit it are an error, not question marks. */
export function decodeText(answer: ExchangeAnswer): string {
  const charset = charsetOf(answer);
  if (answer.body.length === 0) throw malformed('an empty body');
  try {
    const decoder = charset === UTF8 ? decodeUtf8 : new TextDecoder(charset, { fatal: true });
    return decoder.decode(answer.body);
  } catch (cause) {
    if (cause instanceof RangeError) throw malformed('a character set that is not known', cause);
    if (cause instanceof TypeError)
      throw malformed('bytes that do not fit the announced character set', cause);
    throw cause;
  }
}

/** The text of an answer as bytes of UTF-8: those that came, where they are that. */
export function jsonBytes(answer: ExchangeAnswer, text: string): Uint8Array {
  const isUtf8 = charsetOf(answer) === UTF8 && answer.body[0] !== BOM_FIRST_BYTE;
  return isUtf8 ? answer.body : new TextEncoder().encode(text);
}

/** @throws UpstreamError `malformed` for what is no JSON, nests too deep or holds a number beyond all bounds. */
export function parseDocument(text: string, { headers }: ExchangeAnswer, maxDepth: number): unknown {
  const isHtml = /html/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype|html)/i.test(text);
  if (isHtml) throw malformed('an HTML page in place of JSON; perhaps a sign-in page');
  const document = parse(text);
  checkDocument(document, maxDepth);
  return document;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The parser's own words quote the document, which may be nobody's business.
    if (cause instanceof SyntaxError) throw malformed('text that is not well-formed JSON');
    throw cause;
  }
}

/** Walks the document without recursion: its depth is what is in question. */
function checkDocument(document: unknown, maxDepth: number): void {
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
