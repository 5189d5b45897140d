/**
 * Systems that push to us: `POST /in/<source>`, signed as Standard Webhooks has it, so that their libraries can be used:
 * `webhook-signature` holds `v1,` and the base64 of HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>.<body>`.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { UpstreamError } from '../../shared/errors.ts';
import { checkDocument, parseJson, utf8Text } from '../json-document.ts';
import type { Delivery, InboundConnector } from '../push-connector.ts';

/** Base64 of the letters that a key of Standard Webhooks begins with says the bytes; any other key is its own bytes. */
const KEY_PREFIX = 'whsec_';
/** A key that could be guessed is none. */
const MIN_KEY_BYTES = 16;
/** How far the sender's clock may be off, ms. */
const TOLERANCE_MS = 300_000;
/** Signatures in one header that are looked at: a sender that rotates its keys sends two. */
const MAX_SIGNATURES = 4;
/** No dot: by its dots the signed text would have two readings. */
const ID = /^[\x21-\x2d\x2f-\x7e]{1,128}$/;

const settings = z.strictObject({
  keys: z.array(z.string().min(1).max(200)).min(1).max(2).meta({
    description:
      'Keys that are valid, by `${NAME}`: one, or while it is changed the old and the new. `whsec_` and base64, or any text from 16 letters on.',
  }),
  perMinute: z.number().int().min(1).max(6_000).default(300).meta({
    description: 'Most deliveries a minute; more are answered with 429.',
  }),
});
type Settings = z.infer<typeof settings>;

export const connector: InboundConnector<Settings> = {
  id: 'webhook',
  title: { vi: 'Webhook nhận vào', en: 'Webhook in' },
  settings,
  answers: 'document',
  example: `id: phan-anh-moi
name: { vi: Phản ánh mới, en: New petitions }
office: { vi: Văn phòng UBND tỉnh, en: Office of the Provincial People's Committee }
domain: phan-anh-kien-nghi
connector: webhook
# The longest normal silence: beyond it the source is marked.
everySeconds: 300
settings:
  keys: ['\${PHAN_ANH_WEBHOOK_KEY}']
mapping: |
  { "events": phanAnh.{
      "id": ma,
      "kind": "phan-anh",
      "place": $place("commune", xaPhuong),
      "at": $time(thoiGianGui),
      "text": tieuDe,
      "state": trangThai
    } }
`,
  receive(delivery) {
    const deliveryId = senderProved(delivery);
    const { body, limits } = delivery;
    if (body.length > limits.maxBytes)
      throw new UpstreamError({ reason: 'too-large', message: `more than ${limits.maxBytes} bytes` });
    const text = utf8Text(body);
    checkDocument(parseJson(text), limits.maxDepth);
    const head = { status: 'POST', headers: {}, bytes: body.length };
    return { kind: 'document', json: new TextEncoder().encode(text), deliveryId, head };
  },
};

/** The id of the delivery. @throws UpstreamError `auth`: never says how near a signature came. */
function senderProved({ headers, body, nowMs, settings: { keys } }: Delivery<Settings>): string {
  const id = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  const signatures = (headers['webhook-signature'] ?? '')
    .split(' ')
    .slice(0, MAX_SIGNATURES)
    .flatMap((part) => (part.startsWith('v1,') ? [Buffer.from(part.slice(3), 'base64')] : []));
  if (!ID.test(id))
    throw refused('webhook-id is missing, or is not 1 to 128 letters without dots and blanks');
  if (!/^\d{1,12}$/.test(timestamp))
    throw refused('webhook-timestamp is missing, or is no number of seconds since 1970');
  if (signatures.length === 0) throw refused('webhook-signature is missing, or holds no `v1,<base64>`');
  let isProved = false;
  // All are compared, whichever fits: the time it takes tells nothing.
  for (const key of keys) {
    const wanted = createHmac('sha256', bytesOf(key)).update(`${id}.${timestamp}.`).update(body).digest();
    for (const given of signatures)
      if (given.length === wanted.length && timingSafeEqual(given, wanted)) isProved = true;
  }
  if (!isProved) throw refused('webhook-signature does not fit the body, the id, the time and a valid key');
  if (Math.abs(nowMs - Number(timestamp) * 1000) > TOLERANCE_MS)
    throw refused(`webhook-timestamp is more than ${TOLERANCE_MS / 60_000} minutes off`);
  return id;
}

function refused(message: string): UpstreamError {
  return new UpstreamError({ reason: 'auth', message });
}

function bytesOf(key: string): Buffer {
  const bytes = key.startsWith(KEY_PREFIX)
    ? Buffer.from(key.slice(KEY_PREFIX.length), 'base64')
    : Buffer.from(key, 'utf8');
  if (bytes.length < MIN_KEY_BYTES)
    throw new UpstreamError({
      reason: 'client',
      message: `a key of this source has fewer than ${MIN_KEY_BYTES} bytes`,
    });
  return bytes;
}
