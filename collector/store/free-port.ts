import { createServer } from 'node:net';
import { StartError } from './start-error.ts';

/** A TCP port nobody listens on at this moment. Whoever uses it must be ready to lose the race for it. */
export function freePort(host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port: 0, exclusive: true }, () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** Refuses, in one line, a port that the wall is to be served on and that something else holds. */
export function assertPortFree(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new StartError(portLine(host, port, error))),
    );
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()));
  });
}

function portLine(host: string, port: number, error: NodeJS.ErrnoException): string {
  if (error.code === 'EADDRINUSE') {
    return `port ${port} on ${host} is in use; stop what uses it, or set PORT to a free one, as in \`PORT=${port + 1} npm start\``;
  }
  if (error.code === 'EACCES') return `port ${port} may not be used without root; set PORT to one above 1023`;
  return `${host}:${port} cannot be listened on (${error.code ?? error.message}); set HOST to an address of this machine`;
}
