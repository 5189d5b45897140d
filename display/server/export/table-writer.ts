/**
 * Writes tables as files beside the event loop. One thread, which writes one file at a time and ends when nobody has
 * wanted one for a while; rows go to it in pieces, so that frames and requests have their turn in between.
 */
import { dirname } from 'node:path';
import { setImmediate as otherTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker, type ResourceLimits } from 'node:worker_threads';
import { build, stop as stopBuilder } from 'esbuild';
import type { ExportTable } from '../../../shared/export-table.ts';
import { Gate } from '../series/gate.ts';
import type { Locale } from './words.ts';
import type { ExportFormat, FromWriter, ToWriter } from './writing.ts';

const THREAD = fileURLToPath(new URL('./writer-thread.ts', import.meta.url));
/** A workbook of 20,000 rows needs about 150 MB while it is written; beyond this the thread dies, and not the server. */
const THREAD_MEMORY: ResourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 32 };
/** Copying so many rows takes about a millisecond. */
const ROWS_AT_ONCE = 100;
/** Files that may wait for the one being written; whoever comes later is told to come again. */
const MOST_WAITING = 20;
/** A file that takes longer, ms, is given up: a large one takes a second, on a busy machine a few. */
const LONGEST_MS = 60_000;
/** A thread that nobody has wanted for so long, ms, gives back its memory. */
const IDLE_MS = 60_000;

export class TableWriter {
  private readonly gate = new Gate(1, MOST_WAITING);
  private thread: Worker | undefined;
  private idle: NodeJS.Timeout | undefined;
  private isStopped = false;

  /** @throws BusyError when too many wait already; Error when the thread fails, which is then another the next time. */
  async write(table: ExportTable, format: ExportFormat, locale: Locale): Promise<Buffer> {
    return this.gate.run(async () => {
      clearTimeout(this.idle);
      try {
        const bytes = await this.writeNow(table, format, locale);
        this.idle = setTimeout(() => this.end(), IDLE_MS);
        this.idle.unref();
        return bytes;
      } catch (error) {
        // Whatever it is at, the next file begins on clean ground.
        this.end();
        throw error;
      }
    });
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.idle);
    this.end();
  }

  private async writeNow(table: ExportTable, format: ExportFormat, locale: Locale): Promise<Buffer> {
    const program = await writerProgram();
    if (this.isStopped) throw new Error('the server is stopping');
    this.thread ??= startWriter(program);
    const { thread } = this;
    const answer = answerOf(thread);
    // It may fail while rows are still being handed over.
    answer.catch(() => undefined);
    const say = (message: ToWriter) => thread.postMessage(message);
    const { rows, ...head } = table;
    say({ kind: 'begin', head, format, locale });
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
      say({ kind: 'rows', rows: rows.slice(from, from + ROWS_AT_ONCE) });
      await otherTurn();
    }
    say({ kind: 'end' });
    return answer;
  }

  private end(): void {
    void this.thread?.terminate();
    this.thread = undefined;
  }
}

function startWriter(program: string): Worker {
  const thread = new Worker(program, {
    eval: true,
    env: {},
    execArgv: [],
    resourceLimits: THREAD_MEMORY,
  });
  thread.unref();
  // What it says when nobody waits for it any more must not end the server.
  thread.on('error', () => undefined);
  return thread;
}

/** @throws Error when the thread says so, ends, or takes too long. */
function answerOf(thread: Worker): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => settle(() => reject(new Error(`a file was not written within ${LONGEST_MS} ms`))),
      LONGEST_MS,
    );
    const onMessage = (said: FromWriter) =>
      settle(() => {
        if (said.kind === 'failed') reject(new Error(said.message));
        else resolve(Buffer.from(said.bytes.buffer));
      });
    const onError = (error: Error) => settle(() => reject(error));
    const onExit = () => settle(() => reject(new Error('the thread that writes files ended')));
    function settle(how: () => void): void {
      clearTimeout(timer);
      thread.off('message', onMessage).off('error', onError).off('exit', onExit);
      how();
    }
    thread.on('message', onMessage).on('error', onError).on('exit', onExit);
  });
}

let program: Promise<string> | undefined;

/** The thread's module and all it imports as one text: Node 20 gives a worker no loader for TypeScript. */
function writerProgram(): Promise<string> {
  program ??= bundle();
  program.catch(() => (program = undefined));
  return program;
}

async function bundle(): Promise<string> {
  const contents = `import { start } from ${JSON.stringify(THREAD)}; start();`;
  try {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: dirname(THREAD) },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      write: false,
      logLevel: 'silent',
    });
    return outputFiles[0]?.text ?? '';
  } finally {
    // It would stay beside us as a process of its own.
    await stopBuilder();
  }
}
