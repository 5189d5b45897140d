/** F19: screens that do not read: a stopped browser, and sockets that lie still under a storm of changes. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Recorder } from '../../collector/record.ts';
import type { WallEvent } from '../../shared/observation.ts';
import { rendererPids } from '../fixtures/renderers.ts';
import { ScreenClient } from '../fixtures/screen-client.ts';
import { FaultRig } from './fault-rig.ts';
import type { FaultRow } from './row.ts';

const STILL = 30;
const STORM_MS = 15_000;
const EVERY_MS = 50;
const DOMAIN = 'linh-vuc-6';
/** Bytes that one client may cost the server, of the design. */
const MAX_PER_CLIENT_BYTES = 1_000_000;
/** What the storm itself costs: heap that is not collected yet, and the ring of recent batches. */
const OWN_BYTES = 60_000_000;
const EVENTS = 100;
const TEXT_LENGTH = 300;
const PAGE_BYTES = 4_096;

export const row: FaultRow = {
  id: 'F19',
  name: 'slow client',
  run: (say) =>
    FaultRig.with({}, async (rig) => {
      const [display] = rig.wall.displays;
      if (display === undefined) throw new Error('no display server');
      const still = Array.from(
        { length: STILL },
        () => new ScreenClient({ url: display.url, domains: rig.wall.domains }),
      );
      const pids = await rendererPids(rig.chromium.browser);
      try {
        const start = await rig.truth.cursors();
        await Promise.all(still.map((client) => rig.untilEqual(client, start)));
        const beforeBytes = residentBytes(display.process.pid);
        let grownBytes = 0;
        let storms = 0;
        const outage = await rig.outage(async () => {
          for (const pid of pids) process.kill(pid, 'SIGSTOP');
          for (const client of still) lieStill(client, true);
          const endMs = Date.now() + STORM_MS;
          while (Date.now() < endMs) {
            await storm(rig, storms);
            storms += 1;
            grownBytes = Math.max(grownBytes, residentBytes(display.process.pid) - beforeBytes);
            await sleep(EVERY_MS);
          }
          for (const pid of pids) process.kill(pid, 'SIGCONT');
          for (const client of still) lieStill(client, false);
        });
        const sentBytes = storms * EVENTS * TEXT_LENGTH;
        const perClient = (grownBytes - OWN_BYTES) / (STILL + 1);
        say(
          `${storms} changes of ${EVENTS * TEXT_LENGTH} bytes, ${Math.round(sentBytes / 1e6)} MB a client, to ${STILL} still sockets and a stopped browser: the server grew by ${Math.round(grownBytes / 1e6)} MB`,
        );
        if (perClient > MAX_PER_CLIENT_BYTES) throw new Error(`the server grew by ${grownBytes} bytes`);
        if (sentBytes < 2 * MAX_PER_CLIENT_BYTES)
          throw new Error('the storm was too small to prove anything');
        const equalMs = await rig.expectEqual(outage);
        await rig.page.forgetLies();
        await Promise.all(still.map((client) => rig.untilEqual(client, outage.since)));
        say(`the browser equal ${equalMs} ms after it woke, every still socket in the end`);
        rig.expectOthersUnmoved();
      } finally {
        for (const pid of pids) process.kill(pid, 'SIGCONT');
        for (const client of still) client.close();
      }
    }),
};

/** The bytes of a screen stay in its socket, unread. */
function lieStill(client: ScreenClient, isStill: boolean): void {
  const { ws } = (client.socket.io.engine?.transport ?? {}) as { ws?: { pause?(): void; resume?(): void } };
  if (isStill) ws?.pause?.();
  else ws?.resume?.();
}

async function storm(rig: FaultRig, turn: number): Promise<void> {
  const client = rig.wall.redis.connect();
  const events: WallEvent[] = Array.from({ length: EVENTS }, (_, at) => ({
    id: `bao-${at}`,
    domain: DOMAIN,
    kind: 'bao',
    atMs: Date.now(),
    text: `${turn} `.padEnd(TEXT_LENGTH, 'x'),
    source: `nguon-${DOMAIN}`,
  }));
  const recorder = new Recorder(client, 'Asia/Tokyo');
  await recorder.record({
    domain: DOMAIN,
    source: `nguon-${DOMAIN}`,
    observations: [],
    events,
    pictures: [],
  });
  client.disconnect();
}

function residentBytes(pid: number): number {
  const pages = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1];
  return Number(pages) * PAGE_BYTES;
}
