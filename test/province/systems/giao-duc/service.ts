/** Education: vnEdu's school days and the department's reports. */
import { COMMUNES } from '../../sim/communes.ts';
import { rowsOf, wantedPeriods, type PeriodFigure } from '../../sim/period-figure.ts';
import { MINUTE_MS } from '../../sim/rhythm.ts';
import { sqlText, viText } from '../../sim/time-text.ts';
import type { UpstreamSystem, View } from '../../service.ts';
import { ABSENT, ATTENDANCE, isHoliday, SYNCED } from './attendance.ts';
import { EDUCATION_REPORTS } from './reports.ts';

const EXTRACT = { stepMs: 5 * MINUTE_MS };
const COMMUNE_NAMES: ReadonlyMap<string, string> = new Map(COMMUNES.map(({ code, name }) => [code, name]));

/** One line a unit and school day; a unit is a commune by its name, a cluster by its code, or the province. */
function schoolDays(view: View, count: number, figure: PeriodFigure) {
  return rowsOf(figure, view, count).map((row) => ({
    ngay: row.period,
    trang_thai: isHoliday(row.period) ? 'NGHI' : 'HOC',
    don_vi: row.place === undefined ? 'TOAN_TINH' : (COMMUNE_NAMES.get(row.place) ?? row.place),
    [figure.code]: row.value,
    cap_nhat: sqlText(row.publishedMs),
  }));
}

export const system: UpstreamSystem = {
  id: 'giao-duc',
  routes: [
    {
      method: 'GET',
      path: '/vnedu/api/chuyen-can',
      answer: (request) => {
        const view = request.live(EXTRACT);
        const count = wantedPeriods(request.query, 'so_ngay');
        return {
          json: {
            thoi_diem: sqlText(view.stampMs),
            chuyen_can: schoolDays(view, count, ATTENDANCE),
            hoc_sinh_vang: schoolDays(view, count, ABSENT),
            dong_bo: schoolDays(view, count, SYNCED),
          },
        };
      },
    },
    {
      method: 'GET',
      path: '/so-gddt/bao-cao',
      answer: (request) => {
        const view = request.live(EXTRACT);
        const count = wantedPeriods(request.query, 'soKy');
        return {
          json: {
            lapLuc: viText(view.stampMs),
            baoCao: EDUCATION_REPORTS.map((figure) => ({
              chiTieu: figure.code,
              ten: figure.name,
              dong: rowsOf(figure, view, count).map((row) => ({
                ky: row.period,
                cum: row.place,
                giaTri: row.value,
                ngayDuyet: viText(row.publishedMs),
              })),
            })),
          },
        };
      },
    },
  ],
};
