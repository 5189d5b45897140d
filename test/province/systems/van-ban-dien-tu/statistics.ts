/**
 * Statistics of VNPT-iOffice per agency. Groups of figures have their own rhythm and time: a quarter of an hour,
 * an hour, a day. Volumes and rates are estimates of our own; 19,881 accounts is the base of 2022.
 */
import { curveAt, type Curve } from '../../sim/curve.ts';
import { hashInt } from '../../sim/noise.ts';
import { dailyCounter, DAY_MS, HOUR_MS, level, MINUTE_MS, round } from '../../sim/rhythm.ts';
import { figureDay, pastDays } from '../../sim/past-days.ts';
import { publishedMonths } from '../../sim/months.ts';
import { viText } from '../../sim/time-text.ts';
import { officerMessage } from '../../officer.ts';
import type { ToldMessage, UpstreamRequest, View } from '../../service.ts';
import { AGENCIES, type Agency } from './agencies.ts';

const QUARTER_MS = 15 * MINUTE_MS;
/** Monthly figures come out on the sixth day of the next month. */
const MONTH_LAG_MS = 5 * DAY_MS;
const ACCOUNTS = 19_881;
/** Offices that use the reporting system, %; own estimates. */
const REPORTING: Curve = {
  estimated: { '2025-10': 97.2, '2026-10': 99.4 },
  perYear: 0.5,
  wobble: 0.3,
  max: 100,
  decimals: 1,
};

const percent = (value: number) => round(Math.min(100, Math.max(0, value)), 1);
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

interface Work {
  readonly received: number;
  readonly sent: number;
  readonly overdue: number;
  readonly onTime: number;
}

function workOf(view: View, agency: Agency): Work {
  const { seed, simMs } = view;
  const { code } = agency;
  const count = (name: string, mean: number) =>
    dailyCounter(seed, `${code}.${name}`, simMs, { mean, from: 7, to: 18, weekend: 0.12 });
  const size = agency.received / 60;
  return {
    received: view.inForce(`${code}.den`, count('received', agency.received)),
    sent: view.inForce(`${code}.di`, count('sent', agency.sent)),
    overdue: view.inForce(
      `${code}.qua-han`,
      Math.max(0, Math.round(level(seed, `${code}.overdue`, simMs, 2.2 * size, 2 * size))),
    ),
    onTime: view.inForce(
      `${code}.dung-han`,
      percent(level(seed, `${code}.ontime`, simMs, 96.2, 2.4, DAY_MS)),
    ),
  };
}

function quarterly(view: View) {
  const works = AGENCIES.map((agency) => workOf(view, agency));
  const weight = total(AGENCIES.map(({ received }) => received));
  const onTime = total(AGENCIES.map(({ received }, index) => works[index]!.onTime * received)) / weight;
  return {
    thoiDiem: viText(view.stampMs),
    toanTinh: {
      vanBanDen: view.served('toan-tinh.den', total(works.map(({ received }) => received))),
      vanBanDi: view.served('toan-tinh.di', total(works.map(({ sent }) => sent))),
      quaHan: view.served('toan-tinh.qua-han', total(works.map(({ overdue }) => overdue))),
      tyLeDungHan: view.served('toan-tinh.dung-han', percent(onTime)),
    },
    donVi: AGENCIES.map(({ code, name }, index) => ({
      maDonVi: code,
      tenDonVi: name,
      vanBanDen: view.served(`${code}.den`, works[index]!.received),
      vanBanDi: view.served(`${code}.di`, works[index]!.sent),
      quaHan: view.served(`${code}.qua-han`, works[index]!.overdue),
      tyLeDungHan: view.served(`${code}.dung-han`, works[index]!.onTime),
    })),
  };
}

function hourly(view: View) {
  const { seed, simMs } = view;
  const signed = (key: string) => percent(level(seed, `${key}.signed`, simMs, 99.7, 0.5, DAY_MS));
  const failed = Math.max(0, level(seed, 'packets.failed', simMs, 0.25, 0.35));
  return {
    thoiDiem: viText(view.stampMs),
    toanTinh: {
      tyLeKySo: view.served('toan-tinh.ky-so', signed('all')),
      tyLeGoiTinLoi: view.served('toan-tinh.goi-tin-loi', round(failed, 2)),
    },
    donVi: AGENCIES.map(({ code }) => ({
      maDonVi: code,
      tyLeKySo: view.served(`${code}.ky-so`, signed(code)),
    })),
  };
}

function daily(view: View) {
  const { seed, simMs } = view;
  const span = 7 * DAY_MS;
  const tasks = AGENCIES.map(({ code, received }) => ({
    open: Math.max(1, Math.round(level(seed, `${code}.tasks`, simMs, received / 6, received / 20, span))),
    late: Math.max(0, Math.round(level(seed, `${code}.late`, simMs, 0.9, 1.8, span))),
  }));
  const online = (key: string) => percent(level(seed, `${key}.online`, simMs, 97.8, 1.2, span));
  const hours = (key: string) => round(Math.max(1, level(seed, `${key}.hours`, simMs, 19, 6, span)), 1);
  return {
    thoiDiem: viText(view.stampMs),
    ngay: figureDay(view),
    toanTinh: {
      tyLeHoSoCongViec: view.served('toan-tinh.ho-so', online('all')),
      thoiGianXuLyGio: view.served('toan-tinh.thoi-gian', hours('all')),
      nhiemVuTrongHan: view.served('toan-tinh.nhiem-vu', total(tasks.map(({ open }) => open))),
      nhiemVuQuaHan: view.served('toan-tinh.nhiem-vu-qua-han', total(tasks.map(({ late }) => late))),
      nguoiDungHoatDong: view.served(
        'toan-tinh.nguoi-dung',
        Math.round(ACCOUNTS * level(seed, 'users', simMs, 0.76, 0.03, span)),
      ),
      giaoDichChiaSeTrieu: view.served('toan-tinh.giao-dich', sharedTransactions(view)),
    },
    donVi: AGENCIES.map(({ code }, index) => ({
      maDonVi: code,
      tyLeHoSoCongViec: view.served(`${code}.ho-so`, online(code)),
      thoiGianXuLyGio: view.served(`${code}.thoi-gian`, hours(code)),
      nhiemVuTrongHan: view.served(`${code}.nhiem-vu`, tasks[index]!.open),
      nhiemVuQuaHan: view.served(`${code}.nhiem-vu-qua-han`, tasks[index]!.late),
    })),
  };
}

/** Millions of transactions on the data-sharing platform since 1 January, at the pace of the goals' monitor. */
function sharedTransactions({ atMs, seed }: View): number {
  const yearStartMs = Date.UTC(new Date(atMs + 7 * HOUR_MS).getUTCFullYear(), 0, 1) - 7 * HOUR_MS;
  const perDay = 0.039 + 0.001 * hashInt(seed, 'ndxp', 0, 0, 2);
  return round(((atMs - yearStartMs) / DAY_MS) * perDay, 2);
}

function monthly(view: View) {
  return publishedMonths(view.atMs, MONTH_LAG_MS, 13).map(({ period, label, publishedAtMs }) => ({
    thang: label,
    congBo: viText(view.stamp(publishedAtMs)),
    tyLeCoQuanDungIoffice: view.served(`ioffice.${period}`, 100),
  }));
}

/** What the office counts once a month and enters by hand. */
export function monthEntry(view: View): ToldMessage {
  const [month] = publishedMonths(view.atMs, MONTH_LAG_MS, 1);
  const period = month?.period ?? '';
  return officerMessage({
    source: 'bao-cao-thang-vp',
    by: 'Chuyên viên tổng hợp',
    when: period,
    seed: view.seed,
    figures: [
      [
        'don-vi-dung-he-thong-bao-cao',
        'lang-son',
        view.served(`bao-cao.${period}`, curveAt(REPORTING, view.seed, 'bao-cao', period)),
      ],
    ],
  });
}

/** A live report has every group; one of the past the hourly group only when that was new, and no slower one. */
function report(view: View, live: boolean) {
  const hour = view.slower(HOUR_MS);
  return {
    heThong: 'VNPT-iOffice',
    quyGio: quarterly(view),
    theoGio: live || hour.atMs === view.atMs ? hourly(hour) : undefined,
    theoNgay: live ? daily(view.slower(DAY_MS)) : undefined,
    theoThang: live ? monthly(view) : undefined,
  };
}

export function currentStatistics(request: UpstreamRequest) {
  return report(request.live({ stepMs: QUARTER_MS }), true);
}

export function pastStatistics(request: UpstreamRequest) {
  const views = request.views({ stepMs: QUARTER_MS });
  const days = pastDays(views).map((day) => ({ theoNgay: daily(day) }));
  return { baoCao: [...days, ...views.map((view) => report(view, false))] };
}
