/** The Department of Health's report: CSV in windows-1258 with semicolons and decimal commas, as its program exports it. */
import iconv from 'iconv-lite';
import { COMMUNES } from '../../sim/communes.ts';
import { rowsOf, wantedPeriods } from '../../sim/period-figure.ts';
import { MINUTE_MS } from '../../sim/rhythm.ts';
import { periodWords, viText } from '../../sim/time-text.ts';
import type { UpstreamRoute } from '../../service.ts';
import { HEALTH_REPORTS } from './reports.ts';

const EXTRACT = { stepMs: 5 * MINUTE_MS };
const COMMUNE_NAMES: ReadonlyMap<string, string> = new Map(COMMUNES.map(({ code, name }) => [code, name]));

/** windows-1258 has vowels with their own mark as one letter and the tone behind it as another. */
function windows1258(text: string): Buffer {
  const letters = text.normalize('NFD').replaceAll(/\p{L}\p{M}*/gu, (cluster) => {
    const [letter = '', ...marks] = Array.from(cluster);
    const isTone = (mark: string) => '\u0300\u0301\u0303\u0309\u0323'.includes(mark);
    return (
      [letter, ...marks.filter((mark) => !isTone(mark))].join('').normalize('NFC') +
      marks.filter(isTone).join('')
    );
  });
  return iconv.encode(letters, 'windows1258');
}

function cell(value: number | string | null | undefined): string {
  if (value === undefined) return '';
  if (value === null) return '-';
  return typeof value === 'number' ? String(value).replace('.', ',') : value;
}

export const departmentReport: UpstreamRoute = {
  method: 'GET',
  path: '/so-y-te/bao-cao.csv',
  answer: (request) => {
    const view = request.live(EXTRACT);
    const count = wantedPeriods(request.query, 'soKy');
    const lines = HEALTH_REPORTS.flatMap((figure) =>
      rowsOf(figure, view, count).map((row) => [
        figure.code,
        `"${figure.name}"`,
        row.place === undefined ? 'Toàn tỉnh' : (COMMUNE_NAMES.get(row.place) ?? row.place),
        periodWords(row.period),
        cell(row.value),
        viText(row.publishedMs),
      ]),
    );
    const head = ['Mã chỉ tiêu', 'Tên chỉ tiêu', 'Đơn vị', 'Kỳ báo cáo', 'Giá trị', 'Thời điểm chốt'];
    const table = [['SỞ Y TẾ TỈNH LẠNG SƠN'], [`Lập lúc ${viText(view.stampMs)}`], [], head, ...lines];
    const text = table.map((line) => line.join(';')).join('\r\n');
    return { bytes: windows1258(`${text}\r\n`), type: 'text/csv; charset=windows-1258' };
  },
};
