/** At how many places a rule is watched. Pure. */

export interface Instances {
  readonly watched: readonly string[];
  /** Beyond the bound: said, never dropped in silence. */
  readonly refused: readonly string[];
}

/**
 * The places in their order up to the bound. What is open is watched in any case: a bound keeps new ones out and never
 * wipes an alert that fires.
 */
export function chooseInstances(
  places: readonly string[],
  open: ReadonlySet<string>,
  maxInstances: number,
): Instances {
  let room = maxInstances - open.size;
  const watched = new Set(open);
  const refused: string[] = [];
  for (const place of places) {
    if (watched.has(place)) continue;
    if (room > 0) watched.add(place);
    else refused.push(place);
    room -= 1;
  }
  return { watched: [...watched], refused };
}
