/** Bytes to the text of an XML document, in the character set it announces. Pure. */
import { UpstreamError } from '../../shared/errors.ts';

/** The declaration stands within the first bytes, in letters of ASCII. */
const DECLARATION_BYTES = 200;
const DECLARED = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]{1,40})["']/;
const MARKS: readonly (readonly [charset: string, mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

function malformed(message: string, cause?: unknown): UpstreamError {
  return new UpstreamError({ reason: 'malformed', message, cause });
}

/** A byte-order mark is sure; then the header, which the server wrote last; then the document itself (RFC 7303). */
function charsetOf(body: Uint8Array, contentType: string | undefined): string {
  const marked = MARKS.find(([, mark]) => mark.every((byte, at) => body[at] === byte))?.[0];
  if (marked !== undefined) return marked;
  const announced = /charset="?([\w.:-]{1,40})/i.exec(contentType ?? '')?.[1];
  const declared = DECLARED.exec(Buffer.from(body.subarray(0, DECLARATION_BYTES)).toString('latin1'))?.[1];
  return announced ?? declared ?? 'utf-8';
}

/** @throws UpstreamError `malformed` for bytes that do not fit, which are never turned into question marks. */
export function decodeXml(body: Uint8Array, contentType: string | undefined): string {
  if (body.length === 0) throw malformed('an empty body');
  try {
    // windows-1258 writes most tones as a letter of their own.
    return new TextDecoder(charsetOf(body, contentType), { fatal: true }).decode(body).normalize('NFC');
  } catch (cause) {
    if (cause instanceof RangeError) throw malformed('a character set that is not known', cause);
    if (cause instanceof TypeError)
      throw malformed('bytes that do not fit the announced character set', cause);
    throw cause;
  }
}
