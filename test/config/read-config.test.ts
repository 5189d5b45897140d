import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configDirOf, readConfig } from '../../config/read-config.ts';
import { ConfigError } from '../../shared/errors.ts';
import { TINY_FILES } from '../fixtures/tiny-config.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wall-config-'));
  for (const { path, text } of TINY_FILES) write(path, text);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(join(folder, dirname(path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

const refusal = (): Promise<string> =>
  readConfig(folder).then(
    () => 'no problem was found',
    (error: unknown) => {
      expect(error).toBeInstanceOf(ConfigError);
      return (error as ConfigError).message.replaceAll(`${folder}/`, '');
    },
  );

describe('a province’s folder', () => {
  it('is that of CONFIG_DIR, and the project’s own where the variable is empty', () => {
    expect(configDirOf({ CONFIG_DIR: '/etc/ioc-wall' })).toBe('/etc/ioc-wall');
    expect(configDirOf({ CONFIG_DIR: '' })).toBe(configDirOf({}));
  });

  it('is read though its files are links, as a store of configurations mounts them', async () => {
    const away = mkdtempSync(join(tmpdir(), 'wall-config-away-'));
    renameSync(join(folder, 'province.yaml'), join(away, 'province.yaml'));
    symlinkSync(join(away, 'province.yaml'), join(folder, 'province.yaml'));
    expect((await readConfig(folder)).domains.length).toBe(2);
    rmSync(away, { recursive: true });
  });

  it('is read though an editor has put a byte-order mark before its text', async () => {
    write('province.yaml', `\uFEFF${TINY_FILES.find(({ path }) => path === 'province.yaml')?.text}`);
    expect((await readConfig(folder)).domains.length).toBe(2);
  });

  it('with texts of another encoding is refused: their letters would be lost on the screens', async () => {
    write('domains/roads.yaml', Buffer.from('id: roads\nname: { vi: \u00E0ng', 'latin1'));
    write('domains/water.yaml', Buffer.from('id: n\u00E0y', 'latin1'));
    expect(await refusal()).toBe(
      [
        'domains/roads.yaml:2:13: found bytes that are no UTF-8, expected a text saved as UTF-8',
        'domains/water.yaml:1:6: found bytes that are no UTF-8, expected a text saved as UTF-8',
      ].join('\n'),
    );
  });

  it('with a link to nothing is refused in one line', async () => {
    symlinkSync('nowhere.yaml', join(folder, 'walls.yaml'));
    expect(await refusal()).toBe(
      'walls.yaml: found no readable file (ENOENT), expected a file that this user may read',
    );
  });
});
