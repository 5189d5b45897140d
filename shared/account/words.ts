/** What the server says of accounts, sessions and audit: the shapes that the console reads. */
import type { Bilingual } from '../config/common.ts';
import type { Role } from './role.ts';

export interface SignedIn {
  readonly name: string;
  readonly fullName: string;
  readonly role: Role;
  /** Nothing else is done before the password is changed. */
  readonly mustChange: boolean;
  /** When the session ends whatever happens, ms. */
  readonly untilMs: number;
}

/** Who asks, and what the sign-in page says before anybody has signed in. */
export interface SessionWord {
  readonly user?: SignedIn | undefined;
  /** Whether the wall may be looked at without an account. */
  readonly viewing: 'anyone' | 'sign-in';
  readonly province: { readonly name: Bilingual; readonly simulated: boolean; readonly timeZone: string };
}

/** An account as admins see it. */
export interface AccountWord {
  readonly name: string;
  readonly fullName: string;
  readonly role: Role;
  readonly isDisabled: boolean;
  /** It has a one-time password, or an old one. */
  readonly mustChange: boolean;
  readonly createdAtMs: number;
  readonly passwordSetAtMs: number;
  readonly lastSignInMs?: number | undefined;
  /** Sessions that are open. */
  readonly sessions: number;
}

/** A session as its owner and admins see it; its id opens nothing. */
export interface SessionLine {
  readonly id: string;
  readonly account: string;
  readonly from: string;
  readonly agent: string;
  readonly createdAtMs: number;
  readonly untilMs: number;
  /** The one that asks. */
  readonly isThis: boolean;
}

/** A line of the audit: what somebody asked for, and what became of it. */
export interface AuditLine {
  readonly id: string;
  readonly atMs: number;
  /** Account; `(nobody)` where nobody is signed in, `cli:<user>` on the machine itself. */
  readonly who: string;
  readonly role?: Role | undefined;
  /** Address. */
  readonly from: string;
  /** Name of the command. */
  readonly what: string;
  /** What was asked, without secrets. */
  readonly asked: unknown;
  /** `ok`, or the code of the refusal; absent: the process ended before it could say. */
  readonly outcome?: string | undefined;
  readonly target?: string | undefined;
  readonly before?: unknown;
  readonly after?: unknown;
}
