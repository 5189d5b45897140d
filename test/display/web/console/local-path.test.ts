import { describe, expect, it } from 'vitest';
import { localPath } from '../../../../display/web/console/local-path.ts';

describe('where a sign-in leads', () => {
  it.each([
    ['/wall/overview/two', '/wall/overview/two'],
    ['/wall/overview?at=2026-11-27T09:12:00+07:00#x', '/wall/overview?at=2026-11-27T09:12:00+07:00#x'],
    ['https://evil.example/', undefined],
    ['//evil.example/', undefined],
    ['/\\evil.example/', undefined],
    ['/\t/evil.example/', undefined],
    ['javascript:alert(1)', undefined],
    ['/console/audit', undefined],
    ['', undefined],
    [['/wall/a', '/wall/b'], undefined],
    [undefined, undefined],
  ])('%j: %s', (asked, wanted) => {
    expect(localPath(asked)).toBe(wanted);
  });
});
