/** `/healthz`, `/metrics` and where it has one `/readyz` of a process that runs by itself, on 127.0.0.1. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { Registry } from 'prom-client';
import { StartError } from './store/start-error.ts';

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface HealthOptions {
  /** Variable of the environment that names the port; serves nothing when it is unset. */
  readonly variable: 'COLLECTOR_PORT' | 'HISTORIAN_PORT';
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly registry: Registry;
  /** What keeps the process from being ready, in one line; undefined: it is. Absent: there is no `/readyz`. */
  readonly obstacle?: () => string | undefined;
}

export async function serveHealth(options: HealthOptions): Promise<HealthServer | undefined> {
  const { variable, environment, registry, obstacle } = options;
  const portText = environment[variable];
  if (portText === undefined || portText === '') return undefined;
  const port = Number(portText);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new StartError(`${variable} is "${portText}", but a port from 0 to 65535 is needed`);
  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/healthz') {
      response.setHeader('content-type', 'application/json').end('{"ok":true}');
      return;
    }
    if (request.method === 'GET' && request.url === '/readyz' && obstacle !== undefined) {
      const reason = obstacle();
      response.writeHead(reason === undefined ? 200 : 503, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(reason === undefined ? { status: 'ready' } : { status: 'not-ready', reason }),
      );
      return;
    }
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => response.setHeader('content-type', registry.contentType).end(text),
      () => response.writeHead(500).end(),
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((cause: unknown) => {
    throw new StartError(
      `${variable} ${port} cannot be used (${(cause as NodeJS.ErrnoException).code}); choose another`,
    );
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
