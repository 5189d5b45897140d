/** The units of production against the scripts and exit codes they rely on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { REFUSED_EXIT_CODE } from '../../shared/process-settings.ts';
import { ROOT } from '../fixtures/source-tree.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

it.each(['collector', 'display', 'historian'])(
  'the unit of the %s runs its script, for ever unless it is refused',
  (role) => {
    const unit = read(`config/systemd/wall-${role}.service`).split('\n');
    expect(unit).toContain(`ExecStart=/usr/bin/${scripts[role]}`);
    expect(unit).toContain('StartLimitIntervalSec=0');
    expect(unit).toContain(`RestartPreventExitStatus=${REFUSED_EXIT_CODE}`);
  },
);
