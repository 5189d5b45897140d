/** The oldest Redis the wall's scripts and streams are written for. */
export const OLDEST_REDIS_VERSION = '6.2';

/**
 * The version in a server's `--version` line, or undefined when it names none.
 * Redis says `Redis server v=7.0.15 sha=…`, Valkey `Valkey server v=8.1.1 sha=…`.
 */
export function versionIn(line: string): string | undefined {
  return /\bv=(\d+(?:\.\d+)+)/.exec(line)?.[1];
}

/** Whether a version such as `7.0.15` is at least the oldest one the wall works with. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_REDIS_VERSION.split('.').map(Number);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}
