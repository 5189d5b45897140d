/**
 * `npm test`: every check in order, each named, and one line of totals that any CI can read.
 *
 * A failing stage does not hide the ones behind it; the exit code remembers it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

type Stage = { name: string; command: string[]; isVitest: boolean };
type Totals = { passed: number; failed: number };

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BIN = join(ROOT, 'node_modules', '.bin');

const STAGES: Stage[] = [
  tool('format', 'oxfmt', '--check'),
  tool('lint', 'oxlint', '--type-aware', '--deny-warnings'),
  tool('unused', 'knip'),
  tool('types', 'vue-tsc', '--noEmit'),
  vitest('architecture', '--project', 'house', 'test/architecture.test.ts'),
  vitest('tidy', '--project', 'house', 'test/tidy.test.ts', 'test/lint.test.ts'),
  vitest('unit and integration', '--project', 'unit'),
  tool('web build', 'vite', 'build', '--config', 'display/web/vite.config.ts', '--logLevel', 'warn'),
  vitest('browser', '--project', 'browser'),
];

function tool(name: string, program: string, ...args: string[]): Stage {
  return { name, command: [join(BIN, program), ...args], isVitest: false };
}

function vitest(name: string, ...args: string[]): Stage {
  return {
    name,
    command: [join(BIN, 'vitest'), 'run', '--config', 'test/vitest.config.ts', ...args],
    isVitest: true,
  };
}

/** Runs one stage. A stage that fails without a failed test (a crash, no test found) counts as one failure. */
function run(stage: Stage, reportFile: string): Totals {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const [program = '', ...args] = stage.isVitest ? [...stage.command, ...reporters] : stage.command;
  const { status } = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit' });
  const totals = stage.isVitest ? totalsIn(reportFile) : { passed: 0, failed: 0 };
  return status !== 0 && totals.failed === 0 ? { ...totals, failed: 1 } : totals;
}

function totalsIn(reportFile: string): Totals {
  try {
    const report: unknown = JSON.parse(readFileSync(reportFile, 'utf8'));
    const { numPassedTests, numFailedTests } = report as { numPassedTests: number; numFailedTests: number };
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    // The runner died before it could report; its exit code says so.
    return { passed: 0, failed: 0 };
  }
}

const reports = mkdtempSync(join(tmpdir(), 'wall-test-run-'));
const startedAtMs = performance.now();
const results = STAGES.map((stage, index) => {
  console.log(`\n=== ${stage.name} (${Math.round((performance.now() - startedAtMs) / 1_000)} s in)`);
  return { ...run(stage, join(reports, `${index}.json`)), name: stage.name };
});
rmSync(reports, { recursive: true, force: true });

const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
for (const { name } of results.filter((result) => result.failed > 0)) console.log(`FAILED: ${name}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
