/** The one way that every command goes: authorise, check, write down, run, write down what became of it, reply. */
import type { z } from 'zod';
import { DENIAL_WORDS, denialOf, type AccessRule, type Denial } from '../auth/access.ts';
import type { CookieChanges } from '../auth/cookies.ts';
import { HasherBusy } from '../auth/password-hash.ts';
import type { AuditLog, OutcomeEntry } from '../audit/audit-log.ts';
import {
  CommandRefusal,
  NOBODY,
  type Asker,
  type Command,
  type CommandTools,
  type Refusal,
} from './command.ts';

export type FailureCode = Refusal | Denial | 'malformed' | 'store-unreachable' | 'internal';

export type CommandReply =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly code: FailureCode;
      readonly message: string;
      readonly waitMs?: number;
      readonly problem?: string;
    };

export interface Ran {
  readonly reply: CommandReply;
  readonly cookies?: CookieChanges | undefined;
  /** A bug, or a Redis that is away: for the log. */
  readonly cause?: unknown;
}

export interface Runner {
  readonly tools: CommandTools;
  readonly rule: AccessRule;
  readonly audit: Pick<AuditLog, 'asked' | 'became'>;
}

/** Never throws: whatever goes wrong is a reply. */
export async function runCommand(
  command: Command,
  body: unknown,
  asker: Asker,
  runner: Runner,
): Promise<Ran> {
  const { tools, rule, audit } = runner;
  const write = writerOf(command, asker, tools, audit);
  try {
    const denial = denialOf(command.access, asker.session, asker.from, rule);
    if (denial !== undefined) {
      // Whoever has no account cannot fill the audit.
      if (asker.session !== undefined) await write.whole({}, { outcome: denial });
      return failed(denial, DENIAL_WORDS[denial].join('; '));
    }
    const parsed = command.request.safeParse(body);
    if (!parsed.success) return failed('malformed', problemOf(parsed.error));
    // Without a session nothing is changed but a session begun, whose outcome is all that is worth a line.
    const isOpen = command.access === 'anyone';
    const id = isOpen ? undefined : await write.asked(command.audited(parsed.data));
    const { ran, outcome } = await attempt(command, parsed.data, asker, tools);
    if (id !== undefined) await audit.became(id, outcome);
    else if (!isUntold(ran)) await write.whole(command.audited(parsed.data), outcome);
    return ran;
  } catch (cause) {
    return { ...failed('store-unreachable', 'Redis does not answer; ask again when /readyz is 200'), cause };
  }
}

interface Attempt {
  readonly ran: Ran & { readonly isKnownBlock?: boolean };
  readonly outcome: OutcomeEntry;
}

async function attempt(
  command: Command,
  request: unknown,
  asker: Asker,
  tools: CommandTools,
): Promise<Attempt> {
  try {
    const { value, cookies, ...seen } = await command.run(request, asker, tools);
    return {
      ran: { reply: { ok: true, value: command.value.parse(value) }, cookies },
      outcome: { outcome: 'ok', ...seen },
    };
  } catch (error) {
    if (error instanceof CommandRefusal) {
      const { code, message, more } = error;
      const { target, isKnownBlock = false, ...told } = more;
      const outcome = { outcome: code, ...(target === undefined ? {} : { target }) };
      return { ran: { reply: { ok: false, code, message, ...told }, isKnownBlock }, outcome };
    }
    if (error instanceof HasherBusy)
      return {
        ran: { ...failed('busy', 'many sign in right now; try again in a moment'), isKnownBlock: true },
        outcome: { outcome: 'busy' },
      };
    const isStore = isOfStore(error);
    const code = isStore ? 'store-unreachable' : 'internal';
    const message = isStore
      ? 'Redis does not answer; whether it was done is not known'
      : 'this is a bug; see the log';
    return { ran: { ...failed(code, message), cause: error }, outcome: { outcome: code } };
  }
}

const isUntold = (ran: Attempt['ran']): boolean => ran.isKnownBlock === true;

function writerOf(
  { name }: Command,
  { session, from }: Asker,
  { nowMs }: CommandTools,
  audit: Runner['audit'],
) {
  const asked = (what: unknown, signedIn?: string) =>
    audit.asked({
      atMs: nowMs(),
      who: session?.account ?? signedIn ?? NOBODY,
      ...(session === undefined ? {} : { role: session.role }),
      from,
      what: name,
      asked: what,
    });
  return {
    asked: (what: unknown) => asked(what),
    /** Of whoever just signed in, the name is proven. */
    whole: async (what: unknown, outcome: OutcomeEntry) => {
      const signedIn = outcome.outcome === 'ok' ? outcome.target : undefined;
      await audit.became(await asked(what, signedIn), outcome);
    },
  };
}

const failed = (code: FailureCode, message: string): Ran => ({ reply: { ok: false, code, message } });

function problemOf({ issues }: z.ZodError): string {
  const [issue] = issues;
  const where = issue?.path.join('.') ?? '';
  return `${where === '' ? 'the body' : where}: ${issue?.message ?? 'malformed'}`;
}

/** ioredis tells by plain errors that it has no connection, or that an answer is late. */
function isOfStore(error: unknown): boolean {
  return (
    error instanceof Error &&
    (/^(MaxRetriesPerRequestError|AbortError|ReplyError)$/.test(error.name) ||
      /Stream isn't writeable|Connection is closed|Command timed out/.test(error.message))
  );
}
