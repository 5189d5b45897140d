/** RTSP 1.0 (RFC 2326) as a client that only asks: requests out, whole answers in, within bounds. */
import type { Socket } from 'node:net';
import { UpstreamError } from '../../shared/errors.ts';
import { asCut } from '../probing/dial-within.ts';

const MAX_HEAD_BYTES = 16_384;
/** A description of streams has a kilobyte or two. */
const MAX_BODY_BYTES = 65_536;
const HEAD_END = '\r\n\r\n';
const BEGINNING = 'RTSP/';

export interface RtspAnswer {
  readonly status: number;
  /** Names in lower case; a header may stand there twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export class RtspConversation {
  private readonly chunks: AsyncIterator<Buffer>;
  private bytes: Buffer = Buffer.alloc(0);
  private asked = 0;

  /** @param signal the question, whose end destroys the socket. */
  constructor(
    private readonly socket: Socket,
    private readonly signal: AbortSignal,
  ) {
    this.chunks = (socket as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  }

  /** @throws UpstreamError for what is no whole answer. */
  async ask(method: string, url: string, headers: Readonly<Record<string, string>>): Promise<RtspAnswer> {
    this.asked += 1;
    const lines = Object.entries({ CSeq: this.asked, 'User-Agent': 'ioc-wall', ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    this.socket.write([`${method} ${url} RTSP/1.0`, ...lines, '', ''].join('\r\n'));
    for (;;) {
      const answer = await this.readAnswer();
      // "Continue" comes before the answer itself.
      if (answer.status >= 200) return answer;
    }
  }

  private async readAnswer(): Promise<RtspAnswer> {
    let end = this.bytes.indexOf(HEAD_END);
    while (end < 0) {
      const beginning = this.bytes.toString('latin1', 0, BEGINNING.length);
      if (!BEGINNING.startsWith(beginning)) throw malformed('an answer that is no RTSP');
      if (this.bytes.length > MAX_HEAD_BYTES) throw tooLarge(`headers of more than ${MAX_HEAD_BYTES} bytes`);
      await this.readMore();
      end = this.bytes.indexOf(HEAD_END);
    }
    const [first = '', ...lines] = this.bytes.toString('latin1', 0, end).split('\r\n');
    const status = /^RTSP\/\d\.\d (\d{3})(?: |$)/.exec(first)?.[1];
    if (status === undefined) throw malformed('an answer that is no RTSP');
    const headers = lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, Math.max(0, colon)).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
    });
    const from = end + HEAD_END.length;
    const length = lengthOf(headers);
    while (this.bytes.length < from + length) await this.readMore();
    const body = this.bytes.toString('latin1', from, from + length);
    this.bytes = this.bytes.subarray(from + length);
    return { status: Number(status), headers, body };
  }

  private async readMore(): Promise<void> {
    try {
      const next = await this.chunks.next();
      if (next.done === true)
        throw new UpstreamError({ reason: 'unreachable', message: 'the connection was cut' });
      this.bytes = Buffer.concat([this.bytes, next.value]);
    } catch (error) {
      throw asCut(error, this.signal);
    }
  }
}

function lengthOf(headers: RtspAnswer['headers']): number {
  const text = headers.find(([name]) => name === 'content-length')?.[1] ?? '0';
  if (!/^\d{1,12}$/.test(text)) throw malformed('a length that is no number');
  if (Number(text) > MAX_BODY_BYTES) throw tooLarge(`a description of more than ${MAX_BODY_BYTES} bytes`);
  return Number(text);
}

function malformed(message: string): UpstreamError {
  return new UpstreamError({ reason: 'malformed', message });
}

function tooLarge(message: string): UpstreamError {
  return new UpstreamError({ reason: 'too-large', message });
}
