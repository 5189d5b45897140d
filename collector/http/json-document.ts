/** From the bytes of an HTTP answer to a JSON document that is known to be whole and sane. */
import { UpstreamError } from '../../shared/errors.ts';
import type { ExchangeAnswer } from '../connector.ts';
import { checkDocument, parseJson } from '../json-document.ts';

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
  const document = parseJson(text);
  checkDocument(document, maxDepth);
  return document;
}
