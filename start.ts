/** `npm start`: the whole wall on one machine. What each part does is in its own folder; the order is here. */
import { fileURLToPath } from 'node:url';
import { wallAddress } from './collector/store/await-ready.ts';
import type { FirstLogin } from './collector/store/first-login.ts';
import { runWall } from './collector/store/run-wall.ts';
import { StartError } from './collector/store/start-error.ts';
import { readWallSettings, type WallSettings } from './collector/store/wall-settings.ts';

/** npm passes Ctrl-C on although the terminal has sent it already: within this time two are one. */
const SAME_SIGNAL_MS = 500;
const PARENT_POLL_MS = 200;

const startedAtMs = Date.now();
const stopping = new AbortController();
const killing = new AbortController();

let stoppedAtMs = 0;
function stop(): void {
  if (!stopping.signal.aborted) {
    stoppedAtMs = Date.now();
    say('stopping; again to stop at once');
    stopping.abort();
  } else if (Date.now() - stoppedAtMs > SAME_SIGNAL_MS) killing.abort();
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);

// npm runs us below a shell that dies of a SIGTERM without passing it on; that we lose our parent says the same.
if (process.env['npm_lifecycle_event'] === 'start') {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    if (!stopping.signal.aborted) stop();
  }, PARENT_POLL_MS);
}
// A terminal that has gone must not end us before the children are ended.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function printAddresses(
  settings: WallSettings,
  simulated: Readonly<Record<string, string>>,
  webhookUrl: string | undefined,
): void {
  const wall = wallAddress(settings);
  const admins = Object.entries(simulated).filter(([name]) => name.endsWith('_ADMIN_URL'));
  const rows: [string, string][] = [
    ['wall', `${wall}/wall/overview`],
    ['tablet', `${wall}/tablet`],
    ['entry', `${wall}/entry`],
    ['console', `${wall}/console`],
    ['API', `${wall}/api/docs`],
    ['health', `${wall}/healthz  ${wall}/readyz  ${wall}/metrics`],
    ...(webhookUrl === undefined ? [] : [['webhooks', `${webhookUrl}/in/<source>`] as [string, string]]),
    ...admins.map(([name, url]): [string, string] => [`simulated ${adminName(name)}`, url]),
  ];
  const widest = Math.max(...rows.map(([name]) => name.length));
  console.log(`the wall is live after ${((Date.now() - startedAtMs) / 1000).toFixed(1)} s; Ctrl-C stops it`);
  for (const [name, url] of rows) console.log(`  ${name.padEnd(widest)}  ${url}`);
}

/** On the terminal and nowhere else: what is not read here is lost, and `npm run user -- reset` gives another. */
function printFirstLogin(settings: WallSettings, { name, password }: FirstLogin): void {
  console.log(`the first account, said this once: sign in at ${wallAddress(settings)}/console`);
  console.log(`  name      ${name}`);
  console.log(`  password  ${password}`);
  console.log('  it must be changed at once, and is void after 72 hours');
  console.log('  more accounts, and admins: npm run user -- add <name> --role admin');
}

function adminName(variable: string): string {
  return variable.slice(0, -'_ADMIN_URL'.length).toLowerCase().replaceAll('_', '-');
}

async function main(): Promise<number> {
  try {
    const root = fileURLToPath(new URL('.', import.meta.url));
    const settings = readWallSettings(root, process.env);
    await runWall(settings, {
      onLine: say,
      onReady: (simulated, webhookUrl) => printAddresses(settings, simulated, webhookUrl),
      onFirstLogin: (login) => printFirstLogin(settings, login),
      stopping: stopping.signal,
      killing: killing.signal,
    });
    return 0;
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    say(error.message);
    return 1;
  }
}

// Every child has ended by now; a timer some library still holds is nothing to wait for.
process.exit(await main());
