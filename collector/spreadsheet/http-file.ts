/** A file behind an HTTP address: the settings and the request that its kinds share. */
import { z } from 'zod';
import type { ExchangeAnswer, PollRequest, ResponseHead, Validators } from '../connector.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

export const httpFileFields = {
  url: z.string().min(1).meta({ description: 'Address, e.g. `${SO_URL}/bao-cao.csv`.' }),
  query: z.record(z.string(), scalar).default({}).meta({
    description: 'Parameters added to the address. For the past, `{from}` and `{to}` are ISO times.',
  }),
  headers: z.record(z.string(), z.string()).default({}).meta({
    description: 'Headers, e.g. of authentication: values by `${NAME}`, never in clear text.',
  }),
};

export interface HttpFileSettings {
  readonly url: string;
  readonly query: Readonly<Record<string, string | number | boolean>>;
  readonly headers: Readonly<Record<string, string>>;
}

export interface HttpFile {
  readonly answer: ExchangeAnswer;
  readonly head: ResponseHead;
  readonly validators: Validators | undefined;
  /** The upstream says that nothing changed. */
  readonly isUnchanged: boolean;
}

export async function fetchFile(
  { settings: { url, query, headers }, window, exchange, validators }: PollRequest<HttpFileSettings>,
  accept: string,
): Promise<HttpFile> {
  const fill = (text: string) =>
    window === undefined
      ? text
      : text
          .replaceAll('{from}', new Date(window.fromMs).toISOString())
          .replaceAll('{to}', new Date(window.toMs).toISOString());
  const parameters = new URLSearchParams(
    Object.entries(query).map(([name, value]) => [name, fill(String(value))]),
  );
  const address =
    parameters.size === 0 ? fill(url) : `${fill(url)}${url.includes('?') ? '&' : '?'}${parameters}`;
  const answer = await exchange({ url: address, headers: { accept, ...headers }, validators });
  const { etag, 'last-modified': lastModified } = answer.headers;
  return {
    answer,
    head: { status: `HTTP ${answer.status}`, headers: answer.headers, bytes: answer.body.length },
    validators: etag === undefined && lastModified === undefined ? undefined : { etag, lastModified },
    isUnchanged: answer.status === 304,
  };
}
