import { expect, it } from 'vitest';
import { readableLine } from '../../../collector/store/child-line.ts';

it.each([
  ['{"level":40,"msg":"late"}', 'warn', 'collector  warn  late'],
  ['{"level":30,"msg":"polled"}', 'warn', undefined],
  ['{"level":30,"msg":"polled"}', 'info', 'collector  info  polled'],
  [
    '{"level":50,"msg":"poll failed","err":{"message":"no route"}}',
    'warn',
    'collector  error  poll failed (no route)',
  ],
  ['{"level":50,"msg":"no route","err":{"message":"no route"}}', 'warn', 'collector  error  no route'],
  ['{"level":60,"err":{"message":"no route"}}', 'warn', 'collector  fatal  (no route)'],
  ['{"level":60,"msg":"end"}', 'silent', undefined],
  [
    '{"level":40,"msg":"Redis is away","err":"no route"}',
    'warn',
    'collector  warn  Redis is away (no route)',
  ],
  [
    '{"level":40,"time":1,"role":"collector","msg":"poll failed","source":"his","missing":2,"message":"no answer in time"}',
    'warn',
    'collector  warn  poll failed  source=his missing=2 message="no answer in time"',
  ],
  ['Error: not a log line', 'warn', 'collector  Error: not a log line'],
  ['{"no":"level"}', 'warn', 'collector  {"no":"level"}'],
  ['null', 'warn', 'collector  null'],
  ['  ', 'warn', undefined],
])('shows %s at %s as %s', (line, quietest, expected) => {
  expect(readableLine('collector', line, quietest)).toBe(expected);
});
