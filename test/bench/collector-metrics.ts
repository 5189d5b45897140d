/** What a collector tells of its polls in its own metrics. */

export interface Polls {
  /** Since its start: recorded, with new readings or without. */
  readonly ok: number;
  readonly failed: number;
  readonly refused: number;
  /** Now: sources that its watchdog finds without a tick. */
  readonly missing: number;
}

const GOOD = /outcome="(?:ok|unchanged)"/;

/** @param url of a collector with COLLECTOR_PORT. */
export async function readPolls(url: string): Promise<Polls> {
  const lines = (await (await fetch(`${url}/metrics`)).text()).split('\n');
  const sum = (name: string, isMeant: (line: string) => boolean = () => true) =>
    lines
      .filter((line) => line.startsWith(`wall_collector_${name}{`) && isMeant(line))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  const isGood = (line: string) => GOOD.test(line);
  return {
    ok: sum('polls_total', isGood),
    failed: sum('polls_total', (line) => !isGood(line)),
    refused: sum('refusals_total'),
    missing: sum('source_missing_ticks'),
  };
}
