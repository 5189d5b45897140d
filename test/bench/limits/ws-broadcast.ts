/**
 * Limit of P1, P3: the plainest fan-out there is. A `ws` server sends one text to every client, `rate` times a
 * second; each text begins with the time of sending. Prints `{"port":…}`; ends on SIGTERM.
 */
import { WebSocketServer } from 'ws';

const [bytes, rate] = process.argv.slice(2).map(Number) as [number, number];
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
const padding = 'x'.repeat(bytes - 40);

server.on('listening', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(JSON.stringify({ port: address.port }));
});

if (rate > 0) {
  setInterval(() => {
    const text = `{"n":${performance.timeOrigin + performance.now()},"x":"${padding}"}`;
    for (const client of server.clients) client.send(text);
  }, 1_000 / rate);
}
process.on('SIGTERM', () => process.exit(0));
