import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { StartError } from './start-error.ts';

/** What a start leaves behind so that the next one recognises its Redis. */
export type RedisRecord = { identity: string; port: number };

/** The folder of one spawned Redis: its data, its secret, and what it said last. */
export type RedisFolder = {
  readonly path: string;
  readonly configFile: string;
  readonly password: string;
  writeConfig(port: number): void;
  writeRecord(record: RedisRecord): void;
  readRecord(): RedisRecord | undefined;
  /** Opens a fresh log for one run of the server; the run before stays as `redis.log.1`. */
  openLog(): number;
  readLog(): string;
};

const OWNER_ONLY = 0o600;
const PASSWORD_BYTES = 32;

/** One step at a time: where a file system refuses new folders, as /proc does, Node's recursion never ends. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  // Another start may have made it meanwhile.
  if (!existsSync(path)) mkdirSync(path);
}

/** Makes the folder and gives its real path, or says why it cannot be written. */
export function makeWritable(dataDir: string, variable = 'DATA_DIR'): string {
  try {
    makeFolder(dataDir);
    const path = realpathSync(dataDir);
    const probe = join(path, `.writable.${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
    return path;
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new StartError(
      `the ${variable === 'DATA_DIR' ? 'data' : 'history'} folder ${dataDir} cannot be written (${code}); make it writable for this user, or set ${variable} to one that is`,
    );
  }
}

/** Opens a folder that `makeWritable` gave and whose lock the caller holds. */
export function openRedisFolder(path: string): RedisFolder {
  const configFile = join(path, 'redis.conf');
  const recordFile = join(path, 'redis.json');
  const logFile = join(path, 'redis.log');
  const password = readOrMakePassword(join(path, 'password'));
  return {
    path,
    configFile,
    password,
    writeConfig: (port) => writeWhole(configFile, configuration({ path, port, password })),
    writeRecord: (record) => writeWhole(recordFile, JSON.stringify(record)),
    readRecord: () => {
      const text = readIfThere(recordFile);
      return text === undefined ? undefined : (JSON.parse(text) as RedisRecord);
    },
    openLog: () => {
      if (readIfThere(logFile) !== undefined) renameSync(logFile, `${logFile}.1`);
      return openSync(logFile, 'w', OWNER_ONLY);
    },
    readLog: () => readIfThere(logFile) ?? '',
  };
}

function configuration({ path, port, password }: { path: string; port: number; password: string }): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    'protected-mode yes',
    `requirepass ${password}`,
    'daemonize no',
    `dir "${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`,
    'appendonly yes',
    // `everysec` may answer before it has even written, while an earlier sync is slow: a killed Redis would then
    // lose what was accepted. One sync per turn of its loop is shared by all who wrote in that turn.
    'appendfsync always',
    'save ""',
    // An evicted key would be a number that silently vanished from the wall.
    'maxmemory-policy noeviction',
    // Expiry and client timeouts are looked at every 10 ms rather than every 100.
    'hz 100',
    // Steady running writes nothing, so the log needs no rotation while the server runs.
    'loglevel warning',
    '',
  ].join('\n');
}

function readOrMakePassword(file: string): string {
  const kept = readIfThere(file)?.trim();
  if (kept) return kept;
  const password = randomBytes(PASSWORD_BYTES).toString('hex');
  writeWhole(file, password);
  return password;
}

/** Written aside and renamed, so that a start killed in between leaves the old text or the new. */
function writeWhole(file: string, text: string): void {
  const draft = `${file}.draft`;
  const opened = openSync(draft, 'w', OWNER_ONLY);
  try {
    writeFileSync(opened, text);
  } finally {
    closeSync(opened);
  }
  renameSync(draft, file);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
