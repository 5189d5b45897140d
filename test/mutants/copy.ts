/** A copy of the tree to break, so that a mutant never touches the work of the person who runs it. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../fixtures/source-tree.ts';
import { mutate, type Mutant } from './mutant.ts';
import { type Report, type Verdict, verdictOn } from './verdict.ts';

/** Linked, not copied: nobody's source, and a fetched Redis need not be fetched again. */
const LINKED = ['node_modules', '.runtime'];
const NOT_COPIED = new Set([...LINKED, '.git', 'dist']);
/** The longest named test with its start-up; a hung mutant is void, never red. */
const RUN_TIMEOUT_MS = 5 * 60_000;

export type TreeCopy = {
  /** Runs one named test on the tree as it is. */
  judge: (test: Mutant['test']) => Verdict;
  /** Runs the mutant's test on the patched tree, and mends the tree again. */
  judgeMutant: (mutant: Mutant) => Verdict;
  remove: () => void;
};

export function copyTree(): TreeCopy {
  const copy = mkdtempSync(join(tmpdir(), 'wall-mutants-'));
  for (const name of readdirSync(ROOT)) {
    if (!NOT_COPIED.has(name)) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  }
  for (const name of LINKED) {
    mkdirSync(join(ROOT, name), { recursive: true });
    symlinkSync(join(ROOT, name), join(copy, name));
  }
  const judge = (test: Mutant['test']): Verdict => runTest(copy, test);
  return {
    judge,
    judgeMutant: (mutant) => {
      const path = join(copy, mutant.file);
      const whole = readFileSync(path, 'utf8');
      writeFileSync(path, mutate(mutant, whole));
      try {
        return judge(mutant.test);
      } finally {
        writeFileSync(path, whole);
      }
    },
    remove: () => rmSync(copy, { recursive: true, force: true }),
  };
}

function runTest(copy: string, { file, name }: Mutant['test']): Verdict {
  const bin = join(copy, 'node_modules', '.bin');
  const options = { cwd: copy, encoding: 'utf8', timeout: RUN_TIMEOUT_MS, killSignal: 'SIGKILL' } as const;
  if (file.startsWith('test/e2e/')) {
    // Browser tests see the built app, so the patch must be built in.
    const build = spawnSync(join(bin, 'vite'), ['build', '--config', 'display/web/vite.config.ts'], options);
    if (build.status !== 0) return { colour: 'void', reason: 'the web app did not build' };
  }
  const reportFile = join(copy, 'report.json');
  rmSync(reportFile, { force: true });
  const args = ['run', '--config', 'test/vitest.config.ts', file, '-t', `${escaped(name)}$`];
  spawnSync(join(bin, 'vitest'), [...args, '--reporter=json', `--outputFile.json=${reportFile}`], options);
  return verdictOn(readReport(reportFile), name);
}

function readReport(reportFile: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(reportFile, 'utf8')) as Report;
  } catch {
    return undefined;
  }
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
