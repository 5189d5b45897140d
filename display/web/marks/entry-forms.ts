/** The forms of the configuration, and how each stands now. */
import { computed, type ComputedRef } from 'vue';
import type { SourceSummary } from '../../../shared/api.ts';
import { entryForm, type EntryForm } from '../../../shared/entry/form.ts';
import { formStanding, lastEnteredMs, type FormStanding } from '../../../shared/entry/standing.ts';
import type { Figure } from '../../../shared/figure.ts';
import type { Reading, SeriesKey } from '../../../shared/observation.ts';
import type { WallContext } from '../live/wall-context.ts';

export interface KnownForm {
  readonly source: SourceSummary;
  readonly form: EntryForm;
}

export interface FormNow extends KnownForm {
  /** Undefined: it is entered when there is something to enter. */
  readonly standing: FormStanding | undefined;
  readonly lastEnteredMs: number | undefined;
}

/** @param domain only those of it. */
export function knownForms({ config, index }: WallContext, domain?: string): KnownForm[] {
  return config.sources.flatMap((source) => {
    if (source.form === undefined || (domain !== undefined && source.domain !== domain)) return [];
    const { id, form } = source;
    return [{ source, form: entryForm(index, { id, domain: source.domain, form }) }];
  });
}

/** The last reading of each field, following the store. */
export function lastReadings(
  wall: WallContext,
  form: EntryForm,
): ComputedRef<ReadonlyMap<SeriesKey, Reading>> {
  const figures = form.fields.map(({ key, indicator, place }) => ({
    key,
    figure: wall.figure(indicator.id, place.id),
  }));
  return computed(
    () =>
      new Map(
        figures.flatMap(({ key, figure }) => {
          const reading = readingOf(figure.value);
          return reading === undefined ? [] : [[key, reading] as const];
        }),
      ),
  );
}

export function useFormsNow(wall: WallContext, domain?: string): ComputedRef<readonly FormNow[]> {
  const forms = knownForms(wall, domain).map((known) => ({
    known,
    readings: lastReadings(wall, known.form),
  }));
  const { timeZone } = wall.config.province;
  return computed(() =>
    forms.map(({ known, readings }) => {
      const lastOf = (key: SeriesKey) => readings.value.get(key);
      return {
        ...known,
        standing: formStanding(known.form, lastOf, wall.serverNowMs.value, timeZone),
        lastEnteredMs: lastEnteredMs(known.form, lastOf),
      };
    }),
  );
}

/** A figure that we added up from places is nobody's reading. */
function readingOf(figure: Figure): Reading | undefined {
  const { observedAtMs, collectedAtMs, source, method, sum, period, value } = figure;
  if (sum !== undefined || observedAtMs === undefined || collectedAtMs === undefined) return undefined;
  return {
    indicator: figure.indicator.id,
    place: figure.place.id,
    value,
    observedAtMs,
    collectedAtMs,
    source: source ?? '',
    method: method ?? 'api',
    ...(period === undefined ? {} : { period }),
  };
}
