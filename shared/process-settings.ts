/** What every process of the wall agrees on with whoever starts it. */

/** The exit code (EX_CONFIG) by which a process says that starting it again as it is would not help. */
export const REFUSED_EXIT_CODE = 78;

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** @returns the level, or undefined for a text that is none. */
export function logLevelOf(text: string | undefined, fallback: LogLevel): LogLevel | undefined {
  return text === undefined || text === '' ? fallback : LOG_LEVELS.find((level) => level === text);
}

/** One line for a LOG_LEVEL that is none. */
export function badLogLevel(text: string | undefined): string {
  return `LOG_LEVEL: found "${text}", expected one of ${LOG_LEVELS.join(', ')}`;
}
