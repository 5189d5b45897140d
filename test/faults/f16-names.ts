/** F16: the names of upstreams are lost, slow, or lead elsewhere. */
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import {
  startNameServer,
  type Answering,
  type NameAnswer,
  type NameServer,
} from '../fixtures/name-server.ts';
import { tinyDomains } from '../fixtures/tiny-province.ts';
import { until } from '../fixtures/wall-rig.ts';
import { FaultRig } from './fault-rig.ts';
import type { FaultRow } from './row.ts';

/** The only address that a source may reach, and the one an attacker wants it to reach: the next on the same port. */
const ALLOWED = '127.0.0.1';
const FORBIDDEN = '127.0.0.2';
const GOOD: NameAnswer = { addresses: [ALLOWED] };
const VICTIMS = ['linh-vuc-3', 'linh-vuc-4', 'linh-vuc-6'];
const MARKED_WITHIN_MS = 6_000;
const SECOND_CUT_MS = 2_500;

const FAULTS: readonly (readonly [
  what: string,
  answer: NameAnswer | Answering,
  reasons: readonly string[],
])[] = [
  ['no such name', { nxdomain: true }, ['unreachable']],
  // Whichever ends first: the look-up or the poll.
  ['a silent name server', { silent: true }, ['unreachable', 'timeout']],
  ['a slow name server', { addresses: [ALLOWED], delayMs: 2_500 }, ['unreachable', 'timeout']],
  ['a name that leads inside', { addresses: [FORBIDDEN] }, ['forbidden-address']],
  ['a name that leads inside by v6', { addresses: ['::1', '::ffff:7f00:2'] }, ['forbidden-address']],
  ['good and forbidden addresses together', { addresses: [ALLOWED, FORBIDDEN] }, ['forbidden-address']],
  [
    'a name that is bound anew between two questions',
    (count) => ({ addresses: [count === 1 ? ALLOWED : FORBIDDEN] }),
    ['forbidden-address'],
  ],
];

export const row: FaultRow = {
  id: 'F16',
  name: 'names lost, slow and rebound',
  run: async (say) => {
    const names = await startNameServer();
    for (const { id } of tinyDomains()) names.say(`${id}.test`, GOOD);
    try {
      const options = {
        collectorProgram: 'test/faults/named-collector.ts',
        env: { NAME_SERVER: names.address },
        prepareConfig: allowOneAddress,
      };
      await FaultRig.with(options, (rig) => breakNames(rig, names, say));
    } finally {
      await names.close();
    }
  },
};

function allowOneAddress(folder: string): void {
  for (const name of readdirSync(join(folder, 'sources'))) {
    const path = join(folder, 'sources', name);
    const source = parse(readFileSync(path, 'utf8')) as { network: { cidrs: string[] } };
    source.network = { cidrs: [`${ALLOWED}/32`] };
    writeFileSync(path, stringify(source));
  }
}

async function breakNames(rig: FaultRig, names: NameServer, say: (seen: string) => void): Promise<void> {
  const traps = await Promise.all(VICTIMS.map((victim) => setTrap(rig, victim)));
  try {
    for (const [what, answer, reasons] of FAULTS) {
      const words = reasons.join(' or ');
      const figures = async () =>
        (await rig.page.figures()).filter(({ indicator }) =>
          VICTIMS.some((victim) => indicator.startsWith(`${victim}.`)),
        );
      const outage = await rig.outage(async () => {
        for (const victim of VICTIMS) names.say(`${victim}.test`, answer);
        await cutConnections(rig);
        // Twice, so that what a name means the second time is asked for as well.
        await sleep(SECOND_CUT_MS);
        await cutConnections(rig);
        await until(
          `${what}: tiles marked ${words}`,
          async () => (await figures()).every(({ failure }) => reasons.includes(failure ?? '')),
          MARKED_WITHIN_MS,
        ).catch(async (cause: unknown) => {
          throw new Error(`${what}: ${JSON.stringify((await figures())[0])}`, { cause });
        });
        const staleAfterMs = Math.max(...VICTIMS.map((victim) => rig.domain(victim).staleAfterMs));
        await until(
          `${what}: tiles stale`,
          async () => (await figures()).every(({ freshness }) => freshness === 'stale'),
          staleAfterMs + 2_000,
        );
        for (const victim of VICTIMS) names.say(`${victim}.test`, GOOD);
      });
      await rig.expectEqual(outage);
      rig.expectOthersUnmoved(...VICTIMS);
      await rig.untilFresh();
      const reached = traps.reduce((sum, { caught }) => sum + caught.length, 0);
      if (reached > 0) throw new Error(`${what}: a forbidden address was reached ${reached} times`);
      say(`${what}: marked ${words}, stale on time, the other six unmoved, nothing forbidden reached`);
    }
  } finally {
    for (const { server } of traps) server.close();
  }
}

interface Trap {
  readonly server: Server;
  readonly caught: unknown[];
}

/** Listens where a rebound name would lead: whoever comes was let through. */
async function setTrap(rig: FaultRig, victim: string): Promise<Trap> {
  const { url } = rig.wall.province.services.get(victim) ?? { url: '' };
  const caught: unknown[] = [];
  const server = createServer((socket) => {
    caught.push(socket.remoteAddress);
    socket.destroy();
  });
  await once(server.listen(Number(new URL(url).port), FORBIDDEN), 'listening');
  return { server, caught };
}

/** Open connections need no name: they are cut, so that the names are asked. */
async function cutConnections(rig: FaultRig): Promise<void> {
  for (const victim of VICTIMS) {
    await rig.wall.fault(victim, 'outage');
    await rig.wall.fault(victim, undefined);
  }
}
