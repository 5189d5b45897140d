/** Public services: the national portal's index, the province's one-stop system, its reports, the citizens' platform. */
import { rowsOf, wantedPeriods, type PeriodFigure, type PeriodRow } from '../../sim/period-figure.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../sim/rhythm.ts';
import { isoText, viText } from '../../sim/time-text.ts';
import type { UpstreamRoute, UpstreamSystem, View } from '../../service.ts';
import { countRows, lateRows } from './counts.ts';
import { recentDossiers, syncedDossiers } from './dossiers.ts';
import { INDEX_766 } from './index-766.ts';
import { PLATFORM_DAYS, SERVICE_REPORTS } from './reports.ts';

const EXTRACT = { stepMs: 5 * MINUTE_MS };
/** The one-stop system counts every quarter of an hour and keeps every second count. */
const COUNTING = { stepMs: 15 * MINUTE_MS, historyStepMs: 30 * MINUTE_MS };
const HOURLY = { stepMs: HOUR_MS };
const SYNC_DAYS = 30;

function tables(
  path: string,
  figures: readonly PeriodFigure[],
  print: (figure: PeriodFigure, row: PeriodRow) => Record<string, unknown>,
  head: (view: View) => Record<string, unknown>,
): UpstreamRoute {
  return {
    method: 'GET',
    path,
    answer: (request) => {
      const view = request.live(EXTRACT);
      const count = wantedPeriods(request.query, 'soKy');
      const rows = figures.flatMap((figure) => rowsOf(figure, view, count).map((row) => print(figure, row)));
      return { json: { ...head(view), duLieu: rows } };
    },
  };
}

const counts: UpstreamRoute = {
  method: 'GET',
  path: '/dvc/tinh-hinh',
  answer: (request) => {
    const views = request.views(COUNTING);
    const live = !request.query.has('from');
    const last = views.at(-1);
    return {
      json: {
        DonVi: views.flatMap(countRows),
        // The list of dossiers is of now; the past is told by counts.
        HoSo: live && last !== undefined ? recentDossiers(last) : [],
      },
    };
  },
};

const late: UpstreamRoute = {
  method: 'GET',
  path: '/dvc/qua-han',
  answer: (request) => ({ json: { soLieu: request.views(HOURLY).flatMap(lateRows) } }),
};

/** The list that goes to the national portal, every hour: the dossiers taken in within thirty days. */
const sync: UpstreamRoute = {
  method: 'GET',
  path: '/dvc/dong-bo-ho-so',
  answer: (request) => {
    const views = request.views(HOURLY);
    const [first, last] = [views[0], views.at(-1)];
    if (first === undefined || last === undefined) return { json: { HoSo: [] } };
    return {
      json: { ThoiDiem: isoText(last.stampMs), HoSo: syncedDossiers(last, first.atMs - SYNC_DAYS * DAY_MS) },
    };
  },
};

export const system: UpstreamSystem = {
  id: 'hanh-chinh-cong',
  routes: [
    tables(
      '/cong-dvc-quoc-gia/bo-chi-so-766',
      INDEX_766,
      (figure, row) => ({
        maChiSo: figure.code,
        ngay: row.period,
        maDonVi: row.place,
        giaTri: row.value,
        tinhLuc: isoText(row.publishedMs),
      }),
      (view) => ({ maTinh: 'H37', trichLuc: isoText(view.stampMs) }),
    ),
    counts,
    late,
    sync,
    tables(
      '/dvc/bao-cao-thang',
      SERVICE_REPORTS,
      (figure, row) => ({
        ma: figure.code,
        ky: row.period,
        giaTri: row.value,
        duyetLuc: viText(row.publishedMs),
      }),
      (view) => ({ lapLuc: viText(view.stampMs) }),
    ),
    tables(
      '/cong-dan-so/su-dung',
      PLATFORM_DAYS,
      (figure, row) => ({
        ma: figure.code,
        ky: row.period,
        giaTri: row.value,
        duyetLuc: viText(row.publishedMs),
      }),
      (view) => ({ lapLuc: viText(view.stampMs) }),
    ),
  ],
};
