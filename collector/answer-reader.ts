/**
 * Reads one answer of HTTP as it comes, unpacks it, and ends it at the first byte beyond a bound. It takes undici's
 * own calls: a stream per answer would cost more than the rest of a small poll.
 */
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  type BrotliDecompress,
  type Gunzip,
  type Inflate,
} from 'node:zlib';
import type { Dispatcher } from 'undici';
import { UpstreamError } from '../shared/errors.ts';

/** A small body may grow by any ratio: an empty list of 40 bytes gzips to nearly nothing. */
const RATIO_COUNTS_FROM_BYTES = 100_000;
/** An answer to an error may be read this far, so that its connection can be used again. */
const MAX_ERROR_BODY_BYTES = 16_384;

export interface ExchangeBounds {
  readonly maxBytes: number;
  readonly maxRatio: number;
}

/** An answer as it came. The body of anything but a success is not kept. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

type Controller = Dispatcher.DispatchController;
type Unpacker = Gunzip | Inflate | BrotliDecompress;

export class AnswerReader implements Dispatcher.DispatchHandler {
  private controller: Controller | undefined;
  private status = 0;
  private headers: Record<string, string> = {};
  private unpacker: Unpacker | undefined;
  private packedBytes = 0;
  private bytes = 0;
  private readonly chunks: Buffer[] = [];
  private isSettled = false;

  /** Exactly one of `onAnswer` and `onFailure` is called, once. */
  constructor(
    private readonly bounds: ExchangeBounds,
    private readonly signal: AbortSignal,
    private readonly onAnswer: (answer: RawAnswer) => void,
    private readonly onFailure: (error: unknown) => void,
  ) {
    signal.addEventListener('abort', this.abort, { once: true });
  }

  onRequestStart(controller: Controller): void {
    this.controller = controller;
    // It may have waited for a connection for longer than anybody waits for it.
    if (this.isSettled) controller.abort(new Error('ended'));
  }

  onResponseStart(_controller: Controller, status: number, headers: Readonly<Record<string, unknown>>): void {
    // Called again after an answer that only informs (1xx).
    this.status = status;
    this.headers = {};
    for (const [name, value] of Object.entries(headers))
      this.headers[name] = Array.isArray(value) ? value.join(', ') : String(value);
    if (!this.isSuccess()) return;
    try {
      this.unpacker = unpackerOf(this.headers['content-encoding']);
    } catch (error) {
      return this.fail(error);
    }
    this.unpacker
      ?.on('data', (chunk: Buffer) => this.keep(chunk))
      .on('end', () => this.finish())
      .on('error', (error) => this.fail(error));
  }

  /** The name is undici's. */
  readonly onResponseData = (controller: Controller, chunk: Buffer): void => this.take(controller, chunk);

  private take(controller: Controller, chunk: Buffer): void {
    if (this.isSettled) return;
    this.packedBytes += chunk.length;
    if (!this.isSuccess()) {
      if (this.packedBytes > MAX_ERROR_BODY_BYTES) this.finish();
    } else if (this.unpacker === undefined) {
      this.keep(chunk);
    } else if (!this.unpacker.write(chunk)) {
      controller.pause();
      this.unpacker.once('drain', () => controller.resume());
    }
  }

  onResponseEnd(): void {
    if (this.unpacker === undefined) this.finish(true);
    else this.unpacker.end();
  }

  onResponseError(_controller: Controller | null, error: Error): void {
    this.fail(error);
  }

  private readonly abort = () => this.fail(this.signal.reason);

  private isSuccess(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  private keep(chunk: Buffer): void {
    this.bytes += chunk.length;
    this.chunks.push(chunk);
    const { maxBytes, maxRatio } = this.bounds;
    if (this.bytes > maxBytes) this.fail(tooLarge(`more than ${maxBytes} bytes`));
    else if (this.isBomb()) this.fail(tooLarge(`unpacks to more than ${maxRatio} times its size`));
  }

  private isBomb(): boolean {
    if (this.unpacker === undefined || this.bytes <= RATIO_COUNTS_FROM_BYTES) return false;
    return this.bytes > this.packedBytes * this.bounds.maxRatio;
  }

  /** @param isWhole nothing is left on the connection, so that it can be used again. */
  private finish(isWhole = false): void {
    if (this.isSettled) return;
    const { status, headers } = this;
    this.onAnswer({ status, headers, body: joined(this.chunks, this.bytes) });
    this.settle(isWhole);
  }

  private fail(error: unknown): void {
    if (this.isSettled) return;
    this.onFailure(error);
    this.settle(false);
  }

  private settle(isWhole: boolean): void {
    this.isSettled = true;
    this.signal.removeEventListener('abort', this.abort);
    this.unpacker?.destroy();
    if (!isWhole) this.controller?.abort(new Error('ended'));
  }
}

/** Memory of its own: what came lies in the large buffer of a socket, which a message to a thread would copy whole. */
function joined(chunks: readonly Buffer[], bytes: number): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}

function unpackerOf(encoding: string | undefined): Unpacker | undefined {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      throw new UpstreamError({
        reason: 'malformed',
        message: 'a content-encoding other than gzip, deflate or br',
      });
  }
}

function tooLarge(message: string): UpstreamError {
  return new UpstreamError({ reason: 'too-large', message });
}
