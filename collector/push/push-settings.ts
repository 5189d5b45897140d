/** What the environment says of the sources that are not polled. */
import type { Logger } from 'pino';
import type { Source } from '../../shared/config/source.ts';
import { StartError } from '../store/start-error.ts';

const LOOPBACK = '127.0.0.1';

/** @throws StartError for a name that no broker would take. */
export function collectorName(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^[A-Za-z0-9_.-]{1,40}$/.test(text)) return text;
  throw new StartError(
    `COLLECTOR_NAME is "${text}", but 1 to 40 letters, digits, "_", "." and "-" are needed`,
  );
}

/** Where deliveries are taken; undefined without a WEBHOOK_PORT. @throws StartError for a port that is none. */
export function webhookDoor(
  environment: Readonly<Record<string, string | undefined>>,
): { readonly port: number; readonly host: string } | undefined {
  const portText = environment['WEBHOOK_PORT'];
  if (portText === undefined || portText === '') return undefined;
  const port = Number(portText);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new StartError(`WEBHOOK_PORT is "${portText}", but a port from 0 to 65535 is needed`);
  return { port, host: environment['WEBHOOK_HOST'] || LOOPBACK };
}

export function sayDoor(url: string | undefined, sources: readonly Source[], log: Logger): void {
  const ids = sources.map(({ id }) => id);
  if (url !== undefined) log.info({ url: `${url}/in/<source>`, sources: ids }, 'taking deliveries');
  else if (ids.length > 0)
    log.warn(
      { sources: ids },
      'WEBHOOK_PORT is not set: what is pushed to these sources reaches nobody here',
    );
}
