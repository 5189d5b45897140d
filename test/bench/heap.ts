/** What a process really holds: its memory after its garbage was collected, asked through Node's inspector. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import type { BenchChild } from './child.ts';

export interface HeldMemory {
  /** Resident, bytes; freed pages that the process keeps for later count too. */
  readonly rss: number;
  /** Held by living objects and their buffers, bytes. */
  readonly held: number;
}

/** Some garbage is freed only by the collection after the one that found it. */
const COLLECTIONS = 3;

/** Address of the inspector of a program started with `inspect`. */
export async function inspectorOf(child: BenchChild): Promise<string> {
  const lines = createInterface({ input: child.process.stderr as NodeJS.ReadableStream });
  for await (const line of lines) {
    const address = /^Debugger listening on (ws:\S+)$/.exec(line)?.[1];
    if (address === undefined) continue;
    child.process.stderr?.resume();
    return address;
  }
  throw new Error('a program of the benchmark ended before its inspector listened');
}

/** Collects the garbage of the process and tells what is left. The inspector is closed again behind it. */
export async function heldMemory(inspector: string): Promise<HeldMemory> {
  const socket = new WebSocket(inspector, { perMessageDeflate: false });
  await once(socket, 'open');
  try {
    for (let turn = 0; turn < COLLECTIONS; turn += 1) await call(socket, 'HeapProfiler.collectGarbage');
    const expression = 'JSON.stringify(process.memoryUsage())';
    const answer = (await call(socket, 'Runtime.evaluate', { expression })) as { result: { value: string } };
    const { rss, heapUsed, external } = JSON.parse(answer.result.value) as NodeJS.MemoryUsage;
    return { rss, held: heapUsed + external };
  } finally {
    socket.close();
    await once(socket, 'close');
  }
}

async function call(socket: WebSocket, method: string, params: object = {}): Promise<unknown> {
  socket.send(JSON.stringify({ id: 1, method, params }));
  for (;;) {
    const [text] = (await once(socket, 'message')) as [Buffer];
    const answer = JSON.parse(text.toString()) as { id?: number; result?: unknown; error?: unknown };
    if (answer.error !== undefined) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
    if (answer.id === 1) return answer.result;
  }
}
