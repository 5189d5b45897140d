import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { canFetchRedis, fetchRedis } from './fetch-redis.ts';
import { isNewEnough, OLDEST_REDIS_VERSION, versionIn } from './redis-version.ts';
import { StartError } from './start-error.ts';

/** A Redis server that can be spawned. `env` is what its process alone needs beside ours. */
export type RedisProgram = { path: string; version: string; env: NodeJS.ProcessEnv };

export type FindRedisOptions = {
  /** Where a fetched copy is kept between starts. */
  runtimeDir: string;
  /** The folders to look in first, joined as in PATH. Default: this process's PATH. */
  path?: string;
  /** Folders that servers are installed to without being on everyone's PATH. */
  usualDirs?: readonly string[];
  /** Told, in one line each, what takes time or was passed over. */
  onLine?: (line: string) => void;
  /** Ends a fetch that is under way. */
  signal?: AbortSignal | undefined;
};

const PROGRAM_NAMES = ['redis-server', 'valkey-server'] as const;
const USUAL_DIRS = [
  '/usr/bin',
  '/usr/sbin',
  '/usr/local/bin',
  '/usr/local/sbin',
  '/opt/homebrew/bin',
  '/opt/redis/bin',
  '/snap/bin',
];
/** A server prints its version at once; one that does not is not one. */
const VERSION_TIMEOUT_MS = 5_000;

/** Finds a Redis or Valkey of at least 6.2: installed, else cached, else fetched. */
export async function findRedis(options: FindRedisOptions): Promise<RedisProgram> {
  const onLine = options.onLine ?? (() => {});
  const { program, tooOld } = installedRedis(options);
  if (program) return program;
  const folder = join(options.runtimeDir, 'redis');
  const cached = redisUnder(folder);
  if (cached) return cached;

  const passedOver =
    tooOld && `${tooOld.path} is version ${tooOld.version}; ${OLDEST_REDIS_VERSION} or newer is needed`;
  if (!canFetchRedis()) throw new StartError(noRedisLine(passedOver, howToInstall()));
  onLine(`${passedOver ?? 'no Redis is installed'}; fetching one into ${folder} (once, without root)`);
  await fetchRedis({
    folder,
    isUsable: (candidate) => redisUnder(candidate) !== undefined,
    signal: options.signal,
  });
  const fetched = redisUnder(folder);
  if (!fetched) throw new StartError(noRedisLine(`${folder} holds no working redis-server`, howToInstall()));
  onLine(`fetched Redis ${fetched.version}`);
  return fetched;
}

function installedRedis(options: FindRedisOptions): { program?: RedisProgram; tooOld?: RedisProgram } {
  const path = options.path ?? process.env['PATH'] ?? '';
  const dirs = [...path.split(delimiter).filter(Boolean), ...(options.usualDirs ?? USUAL_DIRS)];
  let tooOld: RedisProgram | undefined;
  for (const dir of new Set(dirs)) {
    for (const name of PROGRAM_NAMES) {
      const program = programAt(join(dir, name), {});
      if (program && isNewEnough(program.version)) return { program };
      tooOld ??= program;
    }
  }
  return tooOld ? { tooOld } : {};
}

/** The server of an unpacked package folder, with the libraries unpacked beside it. */
function redisUnder(folder: string): RedisProgram | undefined {
  const libraryPath = [join(folder, 'usr', 'lib'), join(folder, 'lib')]
    .filter(existsSync)
    .flatMap((dir) => [
      dir,
      ...readdirSync(dir)
        .map((name) => join(dir, name))
        .filter(isFolder),
    ])
    .join(delimiter);
  const program = programAt(join(folder, 'usr', 'bin', 'redis-server'), { LD_LIBRARY_PATH: libraryPath });
  return program && isNewEnough(program.version) ? program : undefined;
}

function programAt(path: string, env: NodeJS.ProcessEnv): RedisProgram | undefined {
  if (!isExecutable(path)) return undefined;
  const run = spawnSync(path, ['--version'], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: VERSION_TIMEOUT_MS,
  });
  const version = run.status === 0 ? versionIn(run.stdout) : undefined;
  return version === undefined ? undefined : { path, version, env };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function noRedisLine(found: string | undefined, cure: string): string {
  return `${found ?? 'no redis-server or valkey-server was found'}; ${cure}, or set REDIS_URL to a Redis ${OLDEST_REDIS_VERSION} or newer`;
}

function howToInstall(): string {
  const known: [string, string][] = [
    ['/usr/bin/apt-get', 'sudo apt-get install redis-server'],
    ['/usr/bin/dnf', 'sudo dnf install redis (or valkey)'],
    ['/sbin/apk', 'sudo apk add redis'],
    ['/usr/bin/pacman', 'sudo pacman -S valkey'],
    ['/usr/bin/zypper', 'sudo zypper install redis'],
    ['/opt/homebrew/bin/brew', 'brew install redis'],
    ['/usr/local/bin/brew', 'brew install redis'],
  ];
  const command = known.find(([tool]) => existsSync(tool))?.[1];
  return command
    ? `install it with \`${command}\``
    : 'install Redis (https://redis.io/docs/latest/operate/oss_and_stack/install/)';
}
