/** Every kind of upstream. A test holds this list against the folder. */
import { connector as csv } from './connectors/csv.ts';
import { connector as dropFolder } from './connectors/drop-folder.ts';
import { connector as feed } from './connectors/feed.ts';
import { connector as httpJpeg } from './connectors/http-jpeg.ts';
import { connector as httpJson } from './connectors/http-json.ts';
import { connector as manual } from './connectors/manual.ts';
import { connector as mqtt } from './connectors/mqtt.ts';
import { connector as mysql } from './connectors/mysql.ts';
import { connector as onvif } from './connectors/onvif.ts';
import { connector as postgresql } from './connectors/postgresql.ts';
import { connector as rtsp } from './connectors/rtsp.ts';
import { connector as uptime } from './connectors/uptime.ts';
import { connector as webhook } from './connectors/webhook.ts';
import { connector as xlsx } from './connectors/xlsx.ts';
import type { AnyConnector } from './push-connector.ts';

export const CONNECTORS: ReadonlyMap<string, AnyConnector> = new Map(
  // Settings are checked by the connector's own schema before it sees them.
  [
    csv,
    dropFolder,
    feed,
    httpJpeg,
    httpJson,
    manual,
    mqtt,
    mysql,
    onvif,
    postgresql,
    rtsp,
    uptime,
    webhook,
    xlsx,
  ].map((connector) => [connector.id, connector as unknown as AnyConnector]),
);
