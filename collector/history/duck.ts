/** DuckDB as the historian uses it: in memory, within bounds, and reaching nothing but the history folder. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';

/** Sorting a month beyond this goes by way of the disk. */
const MEMORY_LIMIT = '256MB';

export interface Duck {
  readonly connection: DuckDBConnection;
  close(): void;
}

/** @param folder that it owns and may sort in by way of the disk; absent: it sorts in memory alone. */
export async function openDuck(folder?: string): Promise<Duck> {
  const spill = folder === undefined ? '' : join(folder, '.spill');
  if (folder !== undefined) {
    rmSync(spill, { recursive: true, force: true });
    mkdirSync(spill, { recursive: true });
  }
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: MEMORY_LIMIT,
    temp_directory: spill,
    // It would otherwise fetch what it lacks from the internet.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  return {
    connection,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
