/** Six systems of the economy: statistics, treasury, public investment, customs, registry with tourism, digital goals. */
import { COMMUNES } from '../../sim/communes.ts';
import { rowsOf, wantedPeriods, type PeriodFigure, type PeriodRow } from '../../sim/period-figure.ts';
import { MINUTE_MS } from '../../sim/rhythm.ts';
import { compactText, isoText, viText } from '../../sim/time-text.ts';
import type { UpstreamRequest, UpstreamRoute, UpstreamSystem, View } from '../../service.ts';
import { DIGITAL_GOALS } from './digital-goals.ts';
import { statisticsReport } from './statistics-report.ts';
import { CUSTOMS_REVENUE, INVESTMENT, REVENUE } from './revenue.ts';
import { STATISTICS } from './statistics.ts';
import { CUSTOMS, REGISTRY, TOURISM } from './trade.ts';

/** These offices make a new extract every five minutes, whether or not a figure is new. */
const EXTRACT = { stepMs: 5 * MINUTE_MS };

interface Table {
  readonly figure: PeriodFigure;
  readonly rows: readonly PeriodRow[];
}

function tablesRoute(
  path: string,
  figures: readonly PeriodFigure[],
  print: (tables: readonly Table[], view: View) => unknown,
): UpstreamRoute {
  return {
    method: 'GET',
    path,
    answer: (request: UpstreamRequest) => {
      const view = request.live(EXTRACT);
      const count = wantedPeriods(request.query, 'soKy');
      return {
        json: print(
          figures.map((figure) => ({ figure, rows: rowsOf(figure, view, count) })),
          view,
        ),
      };
    },
  };
}

/** `2026-Q3` → `{ nam: 2026, quy: 3 }`, as statisticians write periods. */
function statisticalPeriod(period: string): { nam: number; quy?: number; thang?: number } {
  const [year, part] = period.split('-');
  const nam = Number(year);
  if (part === undefined) return { nam };
  return part.startsWith('Q') ? { nam, quy: Number(part.slice(1)) } : { nam, thang: Number(part) };
}

const statistics = tablesRoute('/thong-ke/bang-so-lieu', STATISTICS, (tables, view) => ({
  tieuDe: 'Bảng số liệu kinh tế – xã hội',
  ngayTrichXuat: viText(view.stampMs),
  bang: tables.map(({ figure, rows }) => ({
    maChiTieu: figure.code,
    tenChiTieu: figure.name,
    dong: rows.map((row) => ({
      ...statisticalPeriod(row.period),
      maDvhc: row.place,
      giaTri: row.value,
      ngayCongBo: viText(row.publishedMs),
    })),
  })),
}));

/** The treasury's interface prints one line a figure and day, upper case, compact times. */
const treasury = tablesRoute('/kho-bac/so-lieu-ngay', REVENUE, (tables, view) => ({
  THOI_DIEM_LAP: compactText(view.stampMs),
  DS_CHI_TIEU: tables.flatMap(({ figure, rows }) =>
    rows.map((row) => ({
      MA_CHI_TIEU: figure.code,
      NGAY: row.period.replaceAll('-', ''),
      GIA_TRI: row.value,
      CAP_NHAT: compactText(row.publishedMs),
    })),
  ),
}));

const investment = tablesRoute('/dau-tu-cong/giai-ngan', INVESTMENT, (tables, view) => ({
  thoiDiem: isoText(view.stampMs),
  keHoachVon: 'Kế hoạch vốn đầu tư công trong năm',
  tuan: tables.flatMap(({ figure, rows }) =>
    rows.map((row) => ({
      tuan: row.period,
      chiTieu: figure.code,
      maChuDauTu: row.place,
      giaTri: row.value,
      ngayTongHop: isoText(row.publishedMs),
    })),
  ),
}));

const customs = tablesRoute('/hai-quan/kim-ngach', [...CUSTOMS, CUSTOMS_REVENUE], (tables, view) => {
  const printed = (isWanted: (figure: PeriodFigure) => boolean, value: string) =>
    tables
      .filter(({ figure }) => isWanted(figure))
      .flatMap(({ rows }) =>
        rows.map((row) => ({
          NGAY_BC: row.period.replaceAll('-', ''),
          TEN_CUA_KHAU: row.place ?? 'TOAN_TINH',
          [value]: row.value,
          THOI_DIEM: compactText(row.publishedMs),
        })),
      );
  return {
    reportTime: isoText(view.stampMs),
    items: printed((figure) => figure !== CUSTOMS_REVENUE, 'LUY_KE_TY_USD'),
    soThu: printed((figure) => figure === CUSTOMS_REVENUE, 'LUY_KE_TY_DONG'),
  };
});

function dayLines(tables: readonly Table[], view: View): unknown {
  return {
    capNhat: viText(view.stampMs),
    soLieu: tables.flatMap(({ figure, rows }) =>
      rows.map((row) => ({
        ma: figure.code,
        ngay: row.period,
        soLuong: row.value,
        chotLuc: viText(row.publishedMs),
      })),
    ),
  };
}

/** The goals' monitor is filled in by commune name, in the spelling of the one who typed it. */
const goals = tablesRoute('/chuyen-doi-so/bo-chi-tieu', DIGITAL_GOALS, (tables, view) => ({
  capNhatLuc: isoText(view.stampMs),
  chiTieu: tables.map(({ figure, rows }) => ({
    ma: figure.code,
    ten: figure.name,
    soLieu: rows.map((row) => ({
      ky: row.period,
      donVi: row.place === undefined ? undefined : (COMMUNE_NAMES.get(row.place) ?? row.place),
      giaTri: row.value,
      congBoLuc: isoText(row.publishedMs),
    })),
  })),
}));

const COMMUNE_NAMES: ReadonlyMap<string, string> = new Map(COMMUNES.map(({ code, name }) => [code, name]));

export const system: UpstreamSystem = {
  id: 'kinh-te-xa-hoi',
  drops: [statisticsReport],
  routes: [
    statistics,
    treasury,
    investment,
    customs,
    tablesRoute('/dang-ky-kinh-doanh/tong-hop', REGISTRY, dayLines),
    tablesRoute('/du-lich/thong-ke', TOURISM, dayLines),
    goals,
  ],
};
