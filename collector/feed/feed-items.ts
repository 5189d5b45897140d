/** RSS 0.9x, 1.0 (RDF) and 2.0, and Atom, to one shape. Pure. */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { UpstreamError } from '../../shared/errors.ts';
import { feedTime } from './feed-time.ts';
import { plainText } from './plain-text.ts';
import { childNamed, childrenNamed, innerText, type XmlElement } from './xml-tree.ts';

export interface FeedItem {
  /** What the feed calls it, or its link; a fingerprint of that where an event could not carry it. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** Of http or https; else absent. */
  readonly link?: string;
  /** ISO in UTC, or local where the feed gives no zone; absent where it gives no time. */
  readonly at?: string;
  readonly categories: readonly string[];
}

export interface Feed {
  readonly title: string;
  readonly items: readonly FeedItem[];
  /** What of it does not fit, by its place. */
  readonly refused: readonly string[];
}

export interface FeedBounds {
  readonly maxItems: number;
  readonly maxTextLetters: number;
  /** Of the feed: links may be relative to it. */
  readonly url: string;
}

const MAX_TITLE_LETTERS = 500;
const MAX_ID_LETTERS = 2_000;
/** What the id of an event may be. */
const USABLE_ID = /^[^\s"\\|\p{Cc}]{1,128}$/u;
const MAX_CATEGORIES = 20;
const MAX_CATEGORY_LETTERS = 100;

export function readFeed(root: XmlElement, bounds: FeedBounds): Feed {
  const { head, items } = partsOf(root);
  const refused: string[] = [];
  if (items.length > bounds.maxItems)
    refused.push(`${items.length - bounds.maxItems} items beyond the first ${bounds.maxItems}`);
  const byId = new Map<string, FeedItem>();
  for (const [at, element] of items.slice(0, bounds.maxItems).entries()) {
    const refuse = (words: string) => void refused.push(`item ${at + 1}: ${words}`);
    const item = readItem(element, bounds, refuse);
    if (item === undefined) continue;
    const known = byId.get(item.id);
    if (known === undefined) byId.set(item.id, item);
    else if (!isDeepStrictEqual(known, item)) refuse('the id of an item before it, with another text');
  }
  const title = head === undefined ? '' : plainText(innerText(childNamed(head, 'title')), MAX_TITLE_LETTERS);
  return { title, items: [...byId.values()], refused };
}

function partsOf(root: XmlElement): { head: XmlElement | undefined; items: readonly XmlElement[] } {
  const local = root.name.replace(/^.*:/, '').toLowerCase();
  const channel = childNamed(root, 'channel');
  if (local === 'rss' && channel !== undefined)
    return { head: channel, items: childrenNamed(channel, 'item') };
  if (local === 'rdf') return { head: channel, items: childrenNamed(root, 'item') };
  if (local === 'feed') return { head: root, items: childrenNamed(root, 'entry') };
  throw new UpstreamError({ reason: 'malformed', message: 'XML that is neither RSS nor Atom' });
}

function readItem(
  element: XmlElement,
  { maxTextLetters, url }: FeedBounds,
  refuse: (words: string) => void,
): FeedItem | undefined {
  const title = plainText(innerText(childNamed(element, 'title')), MAX_TITLE_LETTERS);
  const body = childNamed(element, 'description', 'summary', 'content:encoded', 'content');
  const text = plainText(innerText(body), maxTextLetters);
  const given = linkOf(element);
  const link = safeLink(given, url);
  if (given !== '' && link === undefined) refuse('a link that is not of http or https');
  const id = idOf(element) || link || title;
  if (id === '') {
    refuse('neither id nor link nor title');
    return undefined;
  }
  const time = innerText(childNamed(element, 'pubDate', 'published', 'dc:date', 'updated', 'date')).trim();
  const at = time === '' ? undefined : feedTime(time);
  if (time !== '' && at === undefined) refuse('a time that is not understood, or in two ways');
  return {
    id: USABLE_ID.test(id) ? id : createHash('sha256').update(id).digest('base64url'),
    title,
    text,
    ...(link === undefined ? {} : { link }),
    ...(at === undefined ? {} : { at }),
    categories: categoriesOf(element),
  };
}

function idOf(element: XmlElement): string {
  const given =
    innerText(childNamed(element, 'guid', 'id')).trim() || (element.attributes['rdf:about'] ?? '');
  return plainText(given, MAX_ID_LETTERS);
}

/** RSS writes it as text; Atom as an attribute, the one to the page itself before others. */
function linkOf(element: XmlElement): string {
  const links = childrenNamed(element, 'link', 'atom:link');
  const written = links.map((link) => innerText(link).trim()).find((text) => text !== '');
  if (written !== undefined) return written;
  const alternate = links.find(({ attributes: { rel = 'alternate' } }) => rel === 'alternate');
  return (alternate ?? links[0])?.attributes['href']?.trim() ?? '';
}

/** `javascript:` and `data:` run or show what they like; a name and password in a link are nobody's business. */
function safeLink(given: string, base: string): string | undefined {
  if (given === '' || !URL.canParse(given, base)) return undefined;
  const url = new URL(given, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  url.username = '';
  url.password = '';
  return url.href;
}

function categoriesOf(element: XmlElement): string[] {
  const words = childrenNamed(element, 'category', 'dc:subject').map((category) =>
    plainText(innerText(category) || (category.attributes['term'] ?? ''), MAX_CATEGORY_LETTERS),
  );
  return [...new Set(words.filter((word) => word !== ''))].slice(0, MAX_CATEGORIES);
}
