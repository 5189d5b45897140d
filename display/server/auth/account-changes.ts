/** What the IT team and admins do with accounts. Each says what stood there before and what stands there now, for the audit. */
import type { Role } from '../../../shared/account/role.ts';
import { ONE_TIME_LASTS_MS, type Account, type Accounts } from './accounts.ts';
import type { PasswordHasher } from './password-hash.ts';
import { oneTimePassword } from './tokens.ts';

export interface AccountTools {
  readonly accounts: Accounts;
  readonly hasher: PasswordHasher;
  readonly nowMs: () => number;
}

/** What of an account is written down. */
export interface AccountFacts {
  readonly fullName: string;
  readonly role: Role;
  readonly isDisabled: boolean;
}

export type AccountRefusal =
  | 'account-exists'
  | 'too-many-accounts'
  | 'unknown-account'
  | 'overtaken'
  | 'last-admin';

export type Changed<More = object> =
  | ({ readonly ok: true; readonly before?: AccountFacts; readonly after: AccountFacts } & More)
  | { readonly ok: false; readonly reason: AccountRefusal };

const factsOf = ({ fullName, role, isDisabled }: Account): AccountFacts => ({ fullName, role, isDisabled });

/** @param isFirst made only where there never was an account. @returns the password for the first sign-in, known to nobody else. */
export async function createAccount(
  { accounts, hasher, nowMs }: AccountTools,
  asked: { readonly name: string; readonly fullName: string; readonly role: Role },
  isFirst = false,
): Promise<Changed<{ readonly password: string }>> {
  const password = oneTimePassword();
  const passwordHash = await hasher.hash(password);
  const atMs = nowMs();
  const account: Account = {
    ...asked,
    passwordHash,
    passwordSetAtMs: atMs,
    oneTimeUntilMs: atMs + ONE_TIME_LASTS_MS,
    isDisabled: false,
    generation: 1,
    createdAtMs: atMs,
  };
  const made = await accounts.create(account, isFirst);
  if (made === 'created') return { ok: true, after: factsOf(account), password };
  return { ok: false, reason: made === 'full' ? 'too-many-accounts' : 'account-exists' };
}

/** Gives a new one-time password, and ends every session of the account. */
export async function resetAccount(
  tools: AccountTools,
  name: string,
): Promise<Changed<{ readonly password: string }>> {
  const password = oneTimePassword();
  const passwordHash = await tools.hasher.hash(password);
  const atMs = tools.nowMs();
  const oneTimeUntilMs = atMs + ONE_TIME_LASTS_MS;
  const changed = await change(tools.accounts, name, { passwordHash, passwordSetAtMs: atMs, oneTimeUntilMs });
  return changed.ok ? { ...changed, password } : changed;
}

/** Ends every session of the account; it is never deleted, for the audit names it. */
export async function setDisabled(
  { accounts }: AccountTools,
  name: string,
  isDisabled: boolean,
): Promise<Changed> {
  if (isDisabled && (await isLastAdmin(accounts, name))) return { ok: false, reason: 'last-admin' };
  return change(accounts, name, { isDisabled });
}

/** Ends every session of the account: what it may see and do is another from now on. */
export async function setRole({ accounts }: AccountTools, name: string, role: Role): Promise<Changed> {
  if (role !== 'admin' && (await isLastAdmin(accounts, name))) return { ok: false, reason: 'last-admin' };
  return change(accounts, name, { role });
}

async function change(accounts: Accounts, name: string, fields: Partial<Account>): Promise<Changed> {
  let before: AccountFacts | undefined;
  let after: AccountFacts | undefined;
  const state = await accounts.change(name, (account) => {
    const next = { ...account, ...fields, generation: account.generation + 1 };
    before = factsOf(account);
    after = factsOf(next);
    return next;
  });
  if (state === 'changed' && before !== undefined && after !== undefined) return { ok: true, before, after };
  return { ok: false, reason: state === 'overtaken' ? 'overtaken' : 'unknown-account' };
}

/** Without an admin only the machine itself could make another. */
async function isLastAdmin(accounts: Accounts, name: string): Promise<boolean> {
  const admins = (await accounts.list()).filter(({ role, isDisabled }) => role === 'admin' && !isDisabled);
  return admins.length === 1 && admins[0]?.name === name;
}
