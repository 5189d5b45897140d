/** A generic upstream for other provinces and tests: named series whose values the admin sets. */
import { isoText } from './sim/time-text.ts';
import type { ServedValue, UpstreamSystem, View } from './service.ts';

/** One figure of the system. Its series is `<name>@<place>`. */
export interface PlainSeries {
  readonly name: string;
  readonly place: string;
  /** Until somebody sets another; a function moves by itself. */
  readonly value: ServedValue | ((view: View) => ServedValue);
}

/**
 * `GET /series[?from&to]` → `{ asOf, items: [{ name, place, value, time }] }`. With `stepMs` 1 every answer is as of
 * now, so a tile ages only when the system stops.
 */
export function seriesSystem(id: string, series: readonly PlainSeries[], stepMs = 1_000): UpstreamSystem {
  const rows = (view: View) =>
    series.map(({ name, place, value }) => ({
      name,
      place,
      value: view.served(`${name}@${place}`, typeof value === 'function' ? value(view) : value),
      time: isoText(view.stampMs).replace('+', `.${String(view.stampMs % 1000).padStart(3, '0')}+`),
    }));
  // The past of a system with steps below ten seconds is told by ten seconds, a multiple of the usual ones.
  const historyStepMs = Math.ceil(10_000 / stepMs) * stepMs;
  return {
    id,
    routes: [
      {
        method: 'GET',
        path: '/series',
        answer: (request) => {
          const views = request.views({ stepMs, historyStepMs });
          const last = views.at(-1);
          return {
            json: { asOf: last === undefined ? null : isoText(last.stampMs), items: views.flatMap(rows) },
          };
        },
      },
    ],
  };
}
