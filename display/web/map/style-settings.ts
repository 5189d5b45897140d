/** What the style of a map is built from, and the names of its sources. */
import type { MapGeometry } from '../../../shared/api.ts';
import type { Place } from '../../../shared/config/place.ts';
import type { MapLayer } from './map-marks.ts';

export const CELLS = 'cells';
export const pointSource = (index: number) => `points-${index}`;

export interface StyleSettings {
  readonly geometry: MapGeometry;
  readonly layers: readonly MapLayer[];
  readonly places: readonly Place[];
  readonly shaded: boolean;
  /** Pixels of the page's unit of length. */
  readonly remPx: number;
}
