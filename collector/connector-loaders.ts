/**
 * Every kind of upstream, loaded when its first source wants it: the libraries of a database or of a workbook are
 * nothing that each domain's thread should hold. A test holds this list against the folder.
 */
import type { AnyConnector } from './push-connector.ts';

/** A connector, or the way to it. */
export type Loadable = AnyConnector | (() => Promise<AnyConnector>);
export type Registry = ReadonlyMap<string, Loadable>;

const MODULES = {
  csv: () => import('./connectors/csv.ts'),
  'drop-folder': () => import('./connectors/drop-folder.ts'),
  feed: () => import('./connectors/feed.ts'),
  'http-jpeg': () => import('./connectors/http-jpeg.ts'),
  'http-json': () => import('./connectors/http-json.ts'),
  manual: () => import('./connectors/manual.ts'),
  mqtt: () => import('./connectors/mqtt.ts'),
  mysql: () => import('./connectors/mysql.ts'),
  onvif: () => import('./connectors/onvif.ts'),
  postgresql: () => import('./connectors/postgresql.ts'),
  rtsp: () => import('./connectors/rtsp.ts'),
  uptime: () => import('./connectors/uptime.ts'),
  webhook: () => import('./connectors/webhook.ts'),
  xlsx: () => import('./connectors/xlsx.ts'),
};

export const CONNECTORS: Registry = new Map(
  Object.entries(MODULES).map(([id, load]) => [
    id,
    // Settings are checked by the connector's own schema before it sees them.
    async () => (await load()).connector as unknown as AnyConnector,
  ]),
);

export async function loadConnector(registry: Registry, id: string): Promise<AnyConnector> {
  const known = registry.get(id);
  if (known === undefined) throw new Error(`no connector ${id}`);
  return typeof known === 'function' ? known() : known;
}

export async function loadAll(registry: Registry): Promise<ReadonlyMap<string, AnyConnector>> {
  return new Map(
    await Promise.all(
      [...registry.keys()].map(async (id) => [id, await loadConnector(registry, id)] as const),
    ),
  );
}
