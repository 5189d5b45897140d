/**
 * P14: what a thousand idle screens cost a display server in memory, each in the rooms of nine domains and reporting
 * as screens do, against a Socket.IO server that only holds its clients.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { DOMAINS } from '../bench-province.ts';
import { startClients, startListening, type BenchChild } from '../child.ts';
import { heldMemory, inspectorOf } from '../heap.ts';
import type { ClientsOptions } from '../light-clients.ts';
import { alternate, median, type Benchmark, type GoalResult } from '../measure.ts';
import { startWall } from '../wall.ts';

const CLIENTS = 1_000;
/** Longer than a report's interval, so that every screen has reported. */
const SETTLE_MS = 6_000;
/** After its start a process is left alone for this long. */
const AT_REST_MS = 1_500;

export const clientMemory: Benchmark = {
  ids: ['P14'],
  async run(): Promise<readonly GoalResult[]> {
    const turns = await alternate(
      async () => {
        const wall = await startWall({}, { inspect: true });
        try {
          return await bytesPerClient(wall.display, {
            count: CLIENTS,
            speak: 'socket.io',
            url: wall.liveUrl,
            domains: DOMAINS,
          });
        } finally {
          await wall.stop();
        }
      },
      async () => {
        const stock = await startListening('test/bench/limits/stock-socket.ts', [], { inspect: true });
        try {
          const url = `ws://127.0.0.1:${stock.port}/socket.io/?EIO=4&transport=websocket`;
          return await bytesPerClient(stock.child, { count: CLIENTS, speak: 'socket.io', url });
        } finally {
          await stock.child.stop();
        }
      },
    );
    return [
      {
        id: 'P14',
        what: `memory per idle screen, ${CLIENTS} of them: the greater of held heap and resident growth, garbage collected`,
        unit: 'KB',
        ours: median(turns.ours) / 1_000,
        limit: median(turns.limit) / 1_000,
        goal: { atMost: 30 },
      },
    ];
  },
};

async function bytesPerClient(server: BenchChild, options: ClientsOptions): Promise<number> {
  const inspector = await inspectorOf(server);
  await sleep(AT_REST_MS);
  const before = await heldMemory(inspector);
  const clients = startClients();
  try {
    await clients.open(options);
    await sleep(SETTLE_MS);
    const after = await heldMemory(inspector);
    const grown = (key: 'rss' | 'held') => (after[key] - before[key]) / options.count;
    return Math.max(grown('rss'), grown('held'));
  } finally {
    await clients.stop();
  }
}
