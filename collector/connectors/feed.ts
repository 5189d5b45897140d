/** News feeds: RSS 0.9x, 1.0 and 2.0, and Atom. What they say becomes text; what was seen is not said again. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Connector, ExchangeAnswer, Validators } from '../connector.ts';
import { readFeed, type FeedItem } from '../feed/feed-items.ts';
import { decodeXml } from '../feed/xml-text.ts';
import { parseXml } from '../feed/xml-tree.ts';

const settings = z.strictObject({
  url: z
    .string()
    .min(1)
    .meta({ description: 'Address of the feed, e.g. `https://baolangson.vn/rss/home.rss`.' }),
  headers: z.record(z.string(), z.string()).default({}).meta({
    description: 'Headers, e.g. of authentication: values by `${NAME}`, never in clear text.',
  }),
  items: z.enum(['new', 'all']).default('new').meta({
    description:
      '`new`: only what was not seen before, or was changed since; for events. `all`: whatever the feed holds; for counts.',
  }),
  maxItems: z.number().int().min(1).max(1_000).default(200).meta({
    description: 'Most items of one feed; those behind are named as unread.',
  }),
  maxTextLetters: z.number().int().min(20).max(10_000).default(1_000).meta({
    description: 'Longest text of an item, in letters; longer ones end in `…`.',
  }),
});
type Settings = z.infer<typeof settings>;

export const connector: Connector<Settings> = {
  id: 'feed',
  title: { vi: 'Tin RSS, Atom', en: 'RSS and Atom feeds' },
  settings,
  answers: 'document',
  example: `id: bao-lang-son
name: { vi: Báo Lạng Sơn, en: Lạng Sơn newspaper }
office: { vi: Báo Lạng Sơn, en: Lạng Sơn press }
domain: mang-xa-hoi
connector: feed
everySeconds: 300
settings:
  url: https://baolangson.vn/rss/home.rss
mapping: |
  { "events": [ items.{
      "id": id,
      "kind": "bai-dang",
      "at": $time(at),
      "text": title
    } ] }
`,
  async poll({ settings: given, exchange, validators, state, limits }) {
    const answer = await exchange({
      url: given.url,
      headers: {
        accept: 'application/rss+xml, application/atom+xml, application/xml, text/xml',
        ...given.headers,
      },
      validators,
    });
    const head = { status: `HTTP ${answer.status}`, headers: answer.headers, bytes: answer.body.length };
    if (answer.status === 304) return { kind: 'unchanged', head };
    const text = decodeXml(answer.body, answer.headers['content-type']);
    const feed = readFeed(parseXml(text, limits.maxDepth), given);
    const seen = new Set(state?.split(' '));
    const items = feed.items.map((item) => ({ item, mark: markOf(item) }));
    const told = given.items === 'all' ? items : items.filter(({ mark }) => !seen.has(mark));
    const marks = items.filter(({ item }) => !isAhead(item, answer)).map(({ mark }) => mark);
    const document = { title: feed.title, items: told.map(({ item }) => item) };
    return {
      kind: 'document',
      json: new TextEncoder().encode(JSON.stringify(document)),
      validators: validatorsOf(answer),
      state: given.items === 'all' ? undefined : stateOf(marks, seen),
      ...(feed.refused.length === 0 ? {} : { refused: feed.refused }),
      head,
    };
  },
};

/** Letters of a mark: 66 bits, so that no two of a million items share theirs. */
const MARK_LETTERS = 11;
/** Most marks that are kept, 12 bytes each: the thousand of the longest feed, and as many again of those gone from a usual one. */
const MAX_MARKS = 1_300;

/** Of all that an item says: one that is changed is new again, and its event is updated by its id. */
function markOf(item: FeedItem): string {
  return createHash('sha256').update(JSON.stringify(item)).digest('base64url').slice(0, MARK_LETTERS);
}

/** What is dated ahead of the server's own clock is refused now, and must be new again when its time has come. */
function isAhead({ at = '' }: FeedItem, { headers }: ExchangeAnswer): boolean {
  return Date.parse(at) > Date.parse(headers['date'] ?? '');
}

/** Those of the feed first, then older ones: an item that comes back is still known. */
function stateOf(marks: readonly string[], seen: ReadonlySet<string>): string {
  return [...new Set([...marks, ...seen])].slice(0, MAX_MARKS).join(' ');
}

function validatorsOf({ headers }: ExchangeAnswer): Validators | undefined {
  const etag = headers['etag'];
  const lastModified = headers['last-modified'];
  return etag === undefined && lastModified === undefined ? undefined : { etag, lastModified };
}
