/** The instants that one answer is about: now, or a window of the past. */
import type { Rhythm, UpstreamRequest } from './service.ts';
import { liveMoment, makeView, pastMoments, type ViewContext } from './view.ts';

/** The views of an answer; `moments` is told of a live one. */
export function temporal(
  context: ViewContext,
  query: URLSearchParams,
  moments: { asOfMs?: number; stampMs?: number },
): Pick<UpstreamRequest, 'live' | 'views'> {
  const live = (rhythm: Rhythm) => {
    const view = makeView(context, liveMoment(context, rhythm), true);
    Object.assign(moments, { asOfMs: view.atMs, stampMs: view.stampMs });
    return view;
  };
  return {
    live,
    views: (rhythm, names = { from: 'from', to: 'to' }) => {
      const fromMs = Date.parse(query.get(names.from) ?? '');
      const toMs = Date.parse(query.get(names.to) ?? '');
      if (Number.isNaN(fromMs)) return [live(rhythm)];
      const bounded = pastMoments(context, rhythm, fromMs, Number.isNaN(toMs) ? Infinity : toMs);
      return bounded.map((atMs) => makeView(context, atMs, false));
    },
  };
}
