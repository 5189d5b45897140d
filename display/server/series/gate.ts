/** At most so many readings of the past at once, and so many in wait; who comes later is told so and not kept. */

export class BusyError extends Error {
  override readonly name = 'BusyError';
}

export class Gate {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly mostRunning: number,
    private readonly mostWaiting: number,
  ) {}

  /** @throws BusyError when too many wait already; whatever `work` throws. */
  async run<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.running >= this.mostRunning) {
      if (this.waiting.length >= this.mostWaiting)
        throw new BusyError(`${this.waiting.length} readings wait`);
      // Whoever ends hands its place over: nobody slips in between.
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.running -= 1;
      else next();
    }
  }
}
