/** One event of a mapping's output, checked. Pure. */
import type { WallEvent } from '../shared/observation.ts';
import { fieldsOf, Refused, timeOf, type Scope } from './refusal.ts';

/** An event is one line of a feed. */
const MAX_TEXT_LETTERS = 500;
const MAX_STATE_LETTERS = 64;
/** Ids of upstreams, such as `HS-2026/11-0042`; no blanks, and nothing that would need escaping. */
const EVENT_ID = /^[^\s"\\|\p{Cc}]{1,128}$/u;
/** Events of one document; the domain keeps as many. */
export const MAX_EVENTS_PER_DOCUMENT = 500;

export function eventOf({ index, domain, source, quote }: Scope, raw: unknown): WallEvent {
  const { id, kind, place, at, text, state } = fieldsOf(raw);
  if (typeof id !== 'string' && typeof id !== 'number') throw new Refused('shape', 'an event without an id');
  const name = String(id);
  if (!EVENT_ID.test(name)) throw new Refused('shape', `event ${quote(name)}: its id is not usable`);
  const words = `event ${quote(name)}`;
  const kinds = index.domains.get(domain)?.eventKinds ?? [];
  if (typeof kind !== 'string' || !kinds.some((known) => known.id === kind))
    throw new Refused('unknown-event-kind', `${words}: ${quote(kind)} is no kind of event of ${domain}`);
  if (typeof text !== 'string' || text === '')
    throw new Refused('missing-value', `${words} came without a text`);
  if (text.length > MAX_TEXT_LETTERS)
    throw new Refused('text-too-long', `${words}: more than ${MAX_TEXT_LETTERS} letters`);
  const isPlaceless = place === undefined || place === null;
  if (!isPlaceless && (typeof place !== 'string' || !index.places.has(place)))
    throw new Refused('unknown-place', `${words}: ${quote(place)} is no known place`);
  if (
    state !== undefined &&
    state !== null &&
    (typeof state !== 'string' || state.length > MAX_STATE_LETTERS)
  )
    throw new Refused('wrong-type', `${words}: ${quote(state)} is no state`);
  return {
    id: name,
    domain,
    kind,
    atMs: timeOf(at, words, quote),
    text,
    source,
    ...(isPlaceless ? {} : { place: place as string }),
    ...(typeof state === 'string' ? { state } : {}),
  };
}
