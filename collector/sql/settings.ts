/** Settings that every SQL server shares, and what they mean for the query. */
import { z } from 'zod';
import type { PollRequest } from '../connector.ts';
import { problemsOfQuery, type Dialect, type Statement } from './statement.ts';

const literal = z.union([z.string(), z.number(), z.boolean(), z.null()]);
type Literal = z.infer<typeof literal>;

/** Most rows of one poll, however the source is configured. */
const MAX_ROWS = 200_000;
const PARAMETER_NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

export function sqlSettings(dialect: Dialect, defaultPort: number) {
  return z
    .strictObject({
      server: z
        .string()
        .min(1)
        .meta({
          description: `Name or address of the server, with \`:port\` where it is not ${defaultPort}.`,
        }),
      database: z.string().min(1).meta({ description: 'Name of the database.' }),
      user: z.string().min(1).meta({
        description: 'A user of its own for the wall, who may read these tables and do nothing else.',
      }),
      password: z.string().default('').meta({ description: 'By `${NAME}`, never in clear text.' }),
      tls: z.enum(['verify', 'off']).default('verify').meta({
        description:
          '`verify`: encrypted, and the certificate must be that of the server. `off`: in clear, for a server on this machine.',
      }),
      ca: z.string().optional().meta({
        description:
          'Certificate of the authority that signed the server’s, as PEM. Absent: the public authorities.',
      }),
      serverName: z.string().optional().meta({
        description: 'Name in the server’s certificate where it differs from `server`.',
      }),
      query: z.string().min(1).meta({
        description:
          'One query that reads. `{name}` is a parameter; for the past `{from}` and `{to}` are its bounds; `{since}` is where the last poll ended.',
      }),
      parameters: z.record(z.string().regex(PARAMETER_NAME), literal).default({}).meta({
        description: 'Values of the parameters of the query, sent beside it and never as part of its text.',
      }),
      cursor: z
        .strictObject({
          column: z.string().min(1).meta({
            description: 'Column that grows with every row; the query gives it and orders by it, upwards.',
          }),
          start: literal.meta({ description: '`{since}` of the first poll.' }),
        })
        .optional()
        .meta({ description: 'Asks only for rows that are new since the last poll. Absent: all of them.' }),
      maxRows: z.number().int().min(1).max(MAX_ROWS).default(10_000).meta({
        description:
          'Most rows of one answer. More are an error; with a cursor the rest waits for the next poll.',
      }),
      statementTimeoutMs: z.number().int().min(50).max(120_000).default(5_000).meta({
        description: 'How long the server may work on the query, in ms; then it gives up by itself.',
      }),
    })
    .superRefine(({ query, parameters, cursor }, context) => {
      const known = [...Object.keys(parameters), 'from', 'to', ...(cursor === undefined ? [] : ['since'])];
      for (const message of problemsOfQuery(query, dialect, known))
        context.addIssue({ code: 'custom', path: ['query'], message });
    });
}
export type SqlSettings = z.infer<ReturnType<typeof sqlSettings>>;

/** `name:5432`, `10.0.0.5`, `[fe80::1]:5432`. */
export function addressOf(server: string, defaultPort: number): { host: string; port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(server);
  if (match === null) return { host: server, port: defaultPort };
  return { host: match[1] ?? match[2] ?? server, port: Number(match[3] ?? defaultPort) };
}

/**
 * Values in the order of the statement's names. `instant` writes a bound of the past in the server's own form. What is
 * not asked for — bounds in a live poll — is NULL.
 */
export function valuesOf(
  { names }: Statement,
  { settings, window, state }: Pick<PollRequest<SqlSettings>, 'settings' | 'window' | 'state'>,
  instant: (atMs: number) => string,
): Literal[] {
  return names.map((name) => {
    if (name in settings.parameters) return settings.parameters[name] ?? null;
    if (name === 'since') return state ?? settings.cursor?.start ?? null;
    if (window === undefined) return null;
    return instant(name === 'from' ? window.fromMs : window.toMs);
  });
}
