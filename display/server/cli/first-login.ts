/**
 * Makes the first account of a store, for `npm start`: an operator with a one-time password, said as JSON on the standard
 * output. Says nothing where there ever was an account.
 */
import { createAccount } from '../auth/account-changes.ts';
import { openAccountDesk } from './account-desk.ts';

const FIRST = { name: 'operator', fullName: 'Trực ban', role: 'operator' } as const;

const desk = await openAccountDesk(process.env);
try {
  // Most starts find accounts: those spare the work of a password.
  if ((await desk.accounts.list()).length === 0) {
    const made = await createAccount(desk, FIRST, true);
    if (made.ok) {
      await desk.write('account-create', FIRST.name, FIRST, made);
      process.stdout.write(JSON.stringify({ name: FIRST.name, password: made.password }));
    }
  }
} catch (error) {
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  desk.close();
}
