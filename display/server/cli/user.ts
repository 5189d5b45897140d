/**
 * `npm run user -- add|reset|disable|enable|role|list`: accounts, from the machine itself. It takes no password: what is
 * typed here stays in the shell's history. It gives one for one sign-in.
 */
import {
  createAccount,
  resetAccount,
  setDisabled,
  setRole,
  type AccountRefusal,
  type Changed,
} from '../auth/account-changes.ts';
import { mustChange } from '../auth/accounts.ts';
import { AccountMistake, typedAccount, type TypedAccount } from '../auth/typed-account.ts';
import { openAccountDesk, type AccountDesk } from './account-desk.ts';

const WHY: Readonly<Record<AccountRefusal, string>> = {
  'account-exists': 'there is an account of this name; take another, or reset it',
  'too-many-accounts': 'there are 1,000 accounts already',
  'unknown-account': 'there is no account of this name; list names them',
  overtaken: 'the account is being changed elsewhere; try again',
  'last-admin': 'this is the last admin; make another one first',
};

async function run({ verb, name, role, fullName }: TypedAccount, desk: AccountDesk): Promise<void> {
  switch (verb) {
    case 'list':
      return printAll(desk);
    case 'add': {
      const asked = { name, fullName, role };
      const made = await createAccount(desk, asked);
      await told(desk, 'account-create', name, asked, made);
      if (made.ok) printLogin(name, made.password);
      return;
    }
    case 'reset': {
      const made = await resetAccount(desk, name);
      await told(desk, 'account-reset', name, { name }, made);
      if (made.ok) printLogin(name, made.password);
      return;
    }
    case 'role':
      await told(desk, 'account-role', name, { name, role }, await setRole(desk, name, role));
      return console.log(`${name} is ${role}; its sessions end within two seconds`);
    default: {
      const isDisabled = verb === 'disable';
      await told(desk, `account-${verb}`, name, { name }, await setDisabled(desk, name, isDisabled));
      return console.log(
        isDisabled ? `${name} is shut; its sessions end within two seconds` : `${name} is open again`,
      );
    }
  }
}

async function told(
  desk: AccountDesk,
  what: string,
  name: string,
  asked: unknown,
  changed: Changed,
): Promise<void> {
  await desk.write(what, name, asked, changed);
  if (!changed.ok) throw new AccountMistake(`${name}: ${WHY[changed.reason]}`);
}

function printLogin(name: string, password: string): void {
  console.log(`name      ${name}\npassword  ${password}`);
  console.log('said this once; good for one sign-in within 72 hours, after which it is changed');
}

async function printAll(desk: AccountDesk): Promise<void> {
  const all = await desk.accounts.list();
  const open = await desk.sessions.list(all.map(({ name }) => name));
  for (const account of all) {
    const { name, role, fullName, isDisabled } = account;
    const sessions = open.filter((session) => session.account === name).length;
    const state = isDisabled
      ? 'shut'
      : mustChange(account, desk.nowMs())
        ? 'must change the password'
        : 'open';
    console.log(
      `${name.padEnd(32)}  ${role.padEnd(8)}  ${state.padEnd(24)}  ${sessions} sessions  ${fullName}`,
    );
  }
  if (all.length === 0) console.log('there is no account yet; add one');
}

try {
  const asked = typedAccount(process.argv.slice(2));
  const desk = await openAccountDesk(process.env);
  try {
    await run(asked, desk);
  } finally {
    desk.close();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
