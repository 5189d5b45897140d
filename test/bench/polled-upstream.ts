/** The upstream of the polled targets, as whoever measures sees it: where it is, and who was asked when. */
import { once } from 'node:events';
import { announced, startProgram } from './child.ts';
import type { KindsUpstream } from './polled-kinds.ts';
import type { Asked } from './upstream.ts';

export interface PolledUpstream extends KindsUpstream {
  /** What it noted since the last time. */
  askedSince(): Promise<readonly Asked[]>;
  stop(): Promise<void>;
}

export async function startUpstream(targets: number): Promise<PolledUpstream> {
  const child = startProgram('test/bench/upstream.ts', { ipc: true, args: [String(targets)] });
  const { port, rtspPort } = await announced<{ port: number; rtspPort: number }>(child, 'port');
  return {
    http: `http://127.0.0.1:${port}`,
    rtsp: `rtsp://127.0.0.1:${rtspPort}`,
    async askedSince() {
      const answer = once(child.process, 'message') as Promise<[readonly Asked[]]>;
      child.process.send('report');
      return (await answer)[0];
    },
    stop: () => child.stop(),
  };
}
