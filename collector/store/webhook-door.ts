import { freePort } from './free-port.ts';

export type WebhookDoor = { readonly port: string; readonly url: string };

/**
 * Where systems may push to: as WEBHOOK_PORT says, or for a simulated province on a free port, which its systems are
 * told. Undefined: nowhere.
 */
export async function webhookDoorOf(
  { env }: { readonly env: NodeJS.ProcessEnv },
  isSimulated: boolean,
): Promise<WebhookDoor | undefined> {
  const given = env['WEBHOOK_PORT'] || undefined;
  if (given === undefined && !isSimulated) return undefined;
  const host = env['WEBHOOK_HOST'] || '127.0.0.1';
  const port = given ?? String(await freePort(host));
  // Whoever listens everywhere listens here too.
  const near = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return { port, url: `http://${near.includes(':') ? `[${near}]` : near}:${port}` };
}
