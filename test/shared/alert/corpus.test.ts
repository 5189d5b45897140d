/** The corpus of the lifecycle, as it is run by `npm run corpus`. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { corpusSchema, divergenceOf, type Scenario } from '../../../shared/alert/corpus.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CORPUS = join(ROOT, '../shared/corpora/alert-lifecycle.json');
const folder = mkdtempSync(join(tmpdir(), 'wall-corpus-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const steps = (...lines: [number, string[], Record<string, 'pending' | 'firing'>][]) =>
  lines.map(([t, active, expected]) => ({ t, active, expect: expected }));

const scenario = (change: Partial<Scenario> = {}): Scenario => ({
  id: 'by hand',
  for: 60,
  keepFiringFor: 30,
  steps: steps(
    [0, ['a'], { a: 'pending' }],
    [60, ['a', 'b'], { a: 'firing', b: 'pending' }],
    [90, [], { a: 'firing' }],
    [119.9, [], { a: 'firing' }],
    [120, [], {}],
  ),
  ...change,
});

function corpus(text: string): { readonly status: number | null; readonly out: string } {
  const file = join(folder, 'scenarios.json');
  writeFileSync(file, text);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'collector/cli/corpus.ts', file],
    { cwd: ROOT, encoding: 'utf8' },
  );
  return { status, out: stdout + stderr };
}

describe('the corpus', () => {
  const isHere = existsSync(CORPUS);
  it('is there under CI', () => {
    expect(isHere || process.env['CI'] === undefined).toBe(true);
  });

  it.skipIf(!isHere)('goes as it says, all of it (skipped: the file is not on this machine)', () => {
    const all = corpusSchema.parse(JSON.parse(readFileSync(CORPUS, 'utf8')));
    expect(all.flatMap((one) => (divergenceOf(one) === undefined ? [] : [one.id]))).toEqual([]);
    expect(all.length).toBeGreaterThanOrEqual(200);
  });

  it('passes a scenario that goes as expected, at the ends of both delays', () => {
    expect(divergenceOf(scenario())).toBeUndefined();
  });

  it('names the step and the labels that go another way', () => {
    const wrong = scenario({ steps: steps([0, ['a'], { a: 'firing', c: 'pending' }]) });
    expect(divergenceOf(wrong)).toEqual({
      step: 0,
      t: 0,
      differences: ['a: expected firing, got pending', 'c: expected pending, got normal'],
    });
  });
});

describe('npm run corpus', { timeout: 120_000 }, () => {
  it('ends with how many passed and failed, and fails when one did', () => {
    const wrong = scenario({ id: 'wrong', for: 0 });
    const { status, out } = corpus(JSON.stringify([scenario(), wrong]));
    expect(status).toBe(1);
    expect(out).toMatch(/wrong: diverges at step 0 \(t = 0 s\)\n {2}a: expected pending, got firing/);
    expect(out.trimEnd().split('\n').at(-1)).toBe('1 passed, 1 failed');
  });

  it('says where a file is malformed, and counts that as no success', () => {
    const { status, out } = corpus(
      JSON.stringify(
        [{ ...scenario(), steps: [{ t: 0, active: [], expect: { a: 'firng' } }] }],
        undefined,
        1,
      ),
    );
    expect(status).toBe(2);
    expect(out).toMatch(
      /scenarios\.json:\d+:\d+ \[0\]\.steps\[0\]\.expect\.a: found "firng", expected "firing" \(did you mean it\?\)/,
    );
    expect(corpus('[{').out).toMatch(/scenarios\.json:1:\d+: found .*expected well-formed JSON/);
  });
});
