/** What was typed behind `npm run user`. */
import { parseArgs } from 'node:util';
import {
  ACCOUNT_NAME,
  ACCOUNT_NAME_EXPECTED,
  FULL_NAME_EXPECTED,
  isFullName,
} from '../../../shared/account/account-name.ts';
import { ROLES, type Role } from '../../../shared/account/role.ts';

const USAGE = `expected one of
  npm run user -- add <name> [--role viewer|operator|admin] [--full-name "…"]
  npm run user -- reset <name>      a new password for one sign-in
  npm run user -- disable <name>    ends its sessions; enable opens it again
  npm run user -- role <name> <role>
  npm run user -- list
No password is taken here: one is made, said once, and changed at the first sign-in.`;

/** What was typed cannot be done; the message says why. */
export class AccountMistake extends Error {}

export interface TypedAccount {
  readonly verb: string;
  readonly name: string;
  readonly role: Role;
  readonly fullName: string;
}

/** @throws AccountMistake that names what was found and expected. */
export function typedAccount(args: readonly string[]): TypedAccount {
  const { positionals, values } = parse(args);
  const [verb = '', name = '', third] = positionals;
  if (verb === 'list') return { verb, name, role: 'viewer', fullName: '' };
  if (!['add', 'reset', 'disable', 'enable', 'role'].includes(verb))
    throw new AccountMistake(`found "${verb}", ${USAGE}`);
  if (!ACCOUNT_NAME.test(name))
    throw new AccountMistake(`name: found "${name}", expected ${ACCOUNT_NAME_EXPECTED}`);
  const wanted = verb === 'role' ? third : (values.role ?? 'operator');
  const role = ROLES.find((one) => one === wanted);
  if (role === undefined)
    throw new AccountMistake(`role: found "${wanted ?? ''}", expected ${ROLES.join(', ')}`);
  const fullName = values['full-name'] ?? name;
  if (!isFullName(fullName))
    throw new AccountMistake(`full name: found "${fullName}", expected ${FULL_NAME_EXPECTED}`);
  return { verb, name, role, fullName: fullName.trim() };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { role: { type: 'string' }, 'full-name': { type: 'string' } },
    });
  } catch (error) {
    throw new AccountMistake(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}
