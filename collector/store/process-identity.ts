import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const BOOT_ID_FILE = '/proc/sys/kernel/random/boot_id';

/**
 * A text that names one running process and no later one that gets the same pid,
 * or undefined when no such process runs. A zombie counts as ended: in a container
 * whose first process never reaps, a killed process keeps its pid for good.
 */
export function processIdentity(pid: number): string | undefined {
  if (process.platform === 'linux') return identityFromProc(pid);
  const ps = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const [state = '', ...started] = ps.stdout.trim().split(/\s+/);
  return ps.status !== 0 || state.startsWith('Z') ? undefined : `${pid} ${started.join(' ')}`;
}

function identityFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name in the second field may hold blanks and brackets, so count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const state = fields[0];
    const startedAtTicks = fields[19];
    if (state === 'Z' || state === 'X') return undefined;
    return `${pid} ${startedAtTicks} ${readFileSync(BOOT_ID_FILE, 'utf8').trim()}`;
  } catch {
    return undefined;
  }
}

/** Whether the process that once gave this identity still runs. */
export function isRunning(identity: string): boolean {
  return processIdentity(Number.parseInt(identity, 10)) === identity;
}
