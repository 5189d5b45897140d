/** Upstreams that answer an HTTP request with a JSON document, or with a list of it in pages. */
import { z } from 'zod';
import { httpAddressSchema } from '../../shared/config/common.ts';
import { httpAuthSchema } from '../../shared/config/http-auth.ts';
import type { Connector, DocumentAnswer, ExchangeAnswer, PollRequest, Validators } from '../connector.ts';
import { listAt, pathSchema } from '../http/document-path.ts';
import { decodeText, jsonBytes, parseDocument } from '../http/json-document.ts';
import { exchangeRequest, type JsonRequest } from '../http/json-request.ts';
import { pagingSchema, readPages, type Page, type Paging } from '../http/paging.ts';
import { nextState, sinceSchema, withSince } from '../http/since.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const settings = z
  .strictObject({
    url: httpAddressSchema.meta({ description: 'Address, e.g. `${HIS_URL}/api/report`.' }),
    method: z.enum(['GET', 'POST']).default('GET').meta({ description: 'HTTP method.' }),
    query: z.record(z.string(), scalar).default({}).meta({
      description: 'Parameters added to the address. For the past, `{from}` and `{to}` are ISO times.',
    }),
    headers: z.record(z.string(), z.string()).default({}).meta({
      description: 'Headers, e.g. of authentication: values by `${NAME}`, never in clear text.',
    }),
    auth: httpAuthSchema,
    body: z.unknown().optional().meta({ description: 'Sent as JSON with POST.' }),
    allowEmpty: z.boolean().default(false).meta({
      description: 'Whether an answer without any body means "nothing new" rather than a failure.',
    }),
    items: pathSchema.optional().meta({
      description:
        'Where the list stands in an answer, as names joined by dots, for `paging` and `since`. Absent: the answer is the list.',
    }),
    paging: pagingSchema,
    since: sinceSchema,
  })
  .superRefine(({ method, body, paging, since }, context) => {
    const placeOf = (setting: object | undefined) =>
      setting !== undefined && 'in' in setting ? setting.in : 'query';
    for (const [name, setting] of Object.entries({ paging, since })) {
      if (placeOf(setting) !== 'body') continue;
      if (method !== 'POST')
        context.addIssue({ code: 'custom', path: [name, 'in'], message: 'a body is sent with POST only' });
      if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body)))
        context.addIssue({ code: 'custom', path: ['body'], message: 'an object, to put the parameter into' });
    }
  });
type Settings = z.infer<typeof settings>;

export const connector: Connector<Settings> = {
  id: 'http-json',
  title: { vi: 'HTTP trả về JSON', en: 'HTTP with JSON' },
  settings,
  example: `id: petitions
name: { vi: Phản ánh kiến nghị, en: Petitions }
office: { vi: Văn phòng UBND tỉnh, en: Provincial Office }
domain: phan-anh-kien-nghi
connector: http-json
everySeconds: 30
settings:
  url: https://petitions.example.vn/api/list
  auth:
    kind: oauth2
    tokenUrl: https://petitions.example.vn/oauth/token
    clientId: \${PETITIONS_ID}
    clientSecret: \${PETITIONS_SECRET}
  items: data.items
  paging: { kind: offset, parameter: page, counts: pages, first: 1, sizeParameter: size, total: data.total }
  since: { parameter: updatedSince, largest: updatedAt }
mapping: |
  { "events": [ data.items.{
    "id": id, "kind": "phan-anh", "place": $place("commune", commune),
    "at": $time(createdAt), "text": title, "state": status
  } ] }
network:
  cidrs: [10.20.0.0/16]
`,
  answers: 'document',
  async poll(request) {
    const { paging } = request.settings;
    return paging === undefined ? pollOnce(request) : pollPages(request, paging);
  },
};

async function pollOnce(request: PollRequest<Settings>): ReturnType<typeof connector.poll> {
  const { settings: asked, limits, exchange } = request;
  // What was unchanged under another cursor says nothing.
  const validators = asked.since === undefined ? request.validators : undefined;
  const answer = await exchange({ ...exchangeRequest(firstRequest(request)), validators });
  const head = headOf(answer, answer.body.length);
  const isEmpty = answer.body.length === 0 && asked.allowEmpty;
  if (answer.status === 304 || isEmpty) return { kind: 'unchanged', head };
  const text = decodeText(answer);
  const document = parseDocument(text, answer, limits.maxDepth);
  return {
    kind: 'document',
    json: jsonBytes(answer, text),
    validators: asked.since === undefined ? validatorsOf(answer) : undefined,
    state: stateAfter(request, [document], () => listAt(document, asked.items)),
    head,
  };
}

/** That the first page is unchanged says nothing of the others, so no page is asked for on condition. */
async function pollPages(request: PollRequest<Settings>, paging: Paging): Promise<DocumentAnswer> {
  const { limits, exchange } = request;
  const ask = async (page: JsonRequest, maxBytes: number): Promise<Page> => {
    const answer = await exchange({ ...exchangeRequest(page), maxBytes });
    return { answer, document: parseDocument(decodeText(answer), answer, limits.maxDepth) };
  };
  const itemsPath = request.settings.items;
  const list = await readPages(firstRequest(request), { paging, itemsPath, maxBytes: limits.maxBytes, ask });
  const documents = list.pages.map((page) => page.document);
  const bytes = list.pages.reduce((sum, { answer }) => sum + answer.body.length, 0);
  const head = headOf(list.pages.at(-1)?.answer, bytes);
  return {
    kind: 'document',
    json: new TextEncoder().encode(JSON.stringify(list.document)),
    state: stateAfter(request, documents, () => list.items),
    head: { ...head, status: `${head.status}, ${list.pages.length} pages` },
  };
}

function stateAfter(
  { settings: { since }, state, window }: PollRequest<Settings>,
  documents: readonly unknown[],
  items: () => readonly unknown[],
): string | undefined {
  return since === undefined || window !== undefined
    ? undefined
    : nextState(since, documents, items, { before: state, nowMs: Date.now() });
}

function firstRequest(request: PollRequest<Settings>): JsonRequest {
  const { settings: asked, window, state } = request;
  const { url, method, query, headers, auth, body } = asked;
  const fill = (text: string) =>
    window === undefined
      ? text
      : text
          .replaceAll('{from}', new Date(window.fromMs).toISOString())
          .replaceAll('{to}', new Date(window.toMs).toISOString());
  const parameters = new URLSearchParams(
    Object.entries(query).map(([name, value]) => [name, fill(String(value))]),
  );
  const separator = url.includes('?') ? '&' : '?';
  const address = parameters.size === 0 ? url : `${url}${separator}${parameters}`;
  const first: JsonRequest = {
    url: fill(address),
    method,
    headers: { accept: 'application/json', ...headers },
    auth,
    body: body === undefined ? undefined : JSON.parse(fill(JSON.stringify(body))),
  };
  return asked.since === undefined || window !== undefined ? first : withSince(first, asked.since, state);
}

function headOf(answer: ExchangeAnswer | undefined, bytes: number) {
  return { status: `HTTP ${answer?.status}`, headers: answer?.headers ?? {}, bytes };
}

function validatorsOf({ headers }: ExchangeAnswer): Validators | undefined {
  const etag = headers['etag'];
  const lastModified = headers['last-modified'];
  return etag === undefined && lastModified === undefined ? undefined : { etag, lastModified };
}
