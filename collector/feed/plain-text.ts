/** HTML to the text that a reader would see. No tag, script or hidden letter is left. Pure and linear. */
import { decodeHTML } from 'entities';

/** What these hold is no text. */
const SILENT = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'iframe',
  'object',
  'svg',
  'math',
  'head',
  'title',
]);
/** Words on both sides of these are not one word. */
const BLOCKS =
  /^\/?(address|article|aside|blockquote|br|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|img|li|main|nav|ol|p|pre|section|table|tbody|td|th|tr|ul)$/;
/** Markup that was escaped twice or thrice opens again with every decoding. */
const MAX_DECODINGS = 4;
/** Controls, and marks that turn the direction of what stands beside them. */
const HIDDEN = /[\p{Cc}\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB]/gu;
const TAG_START = /<(?=[a-zA-Z/!?])/g;

/** @param maxLetters longer texts end in `…`. */
export function plainText(html: string, maxLetters: number): string {
  let text = html;
  for (let turn = 0; turn < MAX_DECODINGS; turn += 1) {
    const before = text;
    text = decodeHTML(withoutTags(text));
    if (text === before) break;
  }
  const seen = text
    // What still looks like markup after all that is somebody's trick; the letter reads the same.
    .replaceAll(TAG_START, '‹')
    .replaceAll(/[\s\u00A0]+/g, ' ')
    .replaceAll(HIDDEN, '')
    .trim();
  return shortened(seen, maxLetters);
}

function shortened(text: string, maxLetters: number): string {
  if (text.length <= maxLetters) return text;
  // A letter of two halves is not cut between them.
  const end = /[\uD800-\uDBFF]/.test(text[maxLetters - 2] ?? '') ? maxLetters - 2 : maxLetters - 1;
  return `${text.slice(0, end).trimEnd()}…`;
}

function withoutTags(html: string): string {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    TAG_START.lastIndex = at;
    const found = TAG_START.exec(html);
    if (found === null) return [...parts, html.slice(at)].join('');
    parts.push(html.slice(at, found.index));
    const tag = tagAt(html, found.index);
    if (BLOCKS.test(tag.name)) parts.push(' ');
    at = SILENT.has(tag.name) && !tag.isEmpty ? endOfSilent(html, tag.end, tag.name) : tag.end;
  }
}

interface Tag {
  /** In small letters, with `/` before it where it closes. */
  readonly name: string;
  /** Where what follows begins; a tag that is never closed swallows the rest. */
  readonly end: number;
  readonly isEmpty: boolean;
}

function tagAt(html: string, start: number): Tag {
  if (html.startsWith('<!--', start))
    return { name: '!--', end: after(html, '-->', start + 4), isEmpty: true };
  const [name = ''] = /^\/?[a-z0-9]*/i.exec(html.slice(start + 1, start + 40)) ?? [];
  const close = closingBracket(html, start + 1);
  return { name: name.toLowerCase(), end: close + 1, isEmpty: html[close - 1] === '/' };
}

/** The `>` that ends a tag: one inside of a quoted attribute does not. */
function closingBracket(html: string, from: number): number {
  let quote = '';
  for (let at = from; at < html.length; at += 1) {
    const letter = html[at] ?? '';
    if (quote === '' && letter === '>') return at;
    if (quote === '' && (letter === '"' || letter === "'") && html[at - 1] === '=') quote = letter;
    else if (letter === quote) quote = '';
  }
  return html.length;
}

function after(html: string, mark: string, from: number): number {
  const at = html.indexOf(mark, from);
  return at < 0 ? html.length : at + mark.length;
}

function endOfSilent(html: string, from: number, name: string): number {
  const closing = new RegExp(`</${name}[^>]*>`, 'gi');
  closing.lastIndex = from;
  return closing.exec(html) === null ? html.length : closing.lastIndex;
}
