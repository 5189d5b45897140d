/** The statistics office's monthly report: a workbook of three sheets that somebody saves into a folder. */
import writeExcelFile, { type SheetData } from 'write-excel-file/node';
import { periodOf } from '../../../../shared/period.ts';
import { COMMUNES } from '../../sim/communes.ts';
import { TIME_ZONE } from '../../sim/curve.ts';
import { rowsOf, type PeriodFigure } from '../../sim/period-figure.ts';
import { HOUR_MS, round, ZONE_OFFSET_MS } from '../../sim/rhythm.ts';
import { periodWords, viText } from '../../sim/time-text.ts';
import type { UpstreamDrop, View } from '../../service.ts';
import { STATISTICS } from './statistics.ts';

/** The report repeats the periods before, so that one file tells the past. */
const PERIODS = 36;
const SHEETS = [
  ['month', 'Tháng'],
  ['quarter', 'Quý'],
  ['year', 'Năm'],
] as const;
const DAY_MS = 86_400_000;

const COMMUNE_NAMES: ReadonlyMap<string, string> = new Map(COMMUNES.map(({ code, name }) => [code, name]));

/** The unit stands at the end of a figure's name; retail is reported in millions. */
const RETAIL = 'T0203';
function unitOf({ code, name }: PeriodFigure): string {
  if (code === RETAIL) return 'triệu đồng';
  return /\(([^()]+)\)$/.exec(name)?.[1] ?? 'tiêu chí';
}

function sheetOf(kind: string, title: string, view: View): SheetData {
  const bold = (text: string) => ({ value: text, fontWeight: 'bold' as const });
  const header = ['STT', 'Chỉ tiêu', null, 'Đơn vị tính', 'Địa bàn', 'Kỳ báo cáo', 'Số liệu', 'Ngày công bố'];
  const rows = STATISTICS.filter((figure) => figure.kind === kind).flatMap((figure) =>
    rowsOf(figure, view, PERIODS).map((row) => ({ figure, row })),
  );
  return [
    [
      { value: 'CHI CỤC THỐNG KÊ TỈNH LẠNG SƠN', columnSpan: 3 },
      null,
      null,
      null,
      { value: 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', columnSpan: 4 },
      null,
      null,
      null,
    ],
    [{ ...bold(`TÌNH HÌNH KINH TẾ – XÃ HỘI, SỐ LIỆU ${title.toUpperCase()}`), columnSpan: 8 }],
    [{ value: `Trích xuất lúc ${viText(view.stampMs)}` }],
    header.map((text) => {
      if (text === null) return null;
      return text === 'Chỉ tiêu' ? { ...bold(text), columnSpan: 2 } : { ...bold(text), rowSpan: 2 };
    }),
    [null, bold('Mã số'), bold('Tên'), null, null, null, null, null],
    ...rows.map(({ figure, row }, at) => [
      { value: at + 1 },
      { value: figure.code },
      { value: figure.name },
      { value: unitOf(figure) },
      { value: row.place === undefined ? 'Toàn tỉnh' : (COMMUNE_NAMES.get(row.place) ?? row.place) },
      { value: periodWords(row.period) },
      valueCell(figure, row.value),
      dateCell(row.publishedMs),
    ]),
    [null],
    [{ value: 'Người lập biểu' }],
  ];
}

/** Blank when the figure is missing, a dash when the office says that there is none. */
function valueCell({ code }: PeriodFigure, value: number | string | null | undefined) {
  if (value === undefined) return null;
  if (typeof value !== 'number') return { value: value ?? '-' };
  return { value: code === RETAIL ? round(value * 1_000, 3) : value, format: '#,##0.##' };
}

/** Excel's dates have no zone: the civil time of the office is written as if it were UTC. */
function dateCell(atMs: number) {
  const civilMs = atMs + ZONE_OFFSET_MS;
  const format = civilMs % DAY_MS === 0 ? 'dd/mm/yyyy' : 'dd/mm/yyyy hh:mm:ss';
  return { value: new Date(civilMs), type: Date, format };
}

export const statisticsReport: UpstreamDrop = {
  stepMs: HOUR_MS,
  async write(view) {
    const sheets = SHEETS.map(([kind, title]) => ({ sheet: title, data: sheetOf(kind, title, view) }));
    const name = `bao-cao-kt-xh-${periodOf(view.atMs, 'month', TIME_ZONE)}.xlsx`;
    return { name, bytes: await writeExcelFile(sheets).toBuffer() };
  },
};
