/** A list of alerts that stays readable in a storm: few rows, and every alert in one of them. Pure. */
import { isGraver, type Level } from './level.ts';

/** A glance holds about so many rows (alert-lifecycle: a storm of 1,000 shows as at most 10). */
export const MAX_ROWS = 10;
/** A flood is so many alerts told within so long. */
const FLOOD_ALERTS = 10;
const FLOOD_WITHIN_MS = 600_000;

/** What of an alert decides its row. */
export interface Listed {
  readonly rule: string;
  readonly place: string;
  readonly domain: string;
  readonly group: string;
  readonly level: Level;
  readonly sinceMs: number;
}

export interface ListRow<Item extends Listed> {
  /** What the alerts of the row have in common. */
  readonly by: 'alert' | 'rule' | 'group' | 'domain' | 'rest';
  readonly key: string;
  readonly level: Level;
  /** Gravest and oldest first; never empty. */
  readonly alerts: readonly Item[];
}

const GROUPINGS = [
  ['alert', ({ rule, place }: Listed) => `${rule}:${place}`],
  ['rule', ({ rule }: Listed) => rule],
  ['group', ({ group }: Listed) => group],
  ['domain', ({ domain }: Listed) => domain],
] as const;

/** The finest rows that fit; where not even the domains do, the least grave share the last row. */
export function listRows<Item extends Listed>(alerts: readonly Item[], maxRows = MAX_ROWS): ListRow<Item>[] {
  const sorted = alerts.toSorted(gravestFirst);
  let rows: ListRow<Item>[] = [];
  for (const [by, keyOf] of GROUPINGS) {
    rows = rowsBy(sorted, by, keyOf);
    if (rows.length <= maxRows) return rows;
  }
  const rest = rows.slice(maxRows - 1).flatMap((row) => row.alerts);
  const [first] = rest.toSorted(gravestFirst);
  if (first === undefined) return rows;
  return [...rows.slice(0, maxRows - 1), { by: 'rest', key: '', level: first.level, alerts: rest }];
}

function rowsBy<Item extends Listed>(
  sorted: readonly Item[],
  by: ListRow<Item>['by'],
  keyOf: (item: Item) => string,
): ListRow<Item>[] {
  const groups = new Map<string, Item[]>();
  for (const item of sorted) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups].map(([key, alerts]) => ({ by, key, level: (alerts[0] as Item).level, alerts }));
}

function gravestFirst(a: Listed, b: Listed): number {
  if (a.level !== b.level) return isGraver(a.level, b.level) ? -1 : 1;
  return a.sinceMs - b.sinceMs || (`${a.rule}:${a.place}` < `${b.rule}:${b.place}` ? -1 : 1);
}

/** Whether alerts come faster than anybody reads them. @param toldAtMs when alerts were told, in any order. */
export function isFlood(toldAtMs: readonly number[], nowMs: number): boolean {
  return toldAtMs.filter((atMs) => atMs > nowMs - FLOOD_WITHIN_MS && atMs <= nowMs).length >= FLOOD_ALERTS;
}
