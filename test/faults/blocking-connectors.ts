/** The real connectors, and one that blocks its event loop when a file tells it to. Loaded by the lane's own thread. */
import { readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';
import type { Connector } from '../../collector/connector.ts';
import { CONNECTORS as REAL, type Registry } from '../../collector/connector-loaders.ts';
import { connector as real } from '../../collector/connectors/http-json.ts';

/** Set by the row through the source's own settings: how long to block, ms, read once and removed. */
const ORDER = 'blockFile';

const { id, title, answers, example } = real;
const blocking: Connector = {
  id,
  title,
  answers,
  example,
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

export const CONNECTORS: Registry = new Map([...REAL, ['http-json', blocking]]);
