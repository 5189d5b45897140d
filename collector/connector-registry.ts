/** Every kind of upstream. A test holds this list against the folder. */
import type { Connector } from './connector.ts';
import { connector as httpJpeg } from './connectors/http-jpeg.ts';
import { connector as httpJson } from './connectors/http-json.ts';
import { connector as onvif } from './connectors/onvif.ts';
import { connector as rtsp } from './connectors/rtsp.ts';
import { connector as uptime } from './connectors/uptime.ts';

export const CONNECTORS: ReadonlyMap<string, Connector> = new Map(
  // Settings are checked by the connector's own schema before it sees them.
  [httpJpeg, httpJson, onvif, rtsp, uptime].map((connector) => [
    connector.id,
    connector as unknown as Connector,
  ]),
);
