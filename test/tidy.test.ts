/** The house's own rules, read from the code. Each names the place and what to do instead. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { widgetSchema } from '../shared/config/wall.ts';
import { filesUnder, readSources, ROOT, type SourceFile } from './fixtures/source-tree.ts';
import {
  deadScripts,
  invariantsWithoutMutant,
  lockedHosts,
  lockfileGaps,
  misnamedConfig,
  promisedScripts,
  registryGaps,
  strangersAtTheDoor,
  type Lockfile,
} from './tidy/house.ts';
import { RULES } from './tidy/rules.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const entriesOf = (path: string): string[] =>
  existsSync(join(ROOT, path)) ? readdirSync(join(ROOT, path)) : [];

const sources = readSources();
const otherTexts: SourceFile[] = filesUnder(ROOT, /\.(md|ya?ml|html|css|lua|service)$|^run$/).map((path) => ({
  path,
  text: read(path),
}));
const manifest = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const lockfile = JSON.parse(read('package-lock.json')) as Lockfile;

describe('every file', () => {
  it('is read', () => {
    expect(sources.length).toBeGreaterThan(20);
  });

  it.each(RULES)('$name', ({ check, onlyCode }) => {
    const files = onlyCode ? sources : [...sources, ...otherTexts];
    expect(files.flatMap(check)).toEqual([]);
  });

  it.each(RULES.flatMap(({ name, check, planted }) => planted.map((file) => ({ name, check, file }))))(
    '"$name" sees a violation: $file.text',
    ({ check, file }) => {
      expect(check(file)).not.toEqual([]);
    },
  );
});

describe('the front door', () => {
  it('has nothing but what the plan names', () => {
    expect(strangersAtTheDoor(readdirSync(ROOT))).toEqual([]);
  });

  it('sees a stranger', () => {
    expect(strangersAtTheDoor(['start.ts', '.ci', 'scripts', 'docker-compose.yml'])).toEqual([
      'scripts',
      'docker-compose.yml',
    ]);
  });
});

describe('the README', () => {
  it('promises only npm commands that exist, and names the test command that CI runs', () => {
    const readme = read('README.md');
    expect(promisedScripts(readme, Object.keys(manifest.scripts))).toEqual([]);
    expect(readme).toContain('npm test');
    expect(read('.ci/run')).toMatch(/\bnpm test$/m);
  });

  it('is caught with a command that does not exist', () => {
    expect(
      promisedScripts('`npm start`, `npm run probe -- x`, `npm run nothing`', ['start', 'probe']),
    ).toEqual(['nothing']);
  });
});

describe('package.json', () => {
  it('has no script whose file is missing', () => {
    expect(deadScripts(manifest.scripts, (path) => existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('is caught with a dead script', () => {
    expect(deadScripts({ probe: 'node --import tsx collector/cli/none.ts' }, () => false)).toEqual([
      'probe: collector/cli/none.ts',
    ]);
  });

  it('installs TypeScript 7 as tsc', () => {
    const version = execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['--version'], { encoding: 'utf8' });
    expect(version).toMatch(/^Version 7\./);
  });
});

describe('the lockfile', () => {
  it('names every platform and no host, so that npm ci works everywhere', () => {
    expect([lockfileGaps(lockfile), lockedHosts(lockfile)]).toEqual([[], []]);
  });

  it('is caught with a missing platform or a host', () => {
    const packages = {
      'node_modules/a': { optionalDependencies: { 'a-linux': '1', 'a-darwin': '1' } },
      'node_modules/a-linux': { version: '1', resolved: 'https://registry.test/a-linux.tgz' },
      'node_modules/b/node_modules/c': { optionalDependencies: { 'c-linux': '1' } },
      'node_modules/b/node_modules/c-linux': { version: '1' },
    };
    expect(lockfileGaps({ packages })).toEqual(['a-darwin']);
    expect(lockedHosts({ packages })).toEqual(['node_modules/a-linux']);
  });
});

describe('the invariants', () => {
  it('have each a mutant that breaks them', () => {
    expect(invariantsWithoutMutant(entriesOf('test/mutants'))).toEqual([]);
  });

  it('are caught without one', () => {
    const names = ['i1-x.ts', 'i2-x.ts', 'i3a-x.ts', 'i3b-x.ts', 'i4-x.ts', 'i5-x.md', 'i6.ts', 'i7-x.ts'];
    expect(invariantsWithoutMutant(names)).toEqual(['i5', 'i6']);
  });
});

describe('the registries', () => {
  const connectors = entriesOf('collector/connectors').filter((name) => !/^(index|registry)\.ts$/.test(name));
  const widgets = readdirSync(join(ROOT, 'display/web'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.parentPath === join(ROOT, 'display/web/widgets'))
    .map((entry) => entry.name)
    .toSorted();

  it('name every connector of the folder', () => {
    expect(connectors).not.toEqual([]);
    expect(registryGaps('collector/connectors', connectors, sources)).toEqual([]);
  });

  it('name every widget kind of the folder, and the schema of walls the same kinds', () => {
    expect(registryGaps('display/web/widgets', widgets, sources)).toEqual([]);
    const kinds = widgetSchema.options.map((option) => option.shape.kind.value);
    expect(kinds.toSorted()).toEqual(widgets);
  });

  it('are caught when a member is missing', () => {
    const registry = { path: 'collector/connector-list.ts', text: `import a from './connectors/a.ts';` };
    expect(registryGaps('collector/connectors', ['a.ts', 'b.ts'], [registry])).toEqual(['b.ts']);
    const inside = { path: 'collector/connectors/index.ts', text: `import a from './a.ts';` };
    expect(registryGaps('collector/connectors', ['a.ts', 'b.ts'], [inside])).toEqual(['b.ts']);
    const glob = { path: 'display/web/list.ts', text: `import.meta.glob('./widgets/*/index.ts')` };
    expect(registryGaps('display/web/widgets', ['a', 'b'], [glob])).toEqual([]);
    expect(registryGaps('collector/connectors', ['a.ts'], [])).toEqual(['a.ts']);
  });
});

describe('the configuration', () => {
  it('names each domain, source and wall as its file', () => {
    expect(misnamedConfig(otherTexts)).toEqual([]);
  });

  it('is caught with another name', () => {
    const files = [
      { path: 'config/x/domains/y-te.yaml', text: 'id: y-te' },
      { path: 'config/x/walls/main.yaml', text: 'id: other' },
      { path: 'config/x/sources/empty.yaml', text: '' },
    ];
    expect(misnamedConfig(files)).toEqual(['config/x/walls/main.yaml', 'config/x/sources/empty.yaml']);
  });
});
