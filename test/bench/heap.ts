/** What a process really holds: its memory after its garbage was collected, asked through Node's inspector. */
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import type { BenchChild } from './child.ts';

export interface HeldMemory {
  /** Resident, bytes; freed pages that the process keeps for later count too. */
  readonly rss: number;
  /** Held by living objects and their buffers, bytes. */
  readonly held: number;
}

export interface HeldByThreads extends HeldMemory {
  /** The main one included; `held` is the sum of all. */
  readonly threads: number;
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

/** Collects the garbage of the main thread and tells what is left. The inspector is closed again behind it. */
export function heldMemory(inspector: string): Promise<HeldMemory> {
  return withSession(inspector, async (main) => {
    for (let turn = 1; turn < COLLECTIONS; turn += 1) await heldNow(main);
    return heldNow(main);
  });
}

/** As {@link heldMemory}, of all threads of the process. */
export function heldByThreads(inspector: string): Promise<HeldByThreads> {
  return withSession(inspector, async (main) => {
    const sessions = [main, ...(await main.threads())];
    const least = sessions.map(() => Number.POSITIVE_INFINITY);
    // What a poll under way holds is nothing that it leaves behind: of a few moments the emptiest counts.
    for (let turn = 0; turn < COLLECTIONS; turn += 1)
      for (const [at, session] of sessions.entries())
        least[at] = Math.min(least[at] as number, (await heldNow(session)).held);
    const { rss } = await heldNow(main);
    return { rss, held: least.reduce((sum, one) => sum + one, 0), threads: sessions.length };
  });
}

async function withSession<Value>(
  inspector: string,
  work: (main: Session) => Promise<Value>,
): Promise<Value> {
  const socket = new WebSocket(inspector, { perMessageDeflate: false });
  await once(socket, 'open');
  const main = new Session((text) => socket.send(text));
  socket.on('message', (text) => main.take((text as Buffer).toString()));
  socket.on('close', () => main.end());
  try {
    return await work(main);
  } finally {
    socket.close();
    await once(socket, 'close');
  }
}

async function heldNow(session: Session): Promise<HeldMemory> {
  await session.call('HeapProfiler.collectGarbage');
  const expression = 'JSON.stringify(process.memoryUsage())';
  const answer = (await session.call('Runtime.evaluate', { expression })) as { result: { value: string } };
  const { rss, heapUsed, external } = JSON.parse(answer.result.value) as NodeJS.MemoryUsage;
  return { rss, held: heapUsed + external };
}

interface Said {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly sessionId: string; readonly message?: string };
  readonly result?: unknown;
  readonly error?: unknown;
}

/** One thread, as the inspector speaks with it; those beside the main one are spoken with through it. */
class Session {
  private lastId = 0;
  private readonly answers = new EventEmitter();
  private readonly workers = new Map<string, Session>();

  constructor(private readonly say: (text: string) => void) {
    this.answers.setMaxListeners(0);
  }

  async call(method: string, params: object = {}): Promise<unknown> {
    const id = (this.lastId += 1);
    const answered = once(this.answers, String(id));
    this.say(JSON.stringify({ id, method, params }));
    const [{ result, error }] = (await answered) as [Said];
    if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result;
  }

  /** Threads that run now. */
  async threads(): Promise<readonly Session[]> {
    // It names them before it answers.
    await this.call('NodeWorker.enable', { waitForDebuggerOnStart: false });
    return [...this.workers.values()];
  }

  take(text: string): void {
    const said = JSON.parse(text) as Said;
    if (said.id !== undefined) return void this.answers.emit(String(said.id), said);
    const { sessionId = '', message } = said.params ?? {};
    if (said.method === 'NodeWorker.attachedToWorker') {
      const tell = (words: string) =>
        void this.call('NodeWorker.sendMessageToWorker', { sessionId, message: words });
      this.workers.set(sessionId, new Session(tell));
    }
    if (said.method === 'NodeWorker.receivedMessageFromWorker')
      this.workers.get(sessionId)?.take(message ?? '');
    if (said.method === 'NodeWorker.detachedFromWorker') this.workers.get(sessionId)?.end();
  }

  /** Whoever still waits for an answer gets none. */
  end(): void {
    if (this.answers.eventNames().some((name) => name !== 'error'))
      this.answers.emit('error', new Error('a thread of the benchmark ended while it was asked'));
  }
}
