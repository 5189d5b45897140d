/** A list that comes in pages: all of them or none. */
import { z } from 'zod';
import { UpstreamError } from '../../shared/errors.ts';
import type { ExchangeAnswer } from '../connector.ts';
import { listAt, pathSchema, valueAt, withListAt } from './document-path.ts';
import { malformed } from './json-document.ts';
import { requestTo, withParameter, type JsonRequest } from './json-request.ts';
import { nextLink } from './link-header.ts';

const maxPages = z.number().int().min(1).max(1_000).default(20).meta({
  description:
    'Most pages of one poll. Where there are more the poll fails; their bytes count together as one body.',
});
const place = z
  .enum(['query', 'body'])
  .default('query')
  .meta({ description: 'Where the parameter is sent: in the address, or in the body of a POST.' });

export const pagingSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('cursor').meta({ description: 'Every page names the cursor of the next one.' }),
      next: pathSchema.meta({
        description:
          'Where the cursor stands in an answer, e.g. `meta.next`. Absent, null or empty there: the last page.',
      }),
      parameter: z.string().min(1).meta({ description: 'Parameter that carries the cursor.' }),
      in: place,
      maxPages,
    }),
    z.strictObject({
      kind: z.literal('offset').meta({ description: 'Pages are asked for by number.' }),
      parameter: z
        .string()
        .min(1)
        .meta({ description: 'Parameter that carries the offset, or the number of the page.' }),
      counts: z.enum(['items', 'pages']).default('items').meta({ description: 'What the parameter counts.' }),
      first: z
        .number()
        .int()
        .min(0)
        .max(1)
        .default(0)
        .meta({ description: 'What the first item or page is called: 0 or 1.' }),
      sizeParameter: z.string().min(1).meta({ description: 'Parameter that carries the size of a page.' }),
      size: z.number().int().min(1).max(10_000).default(100).meta({
        description: 'Items of a page. A page with fewer is the last one, unless `total` says otherwise.',
      }),
      total: pathSchema.optional().meta({
        description:
          'Where an answer says how many items there are in all. Given, a list that ends before is no answer, and one that changes meanwhile is read again.',
      }),
      in: place,
      maxPages,
    }),
    z.strictObject({
      kind: z.literal('link').meta({
        description:
          'Every page names the address of the next one, in its `Link` header (RFC 8288) or in the answer.',
      }),
      next: pathSchema.optional().meta({
        description: 'Where the address stands in an answer. Absent: the `Link` header with rel="next".',
      }),
      maxPages,
    }),
  ])
  .optional()
  .meta({ description: 'How a list that comes in pages is read to its end. Absent: there is one answer.' });
export type Paging = NonNullable<z.infer<typeof pagingSchema>>;

export interface Page {
  readonly answer: ExchangeAnswer;
  readonly document: unknown;
}

export interface PagedList {
  /** The first answer, with the items of all pages in its list. */
  readonly document: unknown;
  readonly items: readonly unknown[];
  readonly pages: readonly Page[];
}

export interface PagingOptions {
  readonly paging: Paging;
  /** Path of the list; undefined: the answer is the list. */
  readonly itemsPath: string | undefined;
  /** Of all pages together. */
  readonly maxBytes: number;
  /** Asks for one page within the bytes that are left. */
  readonly ask: (request: JsonRequest, maxBytes: number) => Promise<Page>;
}

/** @throws UpstreamError when any page fails: a part of a list is never taken for the whole. */
export async function readPages(first: JsonRequest, options: PagingOptions): Promise<PagedList> {
  for (let reading = 1; ; reading += 1) {
    const list = await readOnce(first, options);
    if (list !== undefined) return list;
    if (reading === MAX_READINGS) throw malformed('a list that changes while it is read');
  }
}

/** Read again so often when it changes: what is new moves the rest, and items would come twice or not at all. */
const MAX_READINGS = 2;

/** Undefined: the list has changed meanwhile. */
async function readOnce(first: JsonRequest, options: PagingOptions): Promise<PagedList | undefined> {
  const { paging, itemsPath, maxBytes, ask } = options;
  const pages: Page[] = [];
  const items: unknown[] = [];
  const asked = new Set<string>();
  let bytes = 0;
  let request: JsonRequest | undefined = firstPage(first, paging);
  while (request !== undefined) {
    const key = JSON.stringify([request.url, request.body]);
    if (asked.has(key)) throw malformed('a next page that was read before');
    asked.add(key);
    if (pages.length === paging.maxPages) throw tooLarge(`more than ${paging.maxPages} pages`);
    if (bytes >= maxBytes) throw tooLarge(`pages of more than ${maxBytes} bytes together`);
    const page = await ask(request, maxBytes - bytes);
    const found = listAt(page.document, itemsPath);
    if (pages[0] !== undefined && totalOf(paging, page) !== totalOf(paging, pages[0])) return undefined;
    pages.push(page);
    for (const item of found) items.push(item);
    bytes += page.answer.body.length;
    request = nextPage(first, request, page, { paging, found: found.length, taken: items.length });
  }
  return { document: withListAt(pages[0]?.document, itemsPath, items), items, pages };
}

function firstPage(request: JsonRequest, paging: Paging): JsonRequest {
  if (paging.kind !== 'offset') return request;
  const { in: where, parameter, first, sizeParameter, size } = paging;
  return withParameter(withParameter(request, where, parameter, first), where, sizeParameter, size);
}

interface Taken {
  readonly paging: Paging;
  /** Items of this page. */
  readonly found: number;
  /** Items of all pages so far. */
  readonly taken: number;
}

function nextPage(
  first: JsonRequest,
  request: JsonRequest,
  page: Page,
  { paging, found, taken }: Taken,
): JsonRequest | undefined {
  switch (paging.kind) {
    case 'cursor': {
      const cursor = valueAt(page.document, paging.next);
      if (isEnd(cursor)) return undefined;
      if (typeof cursor !== 'string' && typeof cursor !== 'number')
        throw malformed(`no cursor at \`${paging.next}\``);
      return withParameter(request, paging.in, paging.parameter, cursor);
    }
    case 'offset': {
      if (isLastByNumber(paging, page, found, taken)) return undefined;
      const passed = paging.counts === 'items' ? taken : Math.ceil(taken / paging.size);
      return withParameter(request, paging.in, paging.parameter, paging.first + passed);
    }
    case 'link': {
      const { next } = paging;
      const address =
        next === undefined ? nextLink(page.answer.headers['link']) : valueAt(page.document, next);
      if (isEnd(address)) return undefined;
      const following =
        typeof address === 'string' ? requestTo(address, page.answer.url ?? request.url, first) : undefined;
      if (following === undefined) throw malformed('a next page that has no address');
      return following;
    }
  }
}

/** What an answer says the whole list has; undefined where it is not asked to. */
function totalOf(paging: Paging, { document }: Page): number | undefined {
  if (paging.kind !== 'offset' || paging.total === undefined) return undefined;
  const total = Number(valueAt(document, paging.total) ?? Number.NaN);
  if (!Number.isInteger(total) || total < 0) throw malformed(`no number of items at \`${paging.total}\``);
  return total;
}

function isEnd(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === false;
}

function isLastByNumber(
  paging: Extract<Paging, { kind: 'offset' }>,
  page: Page,
  found: number,
  taken: number,
): boolean {
  const total = totalOf(paging, page);
  if (total === undefined) return found < paging.size;
  if (taken >= total) return true;
  if (found === 0) throw malformed(`a list that ends after ${taken} of ${total} items`);
  return false;
}

function tooLarge(message: string): UpstreamError {
  return new UpstreamError({ reason: 'too-large', message });
}
