/** What must be said below a map: what its cells are, and how exact its points. */
import type { MapGeometry } from '../../../../shared/api.ts';
import type { Place } from '../../../../shared/config/place.ts';

export interface MapNotes {
  /** Schematic cells are no boundary, and the map says so. */
  readonly schematic: boolean;
  readonly attribution?: string;
  /** Of the placed gates and crossings, km; absent: none is drawn or none is known. */
  readonly accuracyKm?: { readonly from: number; readonly to: number };
  readonly unplaced: readonly Place[];
}

export function mapNotes(
  geometry: Pick<MapGeometry, 'basis' | 'attribution'>,
  listed: readonly Place[],
): MapNotes {
  const accuracies = listed
    .filter((place) => place.lat !== undefined)
    .flatMap(({ accuracyKm }) => (typeof accuracyKm === 'number' ? [accuracyKm] : []));
  return {
    schematic: geometry.basis === 'schematic',
    unplaced: listed.filter((place) => place.lat === undefined),
    ...(geometry.basis === 'imported' && geometry.attribution !== undefined
      ? { attribution: geometry.attribution }
      : {}),
    ...(accuracies.length === 0
      ? {}
      : { accuracyKm: { from: Math.min(...accuracies), to: Math.max(...accuracies) } }),
  };
}
