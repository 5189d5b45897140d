/** What the bare prototypes share: one page, and a server that passes on to it what Redis publishes, as it comes. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Redis } from 'ioredis';
import { WebSocketServer } from 'ws';

export const PLAIN_CHANNEL = 'plain';

/** @param files served beside the page, path on the server → file. Prints `{"port":…}`; ends on SIGTERM. */
export async function servePlain(
  redisUrl: string,
  page: string,
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  const http = createServer((request, response) => {
    const file = files[request.url ?? ''];
    const type = file === undefined ? 'text/html' : 'text/javascript';
    response.writeHead(200, { 'content-type': type }).end(file === undefined ? page : readFileSync(file));
  });
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  const redis = new Redis(redisUrl);
  redis.on('message', (_channel, text) => {
    for (const client of sockets.clients) client.send(text);
  });
  await redis.subscribe(PLAIN_CHANNEL);
  http.listen(0, '127.0.0.1', () => {
    const address = http.address();
    if (typeof address === 'object' && address !== null) console.log(JSON.stringify({ port: address.port }));
  });
  process.on('SIGTERM', () => process.exit(0));
  process.on('disconnect', () => process.exit(0));
}
