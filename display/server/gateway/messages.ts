/** What screens may say, checked at the edge. Bounds are those of the configuration and of a fair screen. */
import { z } from 'zod';
import { idSchema } from '../../../shared/config/common.ts';
import type { Hello, ScreenReport } from '../../../shared/socket.ts';

/** Most domains of a province, as its schema bounds them. */
const MAX_DOMAINS = 20;
/** Largest message that is read at all, bytes; a full report is about 3 kB. A larger one ends the connection. */
export const MAX_MESSAGE_BYTES = 16_000;

const cursorSchema = z.string().regex(/^\d{1,16}-\d{1,20}$/, 'a stream id such as 1764000000000-0');
const epochSchema = z.string().max(64);

const identitySchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, '8 to 64 letters, digits, dashes or underscores'),
  kind: z.enum(['wall', 'tablet', 'console']),
  wall: idSchema.exactOptional(),
  userAgent: z.string().max(400).exactOptional(),
});

const helloSchema = z.strictObject({
  screen: identitySchema,
  domains: z
    .array(
      z.strictObject({
        domain: idSchema,
        epoch: epochSchema.exactOptional(),
        cursor: cursorSchema.exactOptional(),
      }),
    )
    .max(MAX_DOMAINS)
    // A domain named often would be sent often: many snapshots for one small word.
    .refine((all) => new Set(all.map(({ domain }) => domain)).size === all.length, 'each domain once'),
}) satisfies z.ZodType<Hello>;

const reportSchema = z.strictObject({
  drawn: z.number().int().min(0).max(1_000_000),
  ageMs: z.number().min(0).max(Number.MAX_SAFE_INTEGER),
  scene: z.string().max(64).exactOptional(),
  replays: z.literal(true).exactOptional(),
  hashes: z
    .array(z.tuple([idSchema, cursorSchema, z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hexadecimal')]))
    .max(MAX_DOMAINS)
    .exactOptional(),
}) satisfies z.ZodType<ScreenReport>;

export type Checked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string };

export function checkHello(message: unknown): Checked<Hello> {
  return check(helloSchema, message);
}

export function checkReport(message: unknown): Checked<ScreenReport> {
  return check(reportSchema, message);
}

function check<Value>(schema: z.ZodType<Value>, message: unknown): Checked<Value> {
  const parsed = schema.safeParse(message);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  return { ok: false, message: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}` };
}
