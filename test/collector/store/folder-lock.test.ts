import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tryLock } from '../../../collector/store/folder-lock.ts';

const LOCK_MODULE = fileURLToPath(new URL('../../../collector/store/folder-lock.ts', import.meta.url));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wall-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('names the process that holds it, and is free again after a release', () => {
  const first = tryLock(folder, 'x');
  expect(first.ok).toBe(true);
  expect(tryLock(folder, 'x')).toEqual({ ok: false, holderPid: process.pid });
  if (first.ok) first.lock.release();
  expect(tryLock(folder, 'x').ok).toBe(true);
});

it('is another lock under another name', () => {
  expect(tryLock(folder, 'x').ok).toBe(true);
  expect(tryLock(folder, 'y').ok).toBe(true);
});

it('is free when its holder is dead, though another process got the same pid', () => {
  writeFileSync(join(folder, 'x.7'), `${process.pid} 1 another-boot`);
  expect(tryLock(folder, 'x').ok).toBe(true);
  expect(readdirSync(folder)).toEqual(['x.8']);
});

it('is won by exactly one of many processes that find a dead holder at once', async () => {
  writeFileSync(join(folder, 'x.1'), '999999999 1 another-boot');
  const contender = `
    const { tryLock } = await import(${JSON.stringify(LOCK_MODULE)});
    while (Date.now() < Number(process.env.AT_MS)) {}
    console.log(tryLock(process.env.FOLDER, 'x').ok ? 'won' : 'lost');
    setTimeout(() => {}, 5000);
  `;
  const atMs = Date.now() + 1_500;
  const children = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', contender], {
      env: { ...process.env, FOLDER: folder, AT_MS: String(atMs) },
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  try {
    const answers = await Promise.all(
      children.map(
        (child) =>
          new Promise<string>((resolve) =>
            child.stdout.once('data', (chunk: Buffer) => resolve(String(chunk).trim())),
          ),
      ),
    );
    expect(answers.filter((answer) => answer === 'won')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'lost')).toHaveLength(5);
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
});
