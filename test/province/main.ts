/**
 * `node --import tsx test/province/main.ts [--seed=1] [--speed=1] [--only=y-te,giao-duc]`, or SEED and SPEED in the
 * environment. Prints one JSON line with the addresses, and ends on SIGTERM, SIGINT or when its parent goes.
 */
import { parseArgs } from 'node:util';
import { REFUSED_EXIT_CODE } from '../../shared/process-settings.ts';
import { startProvince } from './province.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, speed: { type: 'string' }, only: { type: 'string' } },
});

function positive(name: string, text: string | undefined, fallback: number): number {
  const value = text === undefined || text === '' ? fallback : Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  console.error(`${name}: found "${text}", expected a number above 0`);
  process.exit(REFUSED_EXIT_CODE);
}

const province = await startProvince({
  seed: positive('SEED', values.seed ?? process.env['SEED'], 1),
  speed: positive('SPEED', values.speed ?? process.env['SPEED'], 1),
  webhookUrl: process.env['WEBHOOK_URL'],
  displayUrl: process.env['DISPLAY_URL'],
  ...(values.only === undefined ? {} : { only: values.only.split(',') }),
});

let ending = false;
function end(): void {
  if (ending) return;
  ending = true;
  void province.close().then(() => process.exit(0));
}
process.on('SIGTERM', end);
process.on('SIGINT', end);
process.on('disconnect', end);
// Whoever started this may have died while it still loaded.
if (process.connected === false) end();

process.stdout.write(`${JSON.stringify({ type: 'listening', env: province.env })}\n`);
