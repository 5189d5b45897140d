/** Health: the hospitals' HIS, disease surveillance, the insurance gateway, the cashiers and the department's reports. */
import { COMMUNES } from '../../sim/communes.ts';
import { rowsOf, wantedPeriods, type PeriodFigure } from '../../sim/period-figure.ts';
import { HOUR_MS, MINUTE_MS } from '../../sim/rhythm.ts';
import { compactText, sqlText, viText } from '../../sim/time-text.ts';
import type { UpstreamRoute, UpstreamSystem, UpstreamTable, View } from '../../service.ts';
import { bedRow, HOSPITALS, quarterRow } from './hospitals.ts';
import { departmentReport } from './department-report.ts';
import { CASHLESS, CLAIM_DAYS } from './reports.ts';
import {
  CASES_BY_COMMUNE,
  CASES_BY_DISEASE,
  OUTBREAKS,
  recentCases,
  REPORTED_IN_TIME,
} from './surveillance.ts';

const QUARTER_HOUR = { stepMs: 15 * MINUTE_MS };
const HOURLY = { stepMs: HOUR_MS };
const EXTRACT = { stepMs: 5 * MINUTE_MS };

const his: UpstreamRoute = {
  method: 'GET',
  path: '/his/tong-hop',
  answer: (request) => ({
    json: {
      DANH_SACH: request
        .views(QUARTER_HOUR)
        .flatMap((view) => HOSPITALS.map((hospital) => quarterRow(view, hospital))),
    },
  }),
};

const beds: UpstreamRoute = {
  method: 'GET',
  path: '/his/giuong-benh',
  answer: (request) => ({
    json: {
      DANH_SACH: request.views(HOURLY).flatMap((view) => HOSPITALS.map((hospital) => bedRow(view, hospital))),
    },
  }),
};

const BED_COLUMNS = {
  ma_cskcb: 'text',
  ten_cskcb: 'text',
  ngay_gio: 'timestamptz',
  giuong_kh: 'integer',
  giuong_thuc_ke: 'integer',
  cong_suat: 'numeric',
} as const;

/** The same figures for those who read the HIS's database: now, and by the hour. */
const bedTables = ['giuong_benh_hien_tai', 'giuong_benh_theo_gio'].map((name): UpstreamTable => ({
  name,
  columns: BED_COLUMNS,
  rhythm: HOURLY,
  rows: (view) =>
    HOSPITALS.map((hospital) => {
      const { MA_CSKCB, TEN_CSKCB, GIUONG_KH, GIUONG_THUC_KE, CONG_SUAT } = bedRow(view, hospital);
      return {
        ma_cskcb: MA_CSKCB,
        ten_cskcb: TEN_CSKCB,
        ngay_gio: `${sqlText(view.stampMs)}+07`,
        giuong_kh: GIUONG_KH,
        giuong_thuc_ke: GIUONG_THUC_KE,
        cong_suat: CONG_SUAT,
      };
    }),
}));

const NAMES: ReadonlyMap<string, string> = new Map(COMMUNES.map(({ code, name }) => [code, name]));

function caseLine(view: View) {
  return recentCases(view.seed, view.atMs).map(({ id, disease, commune, atMs }) => ({
    maCaBenh: id,
    icd10: disease.icd10,
    tenBenh: disease.name,
    hanBaoCaoGio: disease.reportHours,
    xa: NAMES.get(commune),
    thoiDiemBaoCao: viText(view.stamp(atMs)),
  }));
}

/** The query is posted: `{ "soNgay": 2 }`. */
const surveillance: UpstreamRoute = {
  method: 'POST',
  path: '/giam-sat/truy-van',
  answer: (request) => {
    const asked = JSON.parse(request.body || '{}') as { soNgay?: number };
    const count = wantedPeriods(new URLSearchParams({ n: String(asked.soNgay ?? 2) }), 'n');
    const view = request.live(EXTRACT);
    const lines = (figure: PeriodFigure, field: string) =>
      rowsOf(figure, view, count).map((row) => ({
        ngay: row.period,
        [field]: row.place,
        giaTri: row.value,
        chotLuc: viText(row.publishedMs),
      }));
    return {
      json: {
        lapLuc: viText(view.stampMs),
        caMacTheoXa: lines(CASES_BY_COMMUNE, 'maXa'),
        caMacTheoBenh: lines(CASES_BY_DISEASE, 'icd10'),
        oDichTheoXa: lines(OUTBREAKS, 'maXa'),
        baoCaoDungHan: lines(REPORTED_IN_TIME, 'maXa'),
        caBenh48Gio: caseLine(view),
      },
    };
  },
};

function dayLines(path: string, figures: readonly PeriodFigure[]): UpstreamRoute {
  return {
    method: 'GET',
    path,
    answer: (request) => {
      const view = request.live(EXTRACT);
      const count = wantedPeriods(request.query, 'soKy');
      return {
        json: {
          THOI_DIEM: compactText(view.stampMs),
          DU_LIEU: figures.flatMap((figure) =>
            rowsOf(figure, view, count).map((row) => ({
              CHI_TIEU: figure.code,
              KY: row.period,
              DON_VI: row.place,
              GIA_TRI: row.value,
              THOI_DIEM_CHOT: compactText(row.publishedMs),
            })),
          ),
        },
      };
    },
  };
}

export const system: UpstreamSystem = {
  id: 'y-te',
  tables: bedTables,
  routes: [
    his,
    beds,
    surveillance,
    dayLines('/bhyt/giam-dinh', CLAIM_DAYS),
    dayLines('/vien-phi/khong-tien-mat', [CASHLESS]),
    departmentReport,
  ],
};
