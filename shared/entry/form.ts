/** A form as it is filled in: its settings and the indicator definitions, unfolded to one field per figure. */
import type { Indicator } from '../config/domain.ts';
import type { EntryFormField, EntryFormSettings } from '../config/entry-form.ts';
import type { Place } from '../config/place.ts';
import type { ConfigIndex } from '../config/province-config.ts';
import { seriesKey, type SeriesKey } from '../observation.ts';

export interface FormField {
  /** Names the field on the page, in confirmations and in problems. */
  readonly key: SeriesKey;
  readonly indicator: Indicator;
  readonly place: Place;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export interface EntryForm {
  /** Id of the source. */
  readonly source: string;
  readonly domain: string;
  readonly settings: EntryFormSettings;
  /** By indicator, in the order of the form; places in the order of the configuration, the province first. */
  readonly fields: readonly FormField[];
}

export function entryForm(
  index: ConfigIndex,
  source: { readonly id: string; readonly domain: string; readonly form: EntryFormSettings },
): EntryForm {
  return {
    source: source.id,
    domain: source.domain,
    settings: source.form,
    fields: source.form.fields.flatMap((field) => fieldsOf(index, field)),
  };
}

function fieldsOf(index: ConfigIndex, field: EntryFormField): FormField[] {
  const indicator = index.indicators.get(field.indicator)?.indicator;
  if (indicator === undefined) return [];
  const { kinds = [], places = [], province, min, max } = field;
  const isWhole = province || (field.kinds === undefined && field.places === undefined);
  const whole = index.places.get(index.config.province.id);
  const members = index
    .memberPlaces(indicator)
    .filter(({ id, kind }) => kinds.includes(kind) || places.includes(id));
  return [...(isWhole && whole !== undefined ? [whole] : []), ...members].map((place) => ({
    key: seriesKey(indicator.id, place.id),
    indicator,
    place,
    min,
    max,
  }));
}
