/** The real connectors, and one that blocks its event loop when a file tells it to. Loaded by the lane's own thread. */
import { readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';
import type { Connector } from '../../collector/connector.ts';
import { CONNECTORS as REAL } from '../../collector/connector-registry.ts';
import type { AnyConnector } from '../../collector/push-connector.ts';

/** Set by the row through the source's own settings: how long to block, ms, read once and removed. */
const ORDER = 'blockFile';

const real = REAL.get('http-json');
if (real === undefined || !('poll' in real)) throw new Error('there is no http-json connector to wrap');

const blocking: Connector = {
  ...real,
  settings: z.looseObject({}),
  poll: (request) => {
    const { [ORDER]: file, ...settings } = request.settings as Record<string, unknown>;
    block(Number(orderIn(String(file))));
    return real.poll({ ...request, settings: real.settings.parse(settings) });
  },
};

function orderIn(file: string): string {
  try {
    const order = readFileSync(file, 'utf8');
    rmSync(file);
    return order;
  } catch {
    return '0';
  }
}

function block(forMs: number): void {
  const endMs = performance.now() + forMs;
  while (performance.now() < endMs);
}

export const CONNECTORS: ReadonlyMap<string, AnyConnector> = new Map([...REAL, ['http-json', blocking]]);
