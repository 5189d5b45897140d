/**
 * The door for systems that push: `POST /in/<source>`. Bound to loopback unless WEBHOOK_HOST says otherwise, on a port
 * of its own, so that opening it opens nothing else. It bounds what may come before anybody proved anything.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Source } from '../../shared/config/source.ts';
import { StartError } from '../store/start-error.ts';
import { TokenBucket } from './token-bucket.ts';

export interface WebhookDelivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface WebhookAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly retryAfterS?: number | undefined;
}

export interface WebhookServerOptions {
  readonly port: number;
  readonly host: string;
  /** The sources that take deliveries. */
  readonly sources: readonly Source[];
  readonly accept: (source: Source, delivery: WebhookDelivery) => Promise<WebhookAnswer>;
}

export interface WebhookServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Longest body, bytes; `limits.maxBytes` of a source may be tighter. */
const MAX_BODY_BYTES = 1_000_000;
/** A request must have come whole within this, ms: who drips holds a place. */
const REQUEST_TIMEOUT_MS = 10_000;
const HEADERS_TIMEOUT_MS = 5_000;
/** How often Node looks for requests that take too long, ms. */
const TIMEOUT_LOOK_MS = 1_000;
const MAX_HEADER_BYTES = 8_192;
/** Each may hold one body that is not whole yet: who drips can take so much memory, and only from several addresses. */
const MAX_CONNECTIONS = 200;
const MAX_CONNECTIONS_PER_ADDRESS = 50;
/** Deliveries of one source that are read and recorded at once. */
const MAX_AT_ONCE = 8;
/** Requests from one address, whoever it says it is: about twice what the busiest source may send. */
const PER_ADDRESS_PER_MINUTE = 12_000;
const PER_ADDRESS_AT_ONCE = 400;
/** Addresses remembered; beyond it all are forgotten, which lets a few more in. */
const MAX_ADDRESSES = 2_000;

class Turned extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    message: string,
    readonly retryAfterS?: number,
  ) {
    super(message);
  }
}

export async function serveWebhooks(options: WebhookServerOptions): Promise<WebhookServer> {
  const { port, host } = options;
  const door = new Door(options);
  const server = createServer(
    {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_LOOK_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    (request, response) => void door.serve(request, response),
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.on('connection', (socket) => door.let(socket));
  server.listen(port, host);
  await once(server, 'listening').catch((cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    throw new StartError(`WEBHOOK_PORT ${port} on ${host} cannot be used (${code}); choose another`);
  });
  const address = server.address();
  const at = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${at}`,
    close: async () => {
      server.close();
      await Promise.race([once(server, 'close'), door.drained()]);
      server.closeAllConnections();
    },
  };
}

class Door {
  private readonly sources: ReadonlyMap<string, Source>;
  private readonly atOnce = new Map<string, number>();
  private readonly addresses = new Map<string, TokenBucket>();
  private readonly connections = new Map<string, number>();
  private readonly serving = new Set<Promise<void>>();

  constructor(private readonly options: WebhookServerOptions) {
    this.sources = new Map(options.sources.map((source) => [source.id, source]));
  }

  /** Lets a connection in, unless its address has too many. */
  let(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    const open = this.connections.get(address) ?? 0;
    if (open >= MAX_CONNECTIONS_PER_ADDRESS) {
      socket.destroy();
      return;
    }
    this.connections.set(address, open + 1);
    socket.once('close', () => {
      const left = (this.connections.get(address) ?? 1) - 1;
      if (left === 0) this.connections.delete(address);
      else this.connections.set(address, left);
    });
  }

  serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const work = this.answer(request)
      .catch((error: unknown): WebhookAnswer => {
        if (!(error instanceof Turned)) throw error;
        const { status, message, retryAfterS } = error;
        return { status, body: { error: error.error, message }, retryAfterS };
      })
      .then((answer) => send(request, response, answer))
      .catch(() => void response.destroy())
      .finally(() => this.serving.delete(work));
    this.serving.add(work);
    return work;
  }

  async drained(): Promise<void> {
    await Promise.all(this.serving);
  }

  private async answer(request: IncomingMessage): Promise<WebhookAnswer> {
    this.limitAddress(request.socket.remoteAddress ?? '');
    const path = /^\/in\/([a-z0-9-]{1,100})$/.exec(request.url ?? '');
    const source = this.sources.get(path?.[1] ?? '');
    if (source === undefined) throw new Turned(404, 'unknown-source', 'no source takes deliveries here');
    if (request.method !== 'POST') throw new Turned(405, 'method', 'only POST is taken here');
    if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
      throw new Turned(415, 'encoding', 'the body must not be compressed');
    const body = await readBody(request, Math.min(MAX_BODY_BYTES, source.limits.maxBytes));
    const busy = this.atOnce.get(source.id) ?? 0;
    if (busy >= MAX_AT_ONCE) throw new Turned(503, 'busy', 'too many deliveries at once; send it again', 1);
    this.atOnce.set(source.id, busy + 1);
    try {
      return await this.options.accept(source, { headers: plainHeaders(request), body });
    } finally {
      this.atOnce.set(source.id, (this.atOnce.get(source.id) ?? 1) - 1);
    }
  }

  private limitAddress(address: string): void {
    let bucket = this.addresses.get(address);
    if (bucket === undefined) {
      if (this.addresses.size >= MAX_ADDRESSES) this.addresses.clear();
      bucket = new TokenBucket(PER_ADDRESS_PER_MINUTE, PER_ADDRESS_AT_ONCE);
      this.addresses.set(address, bucket);
    }
    const waitMs = bucket.take(performance.now());
    if (waitMs !== undefined)
      throw new Turned(429, 'rate-limited', 'too many requests', Math.ceil(waitMs / 1000));
  }
}

function plainHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () => new Turned(413, 'too-large', `the body has more than ${maxBytes} bytes`);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Turned) throw error;
    throw new Turned(408, 'timeout', 'the body did not come whole');
  }
  // A buffer of its own: it is moved to another thread.
  const body = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, body, retryAfterS }: WebhookAnswer,
): void {
  if (response.destroyed) return;
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  };
  if (retryAfterS !== undefined) headers['retry-after'] = String(retryAfterS);
  // What was not read of a body must not be taken for the next request.
  if (!request.complete) headers['connection'] = 'close';
  response.writeHead(status, headers).end(JSON.stringify(body), () => {
    if (!request.complete) request.destroy();
  });
}
