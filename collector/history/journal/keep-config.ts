/** Keeps the configuration by which screens judge from now on, so that those of the past are judged by theirs. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { ProvinceConfig } from '../../../shared/config/province-config.ts';
import { CONFIGS_FOLDER } from '../../../shared/journal/block-range.ts';
import { judgingConfigOf } from '../../../shared/screen-config.ts';
import { syncPath, writeDurably } from '../durable.ts';

export function keepConfig(folder: string, config: ProvinceConfig): void {
  const configs = join(folder, CONFIGS_FOLDER);
  const file = join(configs, `${config.hash}.json`);
  if (existsSync(file)) return;
  mkdirSync(configs, { recursive: true });
  writeDurably(`${file}.draft`, JSON.stringify(judgingConfigOf(config)));
  renameSync(`${file}.draft`, file);
  syncPath(configs);
}
