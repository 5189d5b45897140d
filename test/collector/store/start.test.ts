import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../collector/store/free-port.ts';
import { commandOf, processesUnder } from '../../fixtures/processes.ts';
import { startTestRedis } from '../../fixtures/redis.ts';
import { makeStandInWall, type RunningStart, type StandInWall } from '../../fixtures/stand-in-wall.ts';

const TIMEOUT_MS = 60_000;
const LIVE = 'the wall is live';
/** An entry that refuses to start, as a wrong configuration makes it. */
const REFUSING = `console.log(JSON.stringify({ level: 60, msg: 'domains/y-te.yaml:3:5 expected a number' })); process.exit(78);`;

let wall: StandInWall;
let port = 0;
let starts: RunningStart[] = [];

beforeEach(async () => {
  wall = makeStandInWall();
  port = await freePort();
  starts = [];
});
afterEach(() => {
  for (const start of starts) start.process.kill('SIGKILL');
  for (const pid of processesUnder(wall.root)) process.kill(pid, 'SIGKILL');
  wall.remove();
});

function start(env: NodeJS.ProcessEnv = {}): RunningStart {
  const started = wall.start({ PORT: String(port), ...env });
  starts.push(started);
  return started;
}

async function live(env: NodeJS.ProcessEnv = {}): Promise<RunningStart> {
  const started = start(env);
  await started.untilSaid(LIVE);
  return started;
}

/** The pid of the child that runs this entry. */
function childOf(entry: string): number {
  const found = processesUnder(wall.root).find((pid) => commandOf(pid).includes(join(wall.root, entry)));
  if (found === undefined) throw new Error(`no process runs ${entry}`);
  return found;
}

const hasRedis = () => processesUnder(wall.root).some((pid) => commandOf(pid).includes('redis-server'));

describe('npm start', { timeout: TIMEOUT_MS }, () => {
  it('prints where the wall is, and the lines of its children as an operator reads them', async () => {
    const started = await live();
    await started.untilSaid(`http://127.0.0.1:${port}/wall/overview`);
    await started.untilSaid(/simulated y-te +http:\/\/127\.0\.0\.1:2\n/);
    await started.untilSaid('collector  warn  polls http://127.0.0.1:1 (slow)\n');
    expect(started.output()).not.toContain('a quiet line');
  });

  it('ends collector, display, province and Redis in this order and leaves no process', async () => {
    const started = await live();
    // One that has not begun has nothing to drain.
    await started.untilSaid('polls http');
    started.process.kill('SIGTERM');
    expect(await started.whenExited).toBe(0);
    expect(started.output()).toMatch(/collector drained[^]*display ends[^]*province ends/);
    expect(processesUnder(wall.root)).toEqual([]);
  });

  it('takes a Ctrl-C that npm passes on besides the terminal for one', async () => {
    const started = await live({ DRAIN_MS: '800' });
    await started.untilSaid('polls http');
    started.process.kill('SIGINT');
    started.process.kill('SIGINT');
    expect(await started.whenExited).toBe(0);
    expect(started.output()).toContain('collector drained');
    expect(processesUnder(wall.root)).toEqual([]);
  });

  it('ends in order when npm gets the SIGTERM, though the shell in between does not pass it on', async () => {
    const npm = wall.npmStart({ PORT: String(port) });
    starts.push(npm);
    await npm.untilSaid(LIVE);
    npm.process.kill('SIGTERM');
    await npm.whenExited;
    await expect.poll(() => processesUnder(wall.root), { timeout: 5_000 }).toEqual([]);
    expect(npm.output()).toContain('collector drained');
  });

  it('ends at once on a second Ctrl-C, though the collector still drains', async () => {
    const started = await live({ DRAIN_MS: '60000' });
    started.process.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 700));
    const againAtMs = Date.now();
    started.process.kill('SIGINT');
    expect(await started.whenExited).toBe(0);
    expect(Date.now() - againAtMs).toBeLessThan(3_000);
    expect(started.output()).not.toContain('ended unexpectedly');
    expect(processesUnder(wall.root)).toEqual([]);
  });

  it('ended while it is still starting leaves no process', async () => {
    const started = start();
    await expect.poll(hasRedis, { timeout: 20_000, interval: 2 }).toBe(true);
    started.process.kill('SIGTERM');
    expect(await started.whenExited).toBe(0);
    expect(processesUnder(wall.root)).toEqual([]);
  });

  it('killed takes its children along, and the next start takes over the Redis it left', async () => {
    const first = await live();
    first.process.kill('SIGKILL');
    await first.whenExited;
    await expect.poll(() => processesUnder(wall.root).length, { timeout: 5_000, interval: 20 }).toBe(1);
    const second = await live();
    expect(second.output()).toMatch(
      /taking over Redis \(process \d+, port \d+\) from a start that was killed/,
    );
    second.process.kill('SIGTERM');
    await second.whenExited;
    expect(processesUnder(wall.root)).toEqual([]);
  });

  it.each([
    'collector/main.ts',
    'collector/history/main.ts',
    'display/server/main.ts',
    'test/province/main.ts',
  ])('starts %s again when it dies', async (entry) => {
    const started = await live();
    const dead = childOf(entry);
    process.kill(dead, 'SIGKILL');
    await started.untilSaid(/ended unexpectedly \(SIGKILL\); starting it again/);
    await expect
      .poll(() => processesUnder(wall.root).filter((pid) => commandOf(pid).includes(entry)).length)
      .toBe(1);
    expect(childOf(entry)).not.toBe(dead);
  });

  it('gives the collector the new addresses when the simulated province came back at others', async () => {
    wall.remove();
    wall = makeStandInWall({
      'test/province/main.ts': `
        process.on('disconnect', () => process.exit());
        console.log(JSON.stringify({ type: 'listening', env: { Y_TE_URL: 'http://province-' + process.pid } }));
        setInterval(() => {}, 1000);
      `,
    });
    const started = await live();
    const dead = childOf('test/province/main.ts');
    await started.untilSaid(`polls http://province-${dead} `);
    process.kill(dead, 'SIGKILL');
    await started.untilSaid('came back at other addresses; starting the collector again');
    await started.untilSaid('collector drained');
    const next = childOf('test/province/main.ts');
    await started.untilSaid(`polls http://province-${next} `);
    expect(next).not.toBe(dead);
  });

  it('runs a second wall beside the first on another PORT and DATA_DIR', async () => {
    const first = await live();
    const second = await live({ PORT: String(await freePort()), DATA_DIR: '.runtime/second' });
    first.process.kill('SIGTERM');
    await first.whenExited;
    expect(processesUnder(wall.root).length).toBeGreaterThan(4);
    second.process.kill('SIGTERM');
    await second.whenExited;
    expect(processesUnder(wall.root)).toEqual([]);
  });

  it('uses the Redis of REDIS_URL, spawns none and leaves it running', async () => {
    const redis = await startTestRedis({ appendonly: true });
    try {
      const started = await live({ REDIS_URL: redis.url });
      expect(hasRedis()).toBe(false);
      started.process.kill('SIGTERM');
      await started.whenExited;
      expect(await redis.connect().ping()).toBe('PONG');
    } finally {
      await redis.stop();
    }
  });

  it('starts no simulated province where the configuration does not say so', async () => {
    wall.remove();
    wall = makeStandInWall({ 'config/lang-son/province.yaml': 'simulated: false\n' });
    const started = await live();
    expect(started.output()).not.toContain('simulated');
    expect(processesUnder(wall.root).some((pid) => commandOf(pid).includes('province'))).toBe(false);
  });
});

describe('npm start refuses in one line', { timeout: TIMEOUT_MS }, () => {
  const refused = async (env: NodeJS.ProcessEnv): Promise<string> => {
    const started = start(env);
    expect(await started.whenExited).toBe(1);
    expect(processesUnder(wall.root)).toEqual([]);
    return started.output();
  };

  it('a port in use', async () => {
    const holder = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    expect(await refused({})).toBe(
      `port ${port} on 127.0.0.1 is in use; stop what uses it, or set PORT to a free one, as in \`PORT=${port + 1} npm start\`\n`,
    );
    holder.close();
  });

  it('a port that is none', async () => {
    expect(await refused({ PORT: 'eighty' })).toBe('PORT is "eighty"; set it to a number from 1 to 65535\n');
  });

  it('a data folder that cannot be written', async () => {
    expect(await refused({ DATA_DIR: 'package.json/data' })).toMatch(
      /^the data folder .*package\.json\/data cannot be written \(ENOTDIR\); make it writable .*\n$/,
    );
  });

  it('a data folder of a start that is running', async () => {
    await live();
    const second = start({ PORT: String(await freePort()) });
    expect(await second.whenExited).toBe(1);
    expect(second.output()).toMatch(/^the data folder .* is in use by another start \(process \d+\); .*\n$/);
  });

  it('a configuration folder without a province', async () => {
    expect(await refused({ CONFIG_DIR: 'nowhere' })).toMatch(
      /^.*nowhere\/province\.yaml cannot be read \(ENOENT.*\); set CONFIG_DIR to the folder of a province\n$/,
    );
  });

  it('a REDIS_URL where nobody answers, without its password', async () => {
    const line = await refused({ REDIS_URL: `redis://:secret@127.0.0.1:${await freePort()}` });
    expect(line).toMatch(/^the Redis of REDIS_URL cannot be reached \(connect ECONNREFUSED .*\n$/);
    expect(line).not.toContain('secret');
  });

  it('a collector that refuses, after the line in which it says why', async () => {
    wall.remove();
    wall = makeStandInWall({ 'collector/main.ts': REFUSING });
    expect(await refused({})).toMatch(
      /collector  fatal  domains\/y-te\.yaml:3:5 expected a number\n[^]*the collector does not start \(exit code 78\); its own lines above say why\n$/,
    );
  });
});

describe('the web app', { timeout: TIMEOUT_MS }, () => {
  const sources = {
    'display/web/index.html': '<script type="module" src="./main.js"></script>',
    'display/web/main.js': 'document.title = "wall";',
    'display/web/vite.config.ts': `export default { root: new URL('.', import.meta.url).pathname };`,
  };

  it('is built at the first start and not again while its sources stay as they are', async () => {
    wall.remove();
    wall = makeStandInWall(sources);
    const first = await live();
    expect(first.output()).toMatch(/building the web app\nbuilt the web app in \d+\.\d s\n/);
    first.process.kill('SIGTERM');
    await first.whenExited;
    const second = await live();
    expect(second.output()).not.toContain('building');
  });

  it('that does not build stops the start with what the build says', async () => {
    wall.remove();
    wall = makeStandInWall({ ...sources, 'display/web/main.js': 'import "./missing.js";' });
    const started = start();
    expect(await started.whenExited).toBe(1);
    expect(started.output()).toMatch(/the web app does not build; [^]*missing\.js/);
    expect(processesUnder(wall.root)).toEqual([]);
  });
});
