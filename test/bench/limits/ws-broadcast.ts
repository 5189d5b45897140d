/**
 * Limit of P1, P3: the plainest fan-out there is. A `ws` server sends one text to every client, `rate` times a
 * second while it is told to; each text begins with the time of sending. Prints `{"port":…}`; ends on SIGTERM.
 */
import { WebSocketServer } from 'ws';
import { preciseNowMs } from '../measure.ts';

const [bytes = 0, rate = 1] = process.argv.slice(2).map(Number);
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
/** The time of sending and the marks around it. */
const HEAD_BYTES = 30;
const padding = 'x'.repeat(Math.max(0, bytes - HEAD_BYTES));

server.on('listening', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(JSON.stringify({ port: address.port }));
});

function broadcast(): void {
  const text = `{"n":${preciseNowMs()},"x":"${padding}"}`;
  for (const client of server.clients) client.send(text);
}

let timer: NodeJS.Timeout | undefined;
process.on('message', (order) => {
  clearInterval(timer);
  if (order === 'start') timer = setInterval(broadcast, 1_000 / rate);
});
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
