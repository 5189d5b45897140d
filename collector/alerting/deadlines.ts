/** When alerts are to be judged though nothing changes: the evaluator's copy of what stands in Redis. */

interface Entry {
  readonly atMs: number;
  readonly key: string;
}

/** A heap of times with their keys; a key has one time, and an older one of it is passed over. */
export class Deadlines {
  private readonly timeByKey = new Map<string, number>();
  private readonly heap: Entry[] = [];
  private readonly changed = new Set<string>();

  constructor(stored: ReadonlyMap<string, number> = new Map()) {
    for (const [key, atMs] of stored) {
      this.timeByKey.set(key, atMs);
      this.push({ atMs, key });
    }
  }

  set(key: string, atMs: number | undefined): void {
    if (this.timeByKey.get(key) === atMs) return;
    this.changed.add(key);
    if (atMs === undefined) {
      this.timeByKey.delete(key);
      return;
    }
    this.timeByKey.set(key, atMs);
    this.push({ atMs, key });
  }

  firstMs(): number | undefined {
    this.dropPassed();
    return this.heap[0]?.atMs;
  }

  /** Keys that are due, taken away. */
  takeDue(nowMs: number): string[] {
    const due: string[] = [];
    for (let first = this.firstMs(); first !== undefined && first <= nowMs; first = this.firstMs()) {
      const { key } = this.pop() as Entry;
      this.timeByKey.delete(key);
      this.changed.add(key);
      due.push(key);
    }
    return due;
  }

  /** What differs from what is stored. Undefined: none any more. */
  takeChanged(): [string, number | undefined][] {
    const changed = [...this.changed].map((key): [string, number | undefined] => [
      key,
      this.timeByKey.get(key),
    ]);
    this.changed.clear();
    return changed;
  }

  private dropPassed(): void {
    for (
      let top = this.heap[0];
      top !== undefined && this.timeByKey.get(top.key) !== top.atMs;
      top = this.heap[0]
    )
      this.pop();
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((heap[parent] as Entry).atMs <= entry.atMs) break;
      heap[at] = heap[parent] as Entry;
      at = parent;
    }
    heap[at] = entry;
  }

  private pop(): Entry | undefined {
    const { heap } = this;
    const [top] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as Entry).atMs < (heap[child] as Entry).atMs)
        child += 1;
      if ((heap[child] as Entry).atMs >= last.atMs) break;
      heap[at] = heap[child] as Entry;
      at = child;
    }
    heap[at] = last;
    return top;
  }
}
