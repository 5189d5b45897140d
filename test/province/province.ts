/** Starts the simulated province: every system of `systems/`, or a list of one's own. */
import { readdir } from 'node:fs/promises';
import { environmentName } from './environment-name.ts';
import { hash01 } from './sim/noise.ts';
import { startService, type RunningService } from './http-service.ts';
import type { Credentials, UpstreamSystem } from './service.ts';

export interface ProvinceOptions {
  /** Same seed, same province. Default 1. */
  readonly seed?: number;
  /** How many times as fast the simulated day runs; time stamps stay on the real clock. Default 1. */
  readonly speed?: number;
  /** Clock, ms since 1970 UTC. Default Date.now. */
  readonly nowMs?: () => number;
  /** Ids of the systems to start; absent: all. */
  readonly only?: readonly string[];
  /** Systems in place of those of the folder `systems/`: another province. */
  readonly systems?: readonly UpstreamSystem[];
  /** Where the collector takes deliveries, e.g. `http://127.0.0.1:8081`; absent: nothing is pushed by webhook. */
  readonly webhookUrl?: string | undefined;
  /** The wall whose forms the officers fill in, e.g. `http://127.0.0.1:8080`; absent: nobody fills in any. */
  readonly displayUrl?: string | undefined;
}

export interface RunningProvince {
  /** What the sources of the configuration need: addresses and credentials. */
  readonly env: Readonly<Record<string, string>>;
  readonly services: ReadonlyMap<string, RunningService>;
  close(): Promise<void>;
}

/** One system per folder of `systems/`; nobody keeps a list by hand. */
export async function loadSystems(): Promise<readonly UpstreamSystem[]> {
  const root = new URL('./systems/', import.meta.url);
  const entries = await readdir(root, { withFileTypes: true });
  const folders = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return Promise.all(
    folders.map(async (folder) => {
      const module = (await import(new URL(`${folder}/service.ts`, root).href)) as { system: UpstreamSystem };
      return module.system;
    }),
  );
}

/** The form of a Lạng Sơn system id is real; the key is made up from the seed. */
function credentialsOf(seed: number): Credentials {
  const letters = Array.from({ length: 32 }, (_, index) =>
    Math.floor(hash01(seed, 'key', index) * 16).toString(16),
  );
  return { systemId: 'H37.DN.001', secretKey: letters.join('') };
}

export async function startProvince(options: ProvinceOptions = {}): Promise<RunningProvince> {
  const { seed = 1, speed = 1, nowMs = Date.now, only, webhookUrl, displayUrl } = options;
  const systems = options.systems ?? (await loadSystems());
  const wanted = systems.filter((system) => only?.includes(system.id) ?? true);
  const credentials = credentialsOf(seed);
  const running = await Promise.all(
    wanted.map((system) =>
      startService(system, { seed, speed, nowMs }, credentials, { webhookUrl, displayUrl }),
    ),
  );
  const addresses = running.flatMap(({ id, url, adminUrl, dropBox }) => [
    [`${environmentName(id)}_URL`, url],
    [`${environmentName(id)}_ADMIN_URL`, adminUrl],
    ...(dropBox === undefined ? [] : [[`${environmentName(id)}_DROP_DIR`, dropBox.folder]]),
  ]);
  return {
    env: {
      ...Object.fromEntries(addresses),
      ...Object.assign({}, ...running.map((service) => service.env)),
      PROVINCE_SYSTEM_ID: credentials.systemId,
      PROVINCE_SECRET_KEY: credentials.secretKey,
    },
    services: new Map(running.map((service) => [service.id, service])),
    close: async () => void (await Promise.all(running.map((service) => service.close()))),
  };
}
