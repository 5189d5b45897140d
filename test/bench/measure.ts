/** What every benchmark shares: goals and their verdicts, medians, what a process costs, the line that is printed. */
import { readFileSync } from 'node:fs';

/** What is to be reached: a ratio of ours to the limit, a bound in the unit of the goal, or nothing but a report. */
export type Goal =
  | { readonly ratioAtLeast: number }
  | { readonly ratioAtMost: number }
  | { readonly atMost: number }
  | 'report';

/** One goal as measured. `ours` and `limit` have the same unit; `limit` is absent where there is no peer. */
export interface GoalResult {
  readonly id: string;
  readonly what: string;
  readonly unit: string;
  readonly ours: number;
  readonly limit?: number;
  readonly goal: Goal;
  /** A second condition of the goal that a number alone does not tell; absent when it is kept. */
  readonly broken?: string | undefined;
}

export interface Benchmark {
  /** Ids of the goals it measures. */
  readonly ids: readonly string[];
  run(): Promise<readonly GoalResult[]>;
}

/** At least this many alternating repeats of ours and the limit; medians are reported. */
export const REPEATS = 3;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** The value at or below which the share `at` (0…1) of the samples lies. */
export function percentile(values: readonly number[], at: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(at * sorted.length) - 1)] ?? Number.NaN;
}

/** `short` also when a measurement gave no number: what was not seen is not met. */
export function verdict({ ours, limit, goal, broken }: GoalResult): 'met' | 'short' {
  if (!Number.isFinite(ours) || broken !== undefined) return 'short';
  if (goal === 'report') return 'met';
  if ('atMost' in goal) return ours <= goal.atMost ? 'met' : 'short';
  const ratio = ours / (limit ?? Number.NaN);
  if ('ratioAtLeast' in goal) return ratio >= goal.ratioAtLeast ? 'met' : 'short';
  return ratio <= goal.ratioAtMost ? 'met' : 'short';
}

/** `<goal id> <ours> <limit> <ratio> <goal> <met|short>`, then what it is. */
export function goalLine(result: GoalResult): string {
  const { id, what, unit, ours, limit, broken } = result;
  const ratio = limit === undefined || limit === 0 ? undefined : ours / limit;
  const figures = [
    shortNumber(ours),
    shortNumber(limit),
    shortNumber(ratio),
    goalText(result),
    verdict(result),
  ];
  return `${id} ${figures.join(' ')}   # ${what}, ${unit}${broken === undefined ? '' : `; ${broken}`}`;
}

function shortNumber(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? '-' : String(Number(value.toPrecision(4)));
}

function goalText({ goal, unit }: GoalResult): string {
  if (goal === 'report') return 'report';
  if ('atMost' in goal) return `≤${goal.atMost}${unit.replaceAll(' ', '-')}`;
  return 'ratioAtLeast' in goal ? `≥${goal.ratioAtLeast}×` : `≤${goal.ratioAtMost}×`;
}

/** Kernel ticks per second of /proc; 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** CPU seconds (user and system) that a process has used so far, its threads included. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Runs two measurements in turn, so that a drifting machine drifts for both. */
export async function alternate<A, B>(
  ours: () => Promise<A>,
  limit: () => Promise<B>,
  repeats = REPEATS,
): Promise<{ readonly ours: A[]; readonly limit: B[] }> {
  const results = { ours: [] as A[], limit: [] as B[] };
  for (let turn = 0; turn < repeats; turn += 1) {
    results.limit.push(await limit());
    results.ours.push(await ours());
  }
  return results;
}

/** Ms since 1970 UTC with fractions, the same in every process of the machine to well below a millisecond. */
export function preciseNowMs(): number {
  return performance.timeOrigin + performance.now();
}

/** WebSocket framing: 2 bytes (4 from 126, 10 from 65,536 on), and 4 of mask from a client. */
export function framedBytes(bytes: number, direction: 'in' | 'out'): number {
  const head = bytes < 126 ? 2 : bytes < 65_536 ? 4 : 10;
  return bytes + head + (direction === 'out' ? 4 : 0);
}

/** What a value grows by while `x` grows by one: the line that lies nearest to all points. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [middleX, middleY] = [mean(0), mean(1)];
  const over = points.reduce((sum, [x, y]) => sum + (x - middleX) * (y - middleY), 0);
  const under = points.reduce((sum, [x]) => sum + (x - middleX) ** 2, 0);
  return over / under;
}
