import { setTimeout as sleep } from 'node:timers/promises';

const ASK_EVERY_MS = 200;
const ASK_TIMEOUT_MS = 2_000;
/** A start that takes longer than this says what it waits for, and again after as long. */
const PATIENCE_MS = 20_000;
const LONGEST_REASON = 300;

/** True when `/readyz` is 200; false when the wall was asked to stop before. */
export async function untilWallReady(options: {
  host: string;
  port: number;
  stopping: AbortSignal;
  onLine: (line: string) => void;
}): Promise<boolean> {
  const { stopping, onLine } = options;
  const url = `${wallAddress(options)}/readyz`;
  let saidAtMs = Date.now();
  while (!stopping.aborted) {
    const missing = await whatIsMissing(url);
    if (missing === undefined) return true;
    if (Date.now() - saidAtMs >= PATIENCE_MS) {
      onLine(`still waiting for ${url}: ${missing}`);
      saidAtMs = Date.now();
    }
    await sleep(ASK_EVERY_MS, undefined, { signal: stopping }).catch(() => {});
  }
  return false;
}

/** Where a browser on this machine finds the wall; one bound to every address is reached on the loopback. */
export function wallAddress({ host, port }: { host: string; port: number }): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

async function whatIsMissing(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
    const body = await response.text();
    return response.status === 200 ? undefined : `${response.status} ${body.slice(0, LONGEST_REASON)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
