/** OAuth 2 client credentials (RFC 6749, 4.4): tokens that the lane keeps until they end. Never logged, never stored. */
import { z } from 'zod';
import type { HttpAuth } from '../../shared/config/http-auth.ts';
import { UpstreamError } from '../../shared/errors.ts';
import type { ExchangeAnswer, ExchangeRequest } from '../connector.ts';

export type ClientCredentials = Extract<HttpAuth, { kind: 'oauth2' }>;

/** A token answer is small; what is larger is none. */
const MAX_TOKEN_ANSWER_BYTES = 65_536;
/** A token is not used in the last part of its life: a request takes time, and clocks differ. */
const USED_PART = 0.9;
/** Of a token that says nothing of its end, and of one that says too much. */
const DEFAULT_LIFE_S = 300;
const MAX_LIFE_S = 86_400;

const tokenAnswer = z.object({
  // RFC 6750: what may stand in a header.
  access_token: z.string().regex(/^[A-Za-z0-9\-._~+/]+=*$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().positive().max(Number.MAX_SAFE_INTEGER).optional(),
});

/** Tokens that are remembered so that no word repeats them; a domain has few at a time. */
const MAX_GIVEN = 50;

interface KeptToken {
  readonly text: string;
  readonly untilMs: number;
}

export class AccessTokens {
  private readonly kept = new Map<string, KeptToken>();
  private readonly given = new Set<string>();

  /** @param nowMs monotonic. */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** @throws UpstreamError when no token can be had. */
  async get(
    credentials: ClientCredentials,
    ask: (request: ExchangeRequest) => Promise<ExchangeAnswer>,
  ): Promise<string> {
    const key = JSON.stringify(credentials);
    const known = this.kept.get(key);
    if (known !== undefined && this.nowMs() < known.untilMs) return known.text;
    const askedAtMs = this.nowMs();
    const { access_token: text, expires_in: lifeS = DEFAULT_LIFE_S } = await fetchToken(credentials, ask);
    const untilMs = askedAtMs + Math.min(lifeS, MAX_LIFE_S) * 1000 * USED_PART;
    this.kept.set(key, { text, untilMs });
    this.given.add(text);
    const [oldest = ''] = this.given;
    if (this.given.size > MAX_GIVEN) this.given.delete(oldest);
    return text;
  }

  /** The last that were given out to us, those included that are used no more. */
  issued(): string[] {
    return [...this.given];
  }

  /** The upstream refuses this one; if another was fetched meanwhile, that one stays. */
  forget(credentials: ClientCredentials, text: string): void {
    const key = JSON.stringify(credentials);
    if (this.kept.get(key)?.text === text) this.kept.delete(key);
  }
}

async function fetchToken(
  credentials: ClientCredentials,
  ask: (request: ExchangeRequest) => Promise<ExchangeAnswer>,
): Promise<z.infer<typeof tokenAnswer>> {
  const { body } = await ask(tokenRequest(credentials)).catch((error: unknown) => {
    throw asTokenFailure(error);
  });
  const parsed = tokenAnswer.safeParse(parseJson(body));
  if (parsed.success) return parsed.data;
  throw new UpstreamError({ reason: 'malformed', message: 'the token server gives no bearer token' });
}

function tokenRequest(credentials: ClientCredentials): ExchangeRequest {
  const { tokenUrl, clientId, clientSecret, clientIn, scope, audience } = credentials;
  const inBody = clientIn === 'body';
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(scope === undefined ? {} : { scope }),
    ...(audience === undefined ? {} : { audience }),
    ...(inBody ? { client_id: clientId, client_secret: clientSecret } : {}),
  });
  return {
    url: tokenUrl,
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      ...(inBody ? {} : { authorization: basic(formEncoded(clientId), formEncoded(clientSecret)) }),
    },
    body: form.toString(),
    maxBytes: MAX_TOKEN_ANSWER_BYTES,
  };
}

export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** RFC 6749, 2.3.1: id and secret are written as in a form before they are joined. */
function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

/** Servers answer a wrong secret with 400 as well as with 401. */
function asTokenFailure(error: unknown): unknown {
  if (!(error instanceof UpstreamError)) return error;
  const { reason, message, retryAfterMs } = error;
  return new UpstreamError({
    reason: reason === 'client' && error.httpStatus === 400 ? 'auth' : reason,
    message: `no token: ${message}`,
    retryAfterMs,
  });
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
