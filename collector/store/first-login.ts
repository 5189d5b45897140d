/** The first account of a store, made by the display's own program: it says the login on its standard output, and once. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { ChildOptions } from './supervise.ts';

export type FirstLogin = { name: string; password: string };

type Making = Pick<ChildOptions, 'args' | 'cwd' | 'env' | 'onLine'>;

/**
 * Tells the login, unless there was an account before, or none could be made, which is said in a line. Resolves when the
 * program has ended; the signal ends it.
 */
export async function makeFirstLogin(
  { args, cwd, env, onLine }: Making,
  signal: AbortSignal,
  tell: (login: FirstLogin) => void,
): Promise<void> {
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  const child = spawn(process.execPath, args, { cwd, env: env(), signal, stdio: [...stdio] });
  let failure = '';
  child.on('error', (error) => (failure = error.message));
  // Not by `once`, which throws at the very signal that ends the program.
  const closed = new Promise((resolve) => child.once('close', resolve));
  const [login, complaint] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  if (signal.aborted) return;
  const why = complaint.trim() || failure;
  if (why !== '') onLine(`no first account was made: ${why}`);
  if (login !== '') tell(JSON.parse(login) as FirstLogin);
}
