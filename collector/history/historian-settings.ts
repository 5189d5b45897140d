/** What the environment tells the historian. */
import { StartError } from '../store/start-error.ts';

export interface HistorianSettings {
  readonly redisUrl: string;
  readonly historyDir: string;
  /** How often what was accepted goes to the files, ms. */
  readonly everyMs: number;
}

const DEFAULT_SECONDS = 60;
/** Change streams reach back by less than an hour of a busy domain; what the journal has not by then cannot be replayed. */
const MAX_SECONDS = 600;

/** @throws StartError with one line that names the variable, what was found and what to do. */
export function historianSettings(
  environment: Readonly<Record<string, string | undefined>>,
): HistorianSettings {
  const redisUrl = environment['REDIS_URL'] || undefined;
  if (redisUrl === undefined)
    throw new StartError(
      'REDIS_URL is not set; give the address of a Redis, or use `npm start`, which runs one',
    );
  const historyDir = environment['HISTORY_DIR'] || undefined;
  if (historyDir === undefined)
    throw new StartError(
      'HISTORY_DIR is not set; give a folder on a local disk of this machine, or use `npm start`, which makes one',
    );
  const seconds = Number(environment['HISTORY_EVERY_SECONDS'] || DEFAULT_SECONDS);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_SECONDS)
    throw new StartError(
      `HISTORY_EVERY_SECONDS is "${environment['HISTORY_EVERY_SECONDS']}"; set it to a number from 1 to ${MAX_SECONDS}`,
    );
  return { redisUrl, historyDir, everyMs: seconds * 1_000 };
}
