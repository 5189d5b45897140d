/** Asking only for what is new: what is kept of one answer and sent with the next request. Pure. */
import { z } from 'zod';
import { pathSchema, valueAt } from './document-path.ts';
import { malformed } from './json-document.ts';
import { withParameter, type JsonRequest } from './json-request.ts';

const scalar = z.union([z.string(), z.number()]);

export const sinceSchema = z
  .strictObject({
    parameter: z.string().min(1).meta({ description: 'Parameter that carries the cursor.' }),
    in: z
      .enum(['query', 'body'])
      .default('query')
      .meta({ description: 'Where it is sent: in the address, or in the body of a POST.' }),
    largest: pathSchema.optional().meta({
      description:
        'Field of every item whose largest value is the cursor, e.g. `updatedAt`. Texts are compared letter by letter, so a time must begin with its year; one more than a day ahead is passed over. Items at the cursor itself should come again: what is the same is recorded once.',
    }),
    cursor: pathSchema.optional().meta({
      description:
        'Where an answer names the cursor itself, e.g. `meta.syncToken`; of several pages the last one that does.',
    }),
    initial: scalar
      .optional()
      .meta({ description: 'Sent as long as no cursor is known. Absent: nothing is.' }),
  })
  .refine(({ largest, cursor }) => (largest === undefined) !== (cursor === undefined), {
    message: 'either `largest` or `cursor`',
  })
  .optional()
  .meta({
    description:
      'Ask only for what came after the last answer. The cursor is kept with what was recorded, and begins anew when the configuration changes. Not used for the past.',
  });
export type Since = NonNullable<z.infer<typeof sinceSchema>>;
type Cursor = z.infer<typeof scalar>;

const MAX_CURSOR_LETTERS = 2_000;

/** @param state what {@link nextState} gave. */
export function withSince(request: JsonRequest, since: Since, state: string | undefined): JsonRequest {
  const cursor = parseState(state) ?? since.initial;
  return cursor === undefined ? request : withParameter(request, since.in, since.parameter, cursor);
}

/** What to keep: the cursor of these answers, or the one before where they have none. */
export function nextState(
  since: Since,
  documents: readonly unknown[],
  items: () => readonly unknown[],
  { before, nowMs }: { readonly before: string | undefined; readonly nowMs: number },
): string | undefined {
  const cursor =
    since.largest === undefined ? namedCursor(since, documents) : largestOf(since.largest, items(), nowMs);
  if (cursor === undefined) return before;
  if (String(cursor).length > MAX_CURSOR_LETTERS)
    throw malformed(`a cursor of more than ${MAX_CURSOR_LETTERS} letters`);
  return JSON.stringify(cursor);
}

/** Of another version: the source begins anew. */
function parseState(state: string | undefined): Cursor | undefined {
  if (state === undefined || !/^["\d-]/.test(state)) return undefined;
  return scalar.safeParse(JSON.parse(state)).data;
}

function namedCursor({ cursor = '' }: Since, documents: readonly unknown[]): Cursor | undefined {
  const found = documents
    .map((document) => valueAt(document, cursor))
    .findLast((one) => one !== undefined && one !== null);
  if (found === undefined || found === null) return undefined;
  const parsed = scalar.safeParse(found);
  if (!parsed.success) throw malformed(`no cursor at \`${cursor}\``);
  return parsed.data;
}

/** Beyond this a time is a mistake; every zone is within it, ms. */
const MAX_AHEAD_MS = 86_400_000;

/** One item with a wrong year would hide every later one. */
function liesAhead(value: Cursor, nowMs: number): boolean {
  return /^\d{4}-\d\d-\d\d/.test(String(value)) && Date.parse(String(value)) > nowMs + MAX_AHEAD_MS;
}

function largestOf(path: string, items: readonly unknown[], nowMs: number): Cursor | undefined {
  let largest: Cursor | undefined;
  let isAnyAhead = false;
  for (const item of items) {
    const value = scalar.safeParse(valueAt(item, path)).data;
    if (value === undefined) continue;
    if (liesAhead(value, nowMs)) {
      isAnyAhead = true;
      continue;
    }
    if (largest !== undefined && typeof value !== typeof largest)
      throw malformed(`texts and numbers at \`${path}\`, which cannot be compared`);
    if (largest === undefined || value > largest) largest = value;
  }
  if (largest === undefined && items.length > 0 && !isAnyAhead)
    throw malformed(`no item with a value at \`${path}\``);
  return largest;
}
