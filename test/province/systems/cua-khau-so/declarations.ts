/**
 * Declarations on the platform, by the hour. 2–5 minutes a declaration (nhandan); 2,092 accounts in 2024;
 * 238,195 vehicles declared in 2023 to publication. Growth since is an estimate of our own.
 */
import { DAY_MS, HOUR_MS, level, round } from '../../sim/rhythm.ts';
import { viText } from '../../sim/time-text.ts';
import type { View } from '../../service.ts';

const ACCOUNTS_2024 = 2_092;
const ACCOUNTS_PER_DAY = 0.8;
/** Mean of vehicles a day in 2025: about 1,700 cleared, most declared on the platform. */
const DECLARED_PER_DAY = 1_560;
const END_OF_2024_MS = Date.UTC(2024, 11, 31, 17);

export function declarations(view: View) {
  const { seed, simMs, atMs } = view;
  const minutes = level(seed, 'declare.minutes', simMs, 3.4, 1.1);
  const share = Math.min(100, level(seed, 'declare.share', simMs, 99.3, 0.6));
  const firms = Math.min(100, level(seed, 'declare.firms', simMs, 98.6, 0.5, 7 * DAY_MS));
  // Totals grow with the real calendar: a simulated day that runs fast must not run through years.
  const days = (atMs - END_OF_2024_MS) / DAY_MS;
  const yearStartMs = Date.UTC(new Date(atMs + 7 * HOUR_MS).getUTCFullYear(), 0, 1) - 7 * HOUR_MS;
  return {
    thoiDiem: viText(view.stampMs),
    thoiGianTrungBinhPhut: view.served('khai-bao.phut', round(minutes, 1)),
    tyLeXe: view.served('khai-bao.ty-le-xe', round(share, 1)),
    tyLeDoanhNghiep: view.served('khai-bao.ty-le-doanh-nghiep', round(firms, 1)),
    soTaiKhoan: view.served('khai-bao.tai-khoan', Math.floor(ACCOUNTS_2024 + days * ACCOUNTS_PER_DAY)),
    luyKeNam: view.served('khai-bao.luy-ke', Math.floor(((atMs - yearStartMs) / DAY_MS) * DECLARED_PER_DAY)),
  };
}
