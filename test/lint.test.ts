/** The linter's promises, planted and seen: a rule that needs types falls silent when its engine is missing. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './fixtures/source-tree.ts';

const PLANTED = {
  'shared/planted.ts': `import './planted-back.ts';
const wait = async (): Promise<void> => {};
export function planted(kind: 'a' | 'b'): number {
  wait();
  switch (kind) {
    case 'a':
      return 1;
  }
  console.log(kind);
  return 2;
}
export function long(): void {
${'  void 0;\n'.repeat(70)}}
${'//\n'.repeat(200)}`,
  'shared/planted-back.ts': `import './planted.ts';`,
};

describe('the linter', () => {
  let copy: string;
  let output: string;

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'wall-lint-'));
    for (const name of ['.oxlintrc.json', 'tsconfig.json']) copyFileSync(join(ROOT, name), join(copy, name));
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    mkdirSync(join(copy, 'shared'));
    for (const [path, text] of Object.entries(PLANTED)) writeFileSync(join(copy, path), text);
    // The linked node_modules must not be read: no .gitignore shields it here.
    const args = ['--type-aware', '--format', 'unix', 'shared'];
    output = spawnSync(join(ROOT, 'node_modules/.bin/oxlint'), args, { cwd: copy, encoding: 'utf8' }).stdout;
  });

  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it.each([
    'typescript(no-floating-promises)',
    'typescript(switch-exhaustiveness-check)',
    'import(no-cycle)',
    'eslint(no-console)',
    'eslint(max-lines)',
    'eslint(max-lines-per-function)',
  ])('sees a violation of %s', (rule) => {
    expect(output).toContain(`shared/planted.ts:`);
    expect(output).toContain(`[Error/${rule}]`);
  });
});
