/** What the environment tells a display server. */
import { z } from 'zod';
import { accountSettings, accountVariables, type AccountSettings } from './auth/account-settings.ts';
import { ENTRY_DOORS, type EntryDoor } from './entry/door.ts';
import { isLoopback } from './loopback.ts';
import { LOG_LEVELS } from '../../shared/process-settings.ts';

const settingsSchema = z.object({
  HOST: z.string().min(1).default('127.0.0.1').meta({ description: 'Address to listen on.' }),
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(8_080)
    .meta({ description: 'Port; 0 takes a free one.' }),
  REDIS_URL: z.string().min(1).default('redis://127.0.0.1:6379').meta({ description: 'The store.' }),
  HISTORY_DIR: z.string().optional().meta({
    description: "Folder of the historian's files. Absent: charts go back as far as Redis does.",
  }),
  ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
    .pipe(z.array(z.url({ error: 'origins such as https://wall.example.vn, parted by commas' })))
    .meta({
      description:
        'Origins whose pages may open a socket here; on 127.0.0.1 also the only names that are answered.',
    }),
  ENTRY: z.enum(ENTRY_DOORS).optional().meta({
    description:
      'Who may enter figures by hand: operators and whoever sits at this machine (`loopback`), operators alone (`accounts`), nobody (`off`). Default: `loopback`, and `accounts` where ALLOWED_ORIGINS names another address, for a proxy makes everybody look like this machine.',
  }),
  ...accountVariables,
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
});

export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly redisUrl: string;
  readonly historyDir?: string | undefined;
  readonly allowedOrigins: ReadonlySet<string>;
  readonly entry: EntryDoor;
  readonly accounts: AccountSettings;
  readonly logLevel: string;
}

/** @throws RangeError with one line that names the variable, what was found and what was expected. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = settingsSchema.safeParse(present);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0] ?? '');
    throw new RangeError(
      `${name}: found "${environment[name] ?? ''}", expected ${issue?.message ?? 'another value'}`,
    );
  }
  const { HOST, PORT, REDIS_URL, HISTORY_DIR, ALLOWED_ORIGINS, ENTRY, LOG_LEVEL } = parsed.data;
  const isElsewhere = ALLOWED_ORIGINS.some(
    (address) => !isLoopback(new URL(address).hostname.replace(/^\[(.*)\]$/, '$1')),
  );
  return {
    host: HOST,
    port: PORT,
    redisUrl: REDIS_URL,
    historyDir: HISTORY_DIR,
    allowedOrigins: new Set(ALLOWED_ORIGINS.map((address) => new URL(address).origin)),
    entry: ENTRY ?? (isElsewhere ? 'accounts' : 'loopback'),
    accounts: accountSettings(parsed.data),
    logLevel: LOG_LEVEL,
  };
}
