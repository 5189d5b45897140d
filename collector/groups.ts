/** Sources that are ticked together: one job serves up to 50 of one connector and cadence. Pure. */
import type { Source } from '../shared/config/source.ts';
import { MAX_SOURCES_PER_GROUP } from '../shared/queues.ts';

export interface Group {
  /** e.g. `http-json:10s:0` */
  readonly id: string;
  readonly everyMs: number;
  /** When in its cadence it ticks, so that groups do not tick all at once. */
  readonly offsetMs: number;
  readonly sources: readonly Source[];
}

export function groupsOf(sources: readonly Source[]): Group[] {
  const alike = new Map<string, Source[]>();
  for (const source of sources.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const key = `${source.connector}:${source.everySeconds}s`;
    alike.set(key, [...(alike.get(key) ?? []), source]);
  }
  const groups = [...alike].flatMap(([key, members]) =>
    Array.from({ length: Math.ceil(members.length / MAX_SOURCES_PER_GROUP) }, (_, at) => ({
      id: `${key}:${at}`,
      sources: members.slice(at * MAX_SOURCES_PER_GROUP, (at + 1) * MAX_SOURCES_PER_GROUP),
    })),
  );
  return groups.map(({ id, sources: members }, at) => {
    const everyMs = Math.round((members[0]?.everySeconds ?? 1) * 1000);
    // In the middle of its share: an offset of 0 means to the queue that it may choose one of its own.
    return { id, sources: members, everyMs, offsetMs: Math.floor((everyMs * (at + 0.5)) / groups.length) };
  });
}
