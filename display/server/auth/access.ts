/** Who may use a route or a command, and the named reason why not. Pure. */
import { roleAllows, type Role } from '../../../shared/account/role.ts';

/**
 * `anyone`: no account. `viewing`: whoever may look, which without an account is a setting. `signed-in`: any account, also
 * one whose password must be changed first. `own`: decided by the route itself, which knows who asks.
 */
export const ACCESSES = ['anyone', 'viewing', 'signed-in', 'viewer', 'operator', 'admin', 'own'] as const;
export type Access = (typeof ACCESSES)[number];
export type CommandAccess = Extract<Access, 'anyone' | 'signed-in' | Role>;

export interface AccessRule {
  readonly viewing: 'anyone' | 'sign-in';
  /** Whether admins may act from an address. */
  readonly isAdminAddress: (address: string) => boolean;
}

export interface Caller {
  readonly role: Role;
  readonly mustChange: boolean;
}

export const DENIALS = ['not-signed-in', 'password-change-needed', 'forbidden', 'forbidden-address'] as const;
export type Denial = (typeof DENIALS)[number];

/** @param caller undefined: nobody is signed in. @returns undefined: allowed. */
export function denialOf(
  access: Exclude<Access, 'own'>,
  caller: Caller | undefined,
  from: string,
  rule: AccessRule,
): Denial | undefined {
  if (access === 'anyone' || (access === 'viewing' && rule.viewing === 'anyone')) return undefined;
  if (caller === undefined) return 'not-signed-in';
  if (access === 'signed-in') return undefined;
  if (caller.mustChange) return 'password-change-needed';
  const needed = access === 'viewing' ? 'viewer' : access;
  if (!roleAllows(caller.role, needed)) return 'forbidden';
  if (needed === 'admin' && !rule.isAdminAddress(from)) return 'forbidden-address';
  return undefined;
}

export const DENIAL_WORDS: Readonly<Record<Denial, readonly [found: string, expected: string]>> = {
  'not-signed-in': ['nobody is signed in', 'sign in at /console'],
  'password-change-needed': ['the password must be changed first', 'the command password-change'],
  forbidden: ['the role of this account does not allow it', 'an account with a higher role'],
  'forbidden-address': ['admins do not act from this address', 'an address of ADMIN_ADDRESSES'],
};
