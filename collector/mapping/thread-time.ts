/**
 * Processor time of one thread. On a busy machine a thread that has had two seconds by the clock may have run for a
 * tenth of one; what it has run is told by Linux alone, elsewhere the clock has to do.
 */
import { readFileSync, readlinkSync } from 'node:fs';

/** The number by which the system knows the thread that calls this; 0 where it has none to tell. */
export function ownThreadId(): number {
  return Number(
    orNothing(() => readlinkSync('/proc/thread-self'))
      ?.split('/')
      .at(-1) ?? 0,
  );
}

/** How long a thread of this process has run, ms; undefined where the system does not tell, or it is gone. */
export function threadTimeMs(id: number): number | undefined {
  const text =
    id === 0 ? undefined : orNothing(() => readFileSync(`/proc/self/task/${id}/schedstat`, 'utf8'));
  const [nanoseconds = 0] = (text ?? '').split(' ').map(Number);
  return nanoseconds > 0 ? nanoseconds / 1e6 : undefined;
}

function orNothing(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
