/**
 * `npm run faults [-- F3 F14]`: every row of the table of faults on real processes. One line a row, and one of totals.
 * Each file of this folder that is named after a row exports it.
 */
import { readdir } from 'node:fs/promises';
import { provideWebApp } from '../fixtures/web-app.ts';
import type { FaultRow } from './row.ts';

const FILE = /^f\d\d-.+\.ts$/;

async function loadRows(): Promise<FaultRow[]> {
  const folder = new URL('./', import.meta.url);
  const files = (await readdir(folder)).filter((name) => FILE.test(name)).toSorted();
  return Promise.all(
    files.map(async (name) => ((await import(new URL(name, folder).href)) as { row: FaultRow }).row),
  );
}

/** Runs one row; returns whether it held. */
async function run({ id, name, run: body }: FaultRow): Promise<boolean> {
  const startedAtMs = performance.now();
  const seen: string[] = [];
  let broken: string | undefined;
  try {
    await body((what) => void seen.push(what));
  } catch (error) {
    broken = reasonOf(error);
  }
  const seconds = Math.round((performance.now() - startedAtMs) / 1_000);
  const verdict = broken === undefined ? 'held' : `BROKEN (${broken})`;
  console.log(`${id} ${name} … ${verdict} [${seconds} s]`);
  for (const line of seen) console.log(`   ${line}`);
  return broken === undefined;
}

const MAX_REASON = 1_500;

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : ` ← ${reasonOf(error.cause)}`;
  return `${error.message}${cause}`.slice(0, MAX_REASON);
}

const rows = await loadRows();
const asked = process.argv.slice(2).map((id) => id.toUpperCase());
const unknown = asked.filter((id) => rows.every((row) => row.id !== id));
if (unknown.length > 0) {
  console.error(`no such row: ${unknown.join(', ')}; there are ${rows.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}
const wanted = rows.filter(({ id }) => asked.length === 0 || asked.includes(id));
await provideWebApp();
let passed = 0;
for (const row of wanted) if (await run(row)) passed += 1;
console.log(`${passed} passed, ${wanted.length - passed} failed`);
process.exit(passed === wanted.length ? 0 : 1);
