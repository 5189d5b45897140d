/** The answers of `/api/v1` that a screen needs besides its socket. */
import type { ScreenConfig, SeriesReply } from '../../../shared/api.ts';
import type { ExportTable } from '../../../shared/export-table.ts';
import type { Bilingual } from '../../../shared/config/common.ts';
import type { HistoryPoint } from '../../../shared/latest-entry.ts';
import { seriesQuery, type PastRequest, type SeriesName } from './past-points.ts';

/** A screen does not wait for an answer longer than this. */
const REQUEST_TIMEOUT_MS = 10_000;

/** The server answered, but not with what was asked for. */
export class RefusedAnswer extends Error {
  override readonly name = 'RefusedAnswer';
  constructor(
    path: string,
    readonly status: number,
  ) {
    super(`${path} answered ${status}`);
  }
}

export async function get<Reply>(path: string): Promise<Reply> {
  const response = await fetch(path, {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  if (!response.ok) throw new RefusedAnswer(path, response.status);
  return (await response.json()) as Reply;
}

export const part = encodeURIComponent;

/** @param path of one of `/api/v1/exports`, with its query. */
export const fetchExportTable = (path: string, locale: string) =>
  get<ExportTable>(`${path}&format=json&locale=${locale}`);

export const fetchScreenConfig = () => get<ScreenConfig>('/api/v1/province');

/** @returns lines in the order of the series. */
export function fetchSeries(series: readonly SeriesName[], request: PastRequest): Promise<SeriesReply> {
  return get(`/api/v1/series?${seriesQuery(series, request)}`);
}

/** One observation as it came. `corrected`: the same source said otherwise of the same fact later. */
export interface PastObservation extends HistoryPoint {
  readonly sourceName?: Bilingual | undefined;
  readonly office?: Bilingual | undefined;
  readonly corrected: boolean;
  /** Who entered it by hand, and when. */
  readonly entered?: { readonly by: string; readonly atMs: number } | undefined;
}

/** The last observations of a series, newest first, corrections included. @param knownAtMs undefined: as of now. */
export const fetchObservations = (indicator: string, place: string, knownAtMs: number | undefined) =>
  get<{ readonly items: readonly PastObservation[] }>(
    `/api/v1/observations/${part(indicator)}/${part(place)}${knownAtMs === undefined ? '' : `?knownAtMs=${knownAtMs}`}`,
  );

export const pictureUrl = (place: string, atMs: number) => `/api/v1/places/${part(place)}/picture?at=${atMs}`;
