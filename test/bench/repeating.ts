/** Runs a task again and again, by the clock and not by its end, for as long as some work lasts. */

/**
 * @param task given 1, 2, 3 … at its turns; one that takes longer than `everyMs` runs beside the next.
 * @throws what the work throws, or else what the first failing task threw.
 */
export async function whileRepeating<Value>(
  everyMs: number,
  task: (number: number) => Promise<unknown>,
  work: () => Promise<Value>,
): Promise<Value> {
  const begun: Promise<unknown>[] = [];
  const timer = setInterval(() => {
    const turn = task(begun.length + 1);
    // Awaited below; until then a failure must not count as one nobody looks at.
    turn.catch(() => undefined);
    begun.push(turn);
  }, everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await Promise.all(begun);
  }
}
