/** Upstreams that answer an HTTP request with a JSON document. */
import { z } from 'zod';
import { httpAddressSchema } from '../../shared/config/common.ts';
import { UpstreamError } from '../../shared/errors.ts';
import type { Connector, ExchangeAnswer, PollRequest, Validators } from '../connector.ts';
import { checkDocument, parseJson } from '../json-document.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const settings = z.strictObject({
  url: httpAddressSchema.meta({ description: 'Address, e.g. `${HIS_URL}/api/report`.' }),
  method: z.enum(['GET', 'POST']).default('GET').meta({ description: 'HTTP method.' }),
  query: z.record(z.string(), scalar).default({}).meta({
    description: 'Parameters added to the address. For the past, `{from}` and `{to}` are ISO times.',
  }),
  headers: z.record(z.string(), z.string()).default({}).meta({
    description: 'Headers, e.g. of authentication: values by `${NAME}`, never in clear text.',
  }),
  body: z.unknown().optional().meta({ description: 'Sent as JSON with POST.' }),
  allowEmpty: z.boolean().default(false).meta({
    description: 'Whether an answer without any body means "nothing new" rather than a failure.',
  }),
});
type Settings = z.infer<typeof settings>;

export const connector: Connector<Settings> = {
  id: 'http-json',
  title: { vi: 'HTTP trả về JSON', en: 'HTTP with JSON' },
  settings,
  answers: 'document',
  async poll(request) {
    const { limits, validators } = request;
    const answer = await request.exchange({ ...httpRequest(request), validators });
    const head = { status: `HTTP ${answer.status}`, headers: answer.headers, bytes: answer.body.length };
    const isEmpty = answer.body.length === 0 && request.settings.allowEmpty;
    if (answer.status === 304 || isEmpty) return { kind: 'unchanged', head };
    const charset = charsetOf(answer);
    const text = decode(answer, charset);
    checkDocument(parse(text, answer), limits.maxDepth);
    const json = charset === UTF8 && answer.body[0] !== BOM_FIRST_BYTE ? answer.body : encode(text);
    return { kind: 'document', json, validators: validatorsOf(answer), head };
  },
};

function httpRequest({ settings: { url, method, query, headers, body }, window }: PollRequest<Settings>) {
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
  return {
    url: fill(address),
    method,
    headers: { accept: 'application/json', ...headers },
    ...(body === undefined ? {} : { body: fill(JSON.stringify(body)) }),
  };
}

function validatorsOf({ headers }: ExchangeAnswer): Validators | undefined {
  const etag = headers['etag'];
  const lastModified = headers['last-modified'];
  return etag === undefined && lastModified === undefined ? undefined : { etag, lastModified };
}

function malformed(message: string, cause?: unknown): UpstreamError {
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
function decode({ body }: ExchangeAnswer, charset: string): string {
  if (body.length === 0) throw malformed('an empty body');
  try {
    const decoder = charset === UTF8 ? decodeUtf8 : new TextDecoder(charset, { fatal: true });
    return decoder.decode(body);
  } catch (cause) {
    if (cause instanceof RangeError) throw malformed('a character set that is not known', cause);
    if (cause instanceof TypeError)
      throw malformed('bytes that do not fit the announced character set', cause);
    throw cause;
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function parse(text: string, { headers }: ExchangeAnswer): unknown {
  const isHtml = /html/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype|html)/i.test(text);
  if (isHtml) throw malformed('an HTML page in place of JSON; perhaps a sign-in page');
  return parseJson(text);
}
