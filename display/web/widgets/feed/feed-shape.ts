/** The rows of a live feed. Texts come from upstreams and stay texts. */
import type { Bilingual } from '../../../../shared/config/common.ts';
import type { Domain } from '../../../../shared/config/domain.ts';
import type { Place } from '../../../../shared/config/place.ts';
import { eventStateName } from '../../../../shared/event-state.ts';
import type { WallEvent } from '../../../../shared/observation.ts';

export interface FeedRow {
  readonly event: WallEvent;
  readonly kind?: Domain['eventKinds'][number]['name'];
  readonly place?: Place;
  /** How far it has come, in words. */
  readonly state?: Bilingual;
  /** Not of today: the row shows its date too. */
  readonly today: boolean;
}

export interface FeedSettings {
  readonly eventKinds?: readonly string[] | undefined;
  readonly dayStartMs: number;
  readonly rowCount: number;
}

/** Newest first; kinds that the widget did not ask for are left out. */
export function feedRows(
  events: readonly WallEvent[],
  domain: Pick<Domain, 'eventKinds' | 'eventStates'> | undefined,
  places: ReadonlyMap<string, Place>,
  settings: FeedSettings,
): FeedRow[] {
  return events
    .filter((event) => settings.eventKinds?.includes(event.kind) ?? true)
    .slice(0, Math.max(0, settings.rowCount))
    .map((event) => {
      const kind = domain?.eventKinds.find((known) => known.id === event.kind)?.name;
      const place = event.place === undefined ? undefined : unnamed(event, places.get(event.place));
      return {
        event,
        today: event.atMs >= settings.dayStartMs,
        ...(kind === undefined ? {} : { kind }),
        ...(place === undefined ? {} : { place }),
        ...(event.state === undefined || isCode(event.state)
          ? {}
          : { state: eventStateName(domain, event.state) }),
      };
    });
}

/** `DA_XAC_NHAN` is the upstream's own; a mapping that has words for it sends words. */
function isCode(state: string): boolean {
  return /^[A-Z0-9]+(_[A-Z0-9]+)+$/.test(state);
}

/** A text that names its place does not need it twice. */
function unnamed({ text }: WallEvent, place: Place | undefined): Place | undefined {
  const names = [place?.shortName?.vi, place?.name.vi].filter((name) => name !== undefined);
  return names.some((name) => text.includes(name)) ? undefined : place;
}

/** Whether a source that fed these events could not be read last time. */
export function isFailing(events: readonly WallEvent[], failures: ReadonlyMap<string, unknown>): boolean {
  return events.some(({ source }) => failures.has(source));
}
