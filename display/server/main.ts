/** `npm run display`: one display server as a process. */
import { pino } from 'pino';
import { configDirOf, readConfig } from '../../config/read-config.ts';
import { ConfigError } from '../../shared/errors.ts';
import { REFUSED_EXIT_CODE } from '../../shared/process-settings.ts';
import { startDisplay } from './app.ts';
import { readBoundaries } from './map/boundary-file.ts';
import { schematicMap } from './map/schematic.ts';
import { isLoopback } from './loopback.ts';
import { readSettings } from './settings.ts';

/** An end that takes longer than this is cut short, ms. */
const STOP_WITHIN_MS = 4_000;

const settings = readSettingsOrEnd();
const log = pino({ name: 'display', level: settings.logLevel });

async function main(): Promise<void> {
  const configDir = configDirOf(process.env);
  const config = await readConfig(configDir);
  const map =
    (await readBoundaries(configDir, config)) ?? schematicMap(config.places, config.province.mapMarginKm);
  const display = await startDisplay({ settings, config, map, log });
  log.info({ url: display.url, map: map.basis }, `the wall shows at ${display.url}/wall/overview`);
  if (!isLoopback(settings.host) && settings.accounts.viewing === 'anyone')
    log.warn(
      `HOST=${settings.host}: ANYBODY who reaches this address may view the wall, read-only and without an account; VIEWING=sign-in asks for one`,
    );
  endOnDemand(() => display.stop());
}

/** SIGTERM, SIGINT, or the end of the process that started us. */
function endOnDemand(stop: () => Promise<void>): void {
  let isEnding = false;
  const end = (reason: string) => {
    if (isEnding) return;
    isEnding = true;
    log.info({ reason }, 'ending');
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'did not end in order');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', () => end('SIGTERM'));
  process.once('SIGINT', () => end('SIGINT'));
  // Started by another process of ours: when that is gone, perhaps while this one still loaded, so are we.
  process.once('disconnect', () => end('parent gone'));
  if (process.connected === false) end('parent gone');
}

function readSettingsOrEnd() {
  try {
    return readSettings(process.env);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(REFUSED_EXIT_CODE);
  }
}

/** One clear line for what the operator can mend; a bug shows its stack. */
function complaintOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `port ${settings.port} of ${settings.host} is in use; set PORT to another`;
  if (code === 'EACCES') return `port ${settings.port} needs rights we do not have; set PORT above 1023`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `HOST=${settings.host} is no address of this machine`;
  if (error instanceof ConfigError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`${complaintOf(error)}\n`);
  process.exit(error instanceof ConfigError ? REFUSED_EXIT_CODE : 1);
});
