/** The answers of `/api/v1` that a screen needs besides its socket. */
import type { ScreenConfig, SeriesReply } from '../../../shared/api.ts';
import type { Reading } from '../../../shared/observation.ts';

/** A screen does not wait for an answer longer than this. */
const REQUEST_TIMEOUT_MS = 10_000;

async function get<Reply>(path: string): Promise<Reply> {
  const response = await fetch(path, {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as Reply;
}

const part = encodeURIComponent;

export const fetchScreenConfig = () => get<ScreenConfig>('/api/v1/province');

export function fetchSeries(
  indicator: string,
  place: string,
  { fromMs, maxPoints }: { fromMs: number; maxPoints: number },
): Promise<SeriesReply> {
  const query = new URLSearchParams({ fromMs: String(Math.floor(fromMs)), maxPoints: String(maxPoints) });
  return get(`/api/v1/series/${part(indicator)}/${part(place)}?${query}`);
}

/** The last observations of a series, newest first, corrections included. */
export const fetchObservations = (indicator: string, place: string) =>
  get<{ readonly observations: readonly Reading[] }>(
    `/api/v1/observations/${part(indicator)}/${part(place)}`,
  );

export const pictureUrl = (place: string, atMs: number) => `/api/v1/places/${part(place)}/picture?at=${atMs}`;
