/** Who is signed in, which accounts and sessions there are, and what was done. What changes anything is a command. */
import { z } from 'zod';
import type { AccountWord, AuditLine, SessionLine } from '../../../../shared/account/words.ts';
import { mustChange } from '../../auth/accounts.ts';
import { AUDIT_CURSOR } from '../../audit/audit-log.ts';
import { roleSchema, sessionWordSchema } from '../../commanding/schemas.ts';
import { fromStore } from '../api-error.ts';
import { apiRoute, pageAnswer, pageOf, pageQuery, type ApiRoute } from '../api-route.ts';
import type { ApiContext } from '../context.ts';

const atMsSchema = z.number().meta({ description: 'Ms since 1970 UTC, on the clock of the store.' });

const accountSchema = z
  .strictObject({
    name: z.string(),
    fullName: z.string(),
    role: roleSchema,
    isDisabled: z.boolean(),
    mustChange: z.boolean().meta({ description: 'Its password is for one sign-in, or old.' }),
    createdAtMs: atMsSchema,
    passwordSetAtMs: atMsSchema,
    lastSignInMs: atMsSchema.optional(),
    sessions: z.number().int().meta({ description: 'Sessions that are open.' }),
  })
  .meta({ id: 'Account' }) satisfies z.ZodType<AccountWord>;

const sessionSchema = z
  .strictObject({
    id: z.string().meta({ description: 'Names the session, and opens nothing.' }),
    account: z.string(),
    from: z.string().meta({ description: 'Address it was opened from.' }),
    agent: z.string().meta({ description: 'What the browser calls itself.' }),
    createdAtMs: atMsSchema,
    untilMs: atMsSchema,
    isThis: z.boolean(),
  })
  .meta({ id: 'SessionLine' }) satisfies z.ZodType<SessionLine>;

const auditSchema = z
  .strictObject({
    id: z.string(),
    atMs: atMsSchema,
    who: z.string(),
    role: roleSchema.optional(),
    from: z.string(),
    what: z.string().meta({ description: 'Name of the command.' }),
    asked: z.unknown(),
    outcome: z.string().optional().meta({
      description: '`ok`, or the code of the refusal. Absent: its process ended before it could say.',
    }),
    target: z.string().optional(),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
  })
  .meta({ id: 'AuditLine' }) satisfies z.ZodType<AuditLine>;

export function accountRoutes(context: ApiContext): ApiRoute[] {
  return [
    apiRoute({
      path: '/session',
      access: 'own',
      summary: 'Who is signed in here; also for whoever is not.',
      answer: sessionWordSchema,
      run: ({ session }) => context.access.sessionWord(session),
    }),
    apiRoute({
      path: '/sessions',
      access: 'viewer',
      summary: 'Open sessions: of whoever asks, and for admins of everybody.',
      query: z.strictObject(pageQuery(100)),
      answer: pageOf(sessionSchema),
      run: async ({ query, session }) => {
        const { accounts, sessions } = context.access;
        const own = session === undefined ? [] : [session.account];
        const names =
          session?.role === 'admin' ? (await fromStore(accounts.list())).map(({ name }) => name) : own;
        const open = await fromStore(sessions.list(names));
        const lines = open.map(({ id, account, from, agent, createdAtMs, untilMs }) => {
          return { id, account, from, agent, createdAtMs, untilMs, isThis: id === session?.id };
        });
        return pageAnswer(context.nowMs(), lines, query);
      },
    }),
    apiRoute({
      path: '/accounts',
      access: 'admin',
      summary: 'All accounts, without anything by which one could sign in.',
      query: z.strictObject(pageQuery(200)),
      answer: pageOf(accountSchema),
      run: async ({ query }) => pageAnswer(context.nowMs(), await fromStore(accountWords(context)), query),
    }),
    apiRoute({
      path: '/audit',
      access: 'admin',
      summary:
        'What was done, newest first: who, when, from where, what, before and after, and what became of it.',
      query: z.strictObject({
        before: z.string().regex(AUDIT_CURSOR, 'a `next` of this list').optional(),
        limit: pageQuery(100).limit,
      }),
      answer: z.strictObject({
        serverNowMs: atMsSchema,
        items: z.array(auditSchema),
        next: z
          .string()
          .optional()
          .meta({ description: '`before` of the page behind; absent: this is the last.' }),
      }),
      run: async ({ query }) => {
        const { items, next } = await fromStore(context.access.audit.page(query.before, query.limit));
        return { serverNowMs: context.nowMs(), items, ...(next === undefined ? {} : { next }) };
      },
    }),
  ];
}

async function accountWords({ access: { accounts, sessions }, nowMs }: ApiContext): Promise<AccountWord[]> {
  const all = await accounts.list();
  const [open, signIns] = await Promise.all([
    sessions.list(all.map(({ name }) => name)),
    accounts.lastSignIns(),
  ]);
  return all.map((account) => {
    const { name, fullName, role, isDisabled, createdAtMs, passwordSetAtMs } = account;
    const lastSignInMs = signIns.get(name);
    return {
      name,
      fullName,
      role,
      isDisabled,
      createdAtMs,
      passwordSetAtMs,
      mustChange: mustChange(account, nowMs()),
      ...(lastSignInMs === undefined ? {} : { lastSignInMs }),
      sessions: open.filter((session) => session.account === name).length,
    };
  });
}
