/** Imports run one way: the house's plan, read from the code, and each rule shown to be awake. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CODE_ROOTS, lookAt, type Look } from './architecture/cruise.ts';
import { PLANTED_TARGETS, RULES } from './architecture/rules.ts';
import { filesUnder, ROOT } from './fixtures/source-tree.ts';

const codeRoots = CODE_ROOTS.filter((path) => existsSync(join(ROOT, path)));
const LOOK_TIMEOUT_MS = 120_000;

describe('the architecture', () => {
  let look: Look;

  beforeAll(async () => {
    look = await lookAt(ROOT, codeRoots);
  }, LOOK_TIMEOUT_MS);

  it('is read whole: every code file on disk is a module that was judged', () => {
    const onDisk = filesUnder(ROOT, /\.(ts|vue)$/).filter((path) =>
      codeRoots.some((root) => path === root || path.startsWith(`${root}/`)),
    );
    expect(onDisk.length).toBeGreaterThan(20);
    expect(look.modules.toSorted()).toEqual(onDisk);
  });

  it.each(RULES)('$name', ({ name, comment }) => {
    const broken = look.violations.filter((violation) => violation.rule === name);
    expect(broken, `${comment}`).toEqual([]);
  });
});

describe('each rule of the architecture', () => {
  let copy: string;
  let look: Look;

  beforeAll(async () => {
    copy = mkdtempSync(join(tmpdir(), 'wall-architecture-'));
    for (const path of [...codeRoots, 'tsconfig.json', 'package.json']) {
      cpSync(join(ROOT, path), join(copy, path), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    for (const { path, text } of [...PLANTED_TARGETS, ...RULES.map((rule) => rule.planted)]) {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      writeFileSync(join(copy, path), text);
    }
    look = await lookAt(
      copy,
      CODE_ROOTS.filter((path) => existsSync(join(copy, path))),
    );
  }, LOOK_TIMEOUT_MS);

  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it.each(RULES)('sees a violation of "$name"', ({ name, planted }) => {
    expect(look.violations).toContainEqual(expect.objectContaining({ rule: name, from: planted.path }));
  });
});
