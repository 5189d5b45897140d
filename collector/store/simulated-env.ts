import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Addresses and secrets of the simulated systems, named as the collector's environment wants them. */
export type ProvinceEnv = Readonly<Record<string, string>>;

/** The simulated systems' ports are new with every start; `npm run probe` finds there where they are now. */
const fileIn = (dataDir: string) => join(dataDir, 'simulated.json');

export function writeSimulatedEnv(dataDir: string, env: ProvinceEnv): void {
  // The systems ask for a key as real ones do, and it is kept as real ones are: from other users.
  writeFileSync(fileIn(dataDir), JSON.stringify(env), { mode: 0o600 });
}

export function removeSimulatedEnv(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
}

/** Empty when no simulated province runs on this folder. */
export function readSimulatedEnv(dataDir: string): ProvinceEnv {
  try {
    return JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as ProvinceEnv;
  } catch {
    return {};
  }
}
