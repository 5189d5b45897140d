/** Bytes to text: the encodings of Vietnamese offices, never guessed between two that both would fit. */
import iconv from 'iconv-lite';
import { malformed } from './grid.ts';

export const CHARSETS = ['auto', 'utf-8', 'utf-16le', 'utf-16be', 'windows-1258', 'tcvn3'] as const;
export type Charset = (typeof CHARSETS)[number];

const BYTE_ORDER_MARKS: readonly (readonly [string, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * iconv-lite's `tcvn` is TCVN 5712 VN1, of which TCVN3 (the fonts called ABC and .Vn) is the lower part: those files
 * write capitals with a tone as small letters, which look-ups of places and words do not mind.
 */
const ICONV_NAMES: Readonly<Record<string, string>> = { tcvn3: 'tcvn', 'windows-1258': 'windows1258' };

/**
 * @param charset `auto`: what the byte-order mark, the announcement or well-formed UTF-8 prove.
 * @param announced the upstream's own word, e.g. of its content-type.
 * @throws UpstreamError `malformed` for bytes that are no such text.
 */
export function decodeText(bytes: Uint8Array, charset: Charset, announced?: string): string {
  const marked = BYTE_ORDER_MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0];
  // A mark is proof, and so is UTF-8 with letters beyond ASCII: an office changes its program without notice.
  const name = marked ?? (charset === 'auto' ? announced?.toLowerCase() : (provenUtf8(bytes) ?? charset));
  const text = name === undefined ? decodeUnnamed(bytes) : decodeAs(bytes, name);
  // oxlint-disable-next-line no-control-regex -- these are what binary data looks like as text.
  if (/[\u0000-\u0008\u000e-\u001f]/u.test(text)) throw malformed('control characters, which no text has');
  return text.normalize('NFC');
}

function provenUtf8(bytes: Uint8Array): string | undefined {
  return bytes.some((byte) => byte >= 0x80) && fatal(bytes, 'utf-8') !== undefined ? 'utf-8' : undefined;
}

function decodeUnnamed(bytes: Uint8Array): string {
  const text = fatal(bytes, 'utf-8');
  // Every second byte of Latin letters in UTF-16 is a zero, which no other text has.
  if (text === undefined || text.includes('\0'))
    throw malformed(
      'no UTF-8, and no other character set is named: set `charset`, e.g. windows-1258, tcvn3 or utf-16le',
    );
  return text;
}

function decodeAs(bytes: Uint8Array, name: string): string {
  const known = ICONV_NAMES[name] ?? (/^utf-?(8|16(le|be)?)$|^us-ascii$/.test(name) ? undefined : name);
  if (known !== undefined) {
    if (!iconv.encodingExists(known)) throw malformed('a character set that is not known');
    const text = iconv.decode(bytes, known);
    // What the library puts in place of bytes that mean nothing.
    if (text.includes('\uFFFD')) throw malformed('bytes that do not fit the character set');
    return text;
  }
  const text = fatal(bytes, name);
  if (text === undefined) throw malformed('bytes that do not fit the character set');
  return text;
}

function fatal(bytes: Uint8Array, name: string): string | undefined {
  try {
    return new TextDecoder(name, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
