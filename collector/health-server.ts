/** `/healthz` and `/metrics` of a collector that runs by itself, on 127.0.0.1, when COLLECTOR_PORT names a port. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { Registry } from 'prom-client';
import { StartError } from './store/start-error.ts';

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

export async function serveHealth(
  portText: string | undefined,
  registry: Registry,
): Promise<HealthServer | undefined> {
  if (portText === undefined || portText === '') return undefined;
  const port = Number(portText);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new StartError(`COLLECTOR_PORT is "${portText}", but a port from 0 to 65535 is needed`);
  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/healthz') {
      response.setHeader('content-type', 'application/json').end('{"ok":true}');
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
      `COLLECTOR_PORT ${port} cannot be used (${(cause as NodeJS.ErrnoException).code}); choose another`,
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
