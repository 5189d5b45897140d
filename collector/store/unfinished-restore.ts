/** The mark of a history folder into which a backup is being put: until all of it is there, nobody may write on. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { syncPath, writeDurably } from '../history/durable.ts';
import { StartError } from './start-error.ts';

const MARK = 'restoring.json';

/** By domain: the epoch that the restored store is to have. */
export type RestoredEpochs = Readonly<Record<string, string>>;

/** The epochs of a restore that was cut short; undefined: none was. */
export function unfinishedRestore(historyDir: string): RestoredEpochs | undefined {
  const path = join(historyDir, MARK);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as RestoredEpochs) : undefined;
}

export function beginRestore(historyDir: string, epochs: RestoredEpochs): void {
  mkdirSync(historyDir, { recursive: true });
  writeDurably(join(historyDir, MARK), JSON.stringify(epochs));
  syncPath(historyDir);
}

export function endRestore(historyDir: string): void {
  rmSync(join(historyDir, MARK));
  syncPath(historyDir);
}

/** @throws StartError when the folder holds a part of a backup. */
export function assertRestored(historyDir: string): void {
  if (unfinishedRestore(historyDir) === undefined) return;
  throw new StartError(
    `a restore into ${historyDir} was cut short; run \`npm run restore\` again, or take ${MARK} out of it to go on with what is there`,
  );
}
