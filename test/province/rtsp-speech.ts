/** RTSP as a camera speaks it, as far as DESCRIBE, with digest authentication (RFC 2326, RFC 2617). */
import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';

export interface RtspRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface RtspReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const WORDS: Readonly<Record<number, string>> = { 200: 'OK', 401: 'Unauthorized', 404: 'Not Found' };
const MAX_REQUEST_BYTES = 8_192;

/** Answers every request of a connection; `cut` hangs up instead. */
export function speakRtsp(socket: Socket, answer: (request: RtspRequest) => RtspReply | 'cut'): void {
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
      const request = parse(text.slice(0, end));
      text = text.slice(end + 4);
      const reply = answer(request);
      if (reply === 'cut') return void socket.destroy();
      socket.write(encode(reply, request.headers['cseq'] ?? '0'));
    }
    if (text.length > MAX_REQUEST_BYTES) socket.destroy();
  });
}

function parse(head: string): RtspRequest {
  const [first = '', ...lines] = head.split('\r\n');
  const [method = '', url = ''] = first.split(' ');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { method, url, headers: Object.fromEntries(headers) };
}

function encode({ status, headers = {}, body = '' }: RtspReply, sequence: string): string {
  const lines = Object.entries({ CSeq: sequence, ...headers }).map(([name, value]) => `${name}: ${value}`);
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return [`RTSP/1.0 ${status} ${WORDS[status] ?? 'Whatever'}`, ...lines, ...length, '', body].join('\r\n');
}

export interface DigestGuard {
  readonly realm: string;
  readonly nonce: string;
  readonly user: string;
  readonly password: string;
}

export function challengeOf({ realm, nonce }: DigestGuard, more = ''): RtspReply {
  return { status: 401, headers: { 'WWW-Authenticate': `Digest realm="${realm}", nonce="${nonce}"${more}` } };
}

/** Whether a request proves that it knows the password, by this very nonce. */
export function mayEnter({ method, headers }: RtspRequest, guard: DigestGuard): boolean {
  const given = Object.fromEntries(
    [...(headers['authorization'] ?? '').matchAll(/(\w+)="?([^",]*)"?/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  ) as Record<string, string | undefined>;
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const { nonce, uri, response, nc, cnonce, qop } = given;
  const middle = qop === undefined ? nonce : `${nonce}:${nc}:${cnonce}:${qop}`;
  const right = md5(
    `${md5(`${guard.user}:${guard.realm}:${guard.password}`)}:${middle}:${md5(`${method}:${uri}`)}`,
  );
  return nonce === guard.nonce && response === right;
}

/** What a camera says of its stream (SDP, RFC 8866). */
export function describeStream(name: string, hasPicture: boolean): RtspReply {
  const media = hasPicture ? 'm=video 0 RTP/AVP 26\r\n' : 'm=audio 0 RTP/AVP 0\r\n';
  const body = `v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=${name}\r\nt=0 0\r\n${media}a=control:track1\r\n`;
  return { status: 200, headers: { 'Content-Type': 'application/sdp' }, body };
}
