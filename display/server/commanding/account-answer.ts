/** A change of an account as the answer of a command: refused in words, or done with what the audit needs. */
import type { AccountRefusal, Changed } from '../auth/account-changes.ts';
import { CommandRefusal, type Done } from './command.ts';

const WORDS: Readonly<Record<AccountRefusal, string>> = {
  'account-exists': 'there is an account of this name; take another name',
  'too-many-accounts': 'no more accounts than 1,000; disabled ones count',
  'unknown-account': 'there is no account of this name',
  overtaken: 'somebody else changed the account meanwhile; look at it and try again',
  'last-admin': 'this is the last admin; make another one first',
};

/** @throws CommandRefusal */
export function accountDone<More, Value>(
  target: string,
  changed: Changed<More>,
  valueOf: (changed: More) => Value,
): Done<Value> {
  if (!changed.ok) throw new CommandRefusal(changed.reason, WORDS[changed.reason]);
  const { before, after } = changed;
  return { value: valueOf(changed), target, ...(before === undefined ? {} : { before }), after };
}
