/**
 * `npm run bench [-- P1 P9 …]`: measures ours and the limits side by side and prints one line per goal,
 * `<goal id> <ours> <limit> <ratio> <goal> <met|short>`. Fails only when a measurement failed; short is a result.
 */
import { provideWebApp } from '../fixtures/web-app.ts';
import { goalLine, verdict, type Benchmark } from './measure.ts';
import { clientMemory } from './goals/client-memory.ts';
import { fanOut } from './goals/fan-out.ts';
import { historySize } from './goals/history-size.ts';
import { ingest } from './goals/ingest.ts';
import { longCharts } from './goals/long-charts.ts';
import { mapCost } from './goals/map-cost.ts';
import { memoryOverPolls } from './goals/memory-over-polls.ts';
import { overviewCost } from './goals/overview-cost.ts';
import { parseRateOfFeedsAndTables } from './goals/parse-rate-of-feeds-and-tables.ts';
import { parseRate } from './goals/parse-rate.ts';
import { replayJump } from './goals/replay-jump.ts';
import { scheduledPolling } from './goals/scheduled-polling.ts';
import { shownLatency } from './goals/shown-latency.ts';
import { thousandSources } from './goals/thousand-sources.ts';
import { wire } from './goals/wire.ts';
import { yearSize } from './goals/year-size.ts';

const BENCHMARKS: readonly Benchmark[] = [
  fanOut,
  wire,
  shownLatency,
  scheduledPolling,
  ingest,
  historySize,
  longCharts,
  replayJump,
  yearSize,
  overviewCost,
  mapCost,
  clientMemory,
  parseRateOfFeedsAndTables,
  parseRate,
  thousandSources,
  memoryOverPolls,
];

/** On a calm machine none takes half as long. What hangs leaves processes behind, so the run ends with it. */
const BENCHMARK_TIMEOUT_MS = 360_000;

class TookTooLong extends Error {
  constructor() {
    super(`took longer than ${BENCHMARK_TIMEOUT_MS / 1_000} s`);
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

/** `P9` asks for P9a and P9b, `parse` for every format; nothing asked for is everything. */
function isAsked({ ids }: Benchmark, asked: readonly string[]): boolean {
  return (
    asked.length === 0 ||
    ids.some((id) =>
      asked.some((one) => id.replace(/[a-z]$/, '') === one || id === one || id.startsWith(`${one} `)),
    )
  );
}

async function within<Value>(work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TookTooLong()), BENCHMARK_TIMEOUT_MS);
  });
  return Promise.race([work, deadline]).finally(() => clearTimeout(timer));
}

const asked = process.argv.slice(2);
await provideWebApp();
const startedAtMs = performance.now();
const counts = { met: 0, short: 0, failed: 0 };
for (const benchmark of BENCHMARKS.filter((one) => isAsked(one, asked))) {
  try {
    for (const result of await within(benchmark.run())) {
      counts[verdict(result)] += 1;
      console.log(goalLine(result));
    }
  } catch (error) {
    counts.failed += benchmark.ids.length;
    console.error(error);
    for (const id of benchmark.ids) console.log(`${id} - - - - failed   # ${String(error).split('\n')[0]}`);
    if (error instanceof TookTooLong) break;
  }
}
const minutes = ((performance.now() - startedAtMs) / 60_000).toFixed(1);
console.log(`${counts.met} met, ${counts.short} short, ${counts.failed} failed, in ${minutes} min`);
process.exit(counts.failed === 0 ? 0 : 1);
