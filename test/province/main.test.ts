import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { REFUSED_EXIT_CODE } from '../../shared/process-settings.ts';

const MAIN = new URL('./main.ts', import.meta.url).pathname;
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
});

function lines(child: ChildProcess): { text: string } {
  const output = { text: '' };
  child.stdout!.on('data', (chunk: Buffer) => void (output.text += chunk.toString()));
  return output;
}

async function listening(child: ChildProcess, output: { text: string }): Promise<Record<string, string>> {
  while (!output.text.includes('\n')) await once(child.stdout!, 'data');
  const message = JSON.parse(output.text.split('\n')[0]!) as { type: string; env: Record<string, string> };
  expect(message.type).toBe('listening');
  return message.env;
}

describe('the province as a process', () => {
  it('prints the addresses of nine systems on one line, serves them, and ends on SIGTERM', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, SEED: '11', SPEED: '60' },
    });
    started.push(child);
    const output = lines(child);
    const env = await listening(child, output);
    const urls = Object.keys(env).filter((name) => name.endsWith('_URL') && !name.endsWith('_ADMIN_URL'));
    expect(urls.length).toBe(9);
    for (const name of urls) {
      const state = (await (
        await fetch(`${env[name.replace(/_URL$/, '_ADMIN_URL')]}/state`)
      ).json()) as object;
      expect(state).toMatchObject({ seed: 11, speed: 60, requests: 0, fault: null });
    }
    expect(env['PROVINCE_SYSTEM_ID']).toMatch(/^H37\./);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(output.text.trim().split('\n').length).toBe(1);
  });

  it('ends when its parent lets go of it', async () => {
    const child = fork(MAIN, ['--only=cua-khau-so'], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    started.push(child);
    const env = await listening(child, lines(child));
    expect(env['CUA_KHAU_SO_URL']).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('refuses a speed that is none, with a line that says so', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN, '--speed=fast'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    started.push(child);
    let said = '';
    child.stderr!.on('data', (chunk: Buffer) => void (said += chunk.toString()));
    expect((await once(child, 'exit'))[0]).toBe(REFUSED_EXIT_CODE);
    expect(said).toContain('SPEED: found "fast", expected a number above 0');
  });
});
