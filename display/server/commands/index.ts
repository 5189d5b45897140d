/** Every command, by name. A test compares this list with the folder. */
import type { Command } from '../commanding/command.ts';
import accountCreate from './account-create.ts';
import accountDisable from './account-disable.ts';
import accountEnable from './account-enable.ts';
import accountReset from './account-reset.ts';
import accountRole from './account-role.ts';
import alertAcknowledge from './alert-acknowledge.ts';
import alertShelve from './alert-shelve.ts';
import alertUnshelve from './alert-unshelve.ts';
import passwordChange from './password-change.ts';
import screenReload from './screen-reload.ts';
import screenScene from './screen-scene.ts';
import sessionRevoke from './session-revoke.ts';
import sessionSignIn from './session-sign-in.ts';
import sessionSignOut from './session-sign-out.ts';

export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  [
    accountCreate,
    accountDisable,
    accountEnable,
    accountReset,
    accountRole,
    alertAcknowledge,
    alertShelve,
    alertUnshelve,
    passwordChange,
    screenReload,
    screenScene,
    sessionRevoke,
    sessionSignIn,
    sessionSignOut,
  ].map((command) => [command.name, command]),
);
