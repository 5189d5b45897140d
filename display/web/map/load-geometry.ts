/** The cells of the map: fetched once for the page, asked for again after a failure. */
import type { InjectionKey } from 'vue';
import type { MapGeometry } from '../../../shared/api.ts';
import { UpstreamError } from '../../../shared/errors.ts';

const MAP_ADDRESS = '/api/v1/map';
/** A page that brings its own geometry provides it here. */
export const GEOMETRY_LOADER: InjectionKey<() => Promise<MapGeometry>> = Symbol('geometry loader');

let loading: Promise<MapGeometry> | undefined;

export function loadGeometry(): Promise<MapGeometry> {
  loading ??= fetchGeometry().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function fetchGeometry(): Promise<MapGeometry> {
  const response = await fetch(MAP_ADDRESS);
  if (!response.ok)
    throw new UpstreamError({ reason: 'server', message: `${MAP_ADDRESS} answered ${response.status}` });
  return (await response.json()) as MapGeometry;
}
