/** A command: one file of this folder, one thing that a person may do. It is authorised, checked and audited by whoever runs it. */
import type { z } from 'zod';
import type { Role } from '../../../shared/account/role.ts';
import type { SessionWord } from '../../../shared/account/words.ts';
import type { ProvinceConfig } from '../../../shared/config/province-config.ts';
import type { ScreenRecord } from '../../../shared/socket.ts';
import type { CommandAccess } from '../auth/access.ts';
import type { AlertActs } from '../alerts/alert-acts.ts';
import type { Accounts } from '../auth/accounts.ts';
import type { CookieChanges, WallCookies } from '../auth/cookies.ts';
import type { Guesses } from '../auth/guesses.ts';
import type { PasswordHasher } from '../auth/password-hash.ts';
import type { Session, Sessions } from '../auth/sessions.ts';
import type { ScreenOrders } from '../screens/screen-orders.ts';

/** Who asks, and from where. */
export interface Asker {
  /** Undefined: nobody is signed in. */
  readonly session: Session | undefined;
  /** Address of the client. */
  readonly from: string;
  readonly agent: string;
  readonly cookies: WallCookies;
}

/** What commands work with. */
export interface CommandTools {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly guesses: Guesses;
  readonly hasher: PasswordHasher;
  readonly orders: ScreenOrders;
  readonly alerts: Pick<AlertActs, 'act'>;
  readonly screens: { list(): Promise<readonly ScreenRecord[]> };
  readonly config: ProvinceConfig;
  /** How long a browser keeps the session of a role; undefined: until it is closed. */
  readonly sessionLasts: (role: Role) => number | undefined;
  readonly sessionWord: (session: Session | undefined) => SessionWord;
  /** Redis's clock, ms. */
  readonly nowMs: () => number;
}

export interface Done<Value> {
  readonly value: Value;
  /** What was acted on, and what it was before and is now: for the audit, so without secrets. */
  readonly target?: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly cookies?: CookieChanges;
}

export interface Command<Request extends z.ZodType = z.ZodType, Value extends z.ZodType = z.ZodType> {
  /** As the file: what is acted on, then what is done. */
  readonly name: string;
  readonly summary: string;
  readonly access: CommandAccess;
  readonly request: Request;
  readonly value: Value;
  /** What of a request is written down: never a password. */
  readonly audited: (request: z.output<Request>) => unknown;
  /** @throws CommandRefusal */
  readonly run: (
    request: z.output<Request>,
    asker: Asker,
    tools: CommandTools,
  ) => Promise<Done<z.output<Value>>>;
}

/** Gives the types of the schemas to `run`, and then forgets them, so that commands stand in one list. */
export function command<Request extends z.ZodType, Value extends z.ZodType>(
  declared: Command<Request, Value>,
): Command {
  return declared as unknown as Command;
}

export const REFUSALS = [
  'sign-in-refused',
  'too-many-guesses',
  'busy',
  'wrong-password',
  'bad-password',
  'unknown-account',
  'account-exists',
  'too-many-accounts',
  'overtaken',
  'own-account',
  'last-admin',
  'unknown-session',
  'unknown-screen',
  'unknown-scene',
  'screen-gone',
  'screen-silent',
  'unknown-alert',
] as const;
export type Refusal = (typeof REFUSALS)[number];

interface RefusalDetails {
  /** When to try again, for the page. */
  readonly waitMs?: number;
  /** What is wrong with what was asked, for the page's own words. */
  readonly problem?: string;
  /** What it would have acted on, for the audit. */
  readonly target?: string | undefined;
  /** The same refusal was written down before: whoever goes on asking does not fill the audit. */
  readonly isKnownBlock?: boolean;
}

/** A command that cannot be done, with what a person can do about it. */
export class CommandRefusal extends Error {
  override readonly name = 'CommandRefusal';

  constructor(
    readonly code: Refusal,
    message: string,
    readonly more: RefusalDetails = {},
  ) {
    super(message);
  }
}

/** Who a line of the audit names. */
export const NOBODY = '(nobody)';
