import { setTimeout as sleep } from 'node:timers/promises';
import type { ProvinceEnv } from './simulated-env.ts';
import { StartError } from './start-error.ts';
import { superviseChild, type ChildOptions, type SupervisedChild } from './supervise.ts';

export type SimulatedProvince = {
  readonly child: SupervisedChild;
  /** What the province printed last. */
  env(): ProvinceEnv;
};

/** It builds two days of history for nine systems before it listens. */
const LISTEN_TIMEOUT_MS = 60_000;

/** Starts the simulated province. `onListening` is told its addresses, and whether a restart has moved them. */
export function superviseProvince(
  options: Omit<ChildOptions, 'onOutput'>,
  onListening: (env: ProvinceEnv, hasMoved: boolean) => void,
): SimulatedProvince & { untilListening(stopping: AbortSignal): Promise<void> } {
  let env: ProvinceEnv | undefined;
  const listening = new AbortController();
  const child = superviseChild({
    ...options,
    onOutput: (line) => {
      const found = listeningEnv(line);
      if (!found) return false;
      const hasMoved = env !== undefined && JSON.stringify(env) !== JSON.stringify(found);
      env = found;
      listening.abort();
      onListening(found, hasMoved);
      return true;
    },
  });
  return {
    child,
    env: () => env ?? {},
    untilListening: async (stopping) => {
      const ended = new AbortController();
      const limit = sleep(LISTEN_TIMEOUT_MS, undefined, {
        signal: AbortSignal.any([listening.signal, stopping, ended.signal]),
      }).catch(() => {});
      const givenUp = await Promise.race([limit, child.whenGivenUp]);
      ended.abort();
      if (givenUp !== undefined) throw new StartError(givenUp);
      stopping.throwIfAborted();
      if (!env) {
        throw new StartError(
          `the simulated province did not listen within ${LISTEN_TIMEOUT_MS / 1000} s; start again on a less busy machine`,
        );
      }
    },
  };
}

/** The one line of standard output that is for us: `{"type":"listening","env":{…}}`. */
function listeningEnv(line: string): ProvinceEnv | undefined {
  if (!line.startsWith('{"type":"listening"')) return undefined;
  return (JSON.parse(line) as { env: ProvinceEnv }).env;
}
