import type { Logger } from 'pino';

/** Runs a task again and again, never twice at once. */
export function repeat(everyMs: number, log: Logger, task: () => Promise<void>): () => void {
  let isRunning = false;
  const timer = setInterval(() => {
    if (isRunning) return;
    isRunning = true;
    task()
      .catch((err: unknown) => log.error({ err }, 'a repeated task failed'))
      .finally(() => {
        isRunning = false;
      });
  }, everyMs);
  return () => clearInterval(timer);
}
