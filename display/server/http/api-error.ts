/** Whatever goes wrong over HTTP has one shape: `{ code, message, expected? }`. */
import { z } from 'zod';

export const apiErrorSchema = z
  .strictObject({
    code: z
      .string()
      .meta({ description: 'What went wrong, for programs: unknown-place, malformed, store-unreachable …' }),
    message: z.string().meta({ description: 'What was found, for people.' }),
    expected: z.string().exactOptional().meta({ description: 'What would have been right, or what to do.' }),
  })
  .meta({ id: 'ApiError', description: 'The one shape of all errors.' });
export type ApiErrorBody = z.infer<typeof apiErrorSchema>;

export type ApiErrorCode =
  | 'malformed'
  | 'foreign-host'
  | 'not-found'
  | 'unknown-domain'
  | 'unknown-indicator'
  | 'unknown-place'
  | 'unknown-source'
  | 'no-picture'
  | 'too-much'
  | 'busy'
  | 'unknown-entry'
  | 'entry-closed'
  | 'entry-conflict'
  | 'entry-not-json'
  | 'too-many'
  | 'no-history'
  | 'store-unreachable'
  | 'web-app-missing'
  | 'not-signed-in'
  | 'password-change-needed'
  | 'forbidden'
  | 'forbidden-address'
  | 'foreign-page'
  | 'not-json'
  | 'internal';

const STATUS: Readonly<Record<ApiErrorCode, number>> = {
  malformed: 400,
  'foreign-host': 421,
  'not-found': 404,
  'unknown-domain': 404,
  'unknown-indicator': 404,
  'unknown-place': 404,
  'unknown-source': 404,
  'no-picture': 404,
  'too-much': 400,
  busy: 503,
  'unknown-entry': 404,
  'entry-closed': 403,
  'entry-conflict': 409,
  'entry-not-json': 415,
  'too-many': 429,
  'no-history': 404,
  'store-unreachable': 503,
  'web-app-missing': 503,
  'not-signed-in': 401,
  'password-change-needed': 403,
  forbidden: 403,
  'forbidden-address': 403,
  'foreign-page': 403,
  'not-json': 415,
  internal: 500,
};

export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly code: ApiErrorCode,
    message: string,
    readonly expected?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get status(): number {
    return STATUS[this.code];
  }

  get body(): ApiErrorBody {
    const { code, message, expected } = this;
    return expected === undefined ? { code, message } : { code, message, expected };
  }
}

/** Runs a read of the store; a Redis that is away is told as such. */
export async function fromStore<Value>(read: Promise<Value>): Promise<Value> {
  try {
    return await read;
  } catch (cause) {
    if (cause instanceof ApiError) throw cause;
    throw new ApiError('store-unreachable', 'Redis does not answer', 'ask again when /readyz is 200', {
      cause,
    });
  }
}
