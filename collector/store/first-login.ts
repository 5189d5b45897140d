/** The first account of a store, made by the display's own program: it says the login on its standard output, and once. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { ChildOptions } from './supervise.ts';

export type FirstLogin = { name: string; password: string };

type Making = Pick<ChildOptions, 'args' | 'cwd' | 'env' | 'onLine'>;

/** Tells the login, unless there was an account before, or none could be made, which is said in a line. */
export async function makeFirstLogin(
  { args, cwd, env, onLine }: Making,
  signal: AbortSignal,
  tell: (login: FirstLogin) => void,
): Promise<void> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: env(),
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const failed = new Promise<Error>((resolve) => child.once('error', resolve));
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const ended = await Promise.race([said, failed]);
  if (signal.aborted) return;
  const [login, complaint] = ended instanceof Error ? ['', ended.message] : ended;
  if (complaint !== '') onLine(`no first account was made: ${complaint.trim()}`);
  if (login !== '') tell(JSON.parse(login) as FirstLogin);
}
