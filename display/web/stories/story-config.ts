/** A small invented province for the stories: long Vietnamese names, one indicator of every sort. */
import type { ScreenConfig } from '../../../shared/api.ts';
import { domainSchema } from '../../../shared/config/domain.ts';
import type { Place } from '../../../shared/config/place.ts';
import { provinceSchema } from '../../../shared/config/province.ts';
import { withSecondSource } from './second-source.ts';

/** 09:12:36 of Sunday 22 November 2026 in Việt Nam. */
export const STORY_NOW_MS = Date.UTC(2026, 10, 22, 2, 12, 36);
const TIME_ZONE = 'Asia/Ho_Chi_Minh';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const own = { own: true } as const;

const province = provinceSchema.parse({
  id: 'tinh',
  name: { vi: 'Tỉnh Ví Dụ', en: 'Example Province' },
  centreName: { vi: 'Trung tâm điều hành thông minh', en: 'Operations Centre' },
  timeZone: TIME_ZONE,
  simulated: true,
  domains: ['cua-khau', 'hanh-chinh', 'kinh-te'],
});

const live = { cadence: 'realtime', lateAfterMs: 3 * MINUTE_MS, staleAfterMs: 10 * MINUTE_MS };
const gateBreakdown = { kinds: ['gate', 'crossing'] };

const gates = domainSchema.parse({
  id: 'cua-khau',
  name: { vi: 'Cửa khẩu số', en: 'Digital border gates' },
  office: {
    vi: 'Ban Quản lý Khu kinh tế cửa khẩu Đồng Đăng – Lạng Sơn',
    en: 'Border Economic Zone Authority of Đồng Đăng – Lạng Sơn',
  },
  icon: 'truck',
  headline: 'xe-ton',
  eventKinds: [{ id: 'dieu-tiet', name: { vi: 'Điều tiết', en: 'Regulation' } }],
  indicators: [
    {
      id: 'xe-ton',
      name: { vi: 'Xe tồn, chờ xuất khẩu', en: 'Vehicles waiting' },
      shortName: { vi: 'Xe tồn', en: 'Waiting' },
      unit: { vi: 'xe', en: 'vehicles' },
      better: 'down',
      ...live,
      aggregate: 'sum',
      breakdown: gateBreakdown,
      minSpan: 200,
      limits: [
        { level: 'warning', value: 500, ...own },
        { level: 'critical', value: 1000, ...own },
        { level: 'critical', value: 3000, ...own },
      ],
    },
    ...['xe-len', 'xe-xuat', 'xe-nhap'].map((id) => ({
      id,
      name: { vi: `Lượt ${id}`, en: `Count ${id}` },
      unit: { vi: 'xe', en: 'vehicles' },
      better: 'neutral',
      ...live,
      aggregate: 'sum',
      breakdown: gateBreakdown,
    })),
    {
      id: 'cho',
      name: { vi: 'Thời gian chờ bình quân', en: 'Mean wait' },
      unit: { vi: 'giờ', en: 'hours' },
      decimals: 1,
      better: 'down',
      ...live,
      aggregate: 'mean',
      breakdown: gateBreakdown,
    },
    {
      id: 'mo-cua',
      name: { vi: 'Trạng thái', en: 'State' },
      unit: { vi: 'trạng thái', en: 'state' },
      better: 'neutral',
      ...live,
      aggregate: 'worst',
      breakdown: gateBreakdown,
      states: [
        { id: 'mo', name: { vi: 'Đang mở', en: 'Open' } },
        { id: 'han-che', name: { vi: 'Hạn chế', en: 'Limited' }, level: 'warning' },
        { id: 'dong', name: { vi: 'Đóng', en: 'Closed' }, level: 'critical' },
      ],
    },
  ],
});

const administration = domainSchema.parse({
  id: 'hanh-chinh',
  name: {
    vi: 'Hành chính công – giải quyết thủ tục hành chính theo Bộ chỉ số 766',
    en: 'Public administration',
  },
  office: { vi: 'Văn phòng Uỷ ban nhân dân tỉnh', en: "Office of the People's Committee" },
  icon: 'building',
  headline: 'dung-han',
  indicators: [
    {
      id: 'dung-han',
      name: { vi: 'Hồ sơ giải quyết đúng hạn', en: 'Dossiers settled in time' },
      unit: { vi: '%', en: '%' },
      decimals: 1,
      better: 'up',
      cadence: 'hour',
      lateAfterMs: 90 * MINUTE_MS,
      staleAfterMs: 6 * 60 * MINUTE_MS,
      aggregate: 'mean',
      breakdown: { kinds: ['commune'] },
      scale: { min: 0, max: 100 },
      minSpan: 12,
      target: { value: 95, source: { vi: 'Nghị quyết 49-NQ/TU', en: 'Resolution 49-NQ/TU' } },
      limits: [
        { level: 'warning', direction: 'below', value: 85, ...own },
        { level: 'critical', direction: 'below', value: 70, ...own },
      ],
    },
  ],
});

const economy = domainSchema.parse({
  id: 'kinh-te',
  name: { vi: 'Kinh tế – xã hội', en: 'Economy and society' },
  office: { vi: 'Sở Tài chính', en: 'Department of Finance' },
  icon: 'chart',
  headline: 'thu',
  indicators: [
    {
      id: 'thu',
      name: { vi: 'Thu ngân sách nhà nước trên địa bàn, lũy kế', en: 'Budget revenue, cumulative' },
      unit: { vi: 'tỷ đồng', en: 'billion đồng' },
      better: 'up',
      cadence: 'month',
      period: 'month',
      publishLagMs: 10 * DAY_MS,
      lateAfterMs: 5 * DAY_MS,
      staleAfterMs: 20 * DAY_MS,
      aggregate: 'upstream',
      target: { value: 18_000, label: { vi: 'cả năm', en: 'whole year' }, ...own },
    },
  ],
});

const bare = { aliases: [], tags: [] };
const commune = (id: string, vi: string, lon: number, lat: number): Place => ({
  id,
  kind: 'commune',
  name: { vi, en: vi },
  lon,
  lat,
  ...bare,
});
const places: Place[] = [
  {
    id: 'huu-nghi',
    kind: 'gate',
    name: { vi: 'Cửa khẩu quốc tế Hữu Nghị', en: 'Hữu Nghị International Gate' },
    shortName: { vi: 'Hữu Nghị', en: 'Hữu Nghị' },
    lon: 106.71,
    lat: 21.97,
    accuracyKm: 0.5,
    openingHours: '07:00–19:00',
    ...bare,
  },
  {
    id: 'tan-thanh',
    kind: 'crossing',
    name: { vi: 'Lối thông quan Tân Thanh – Pò Chài', en: 'Tân Thanh crossing' },
    shortName: { vi: 'Tân Thanh', en: 'Tân Thanh' },
    parent: 'huu-nghi',
    lon: 106.68,
    lat: 22.05,
    accuracyKm: 0.5,
    openingHours: '07:00–19:00',
    ...bare,
  },
  {
    id: 'duong-chuyen-dung',
    kind: 'crossing',
    name: {
      vi: 'Đường chuyên dụng vận chuyển hàng hóa 1088/2–1089',
      en: 'Dedicated freight road 1088/2–1089',
    },
    parent: 'huu-nghi',
    ...bare,
  },
  {
    id: 'chi-ma',
    kind: 'gate',
    name: { vi: 'Cửa khẩu song phương Chi Ma', en: 'Chi Ma Bilateral Gate' },
    shortName: { vi: 'Chi Ma', en: 'Chi Ma' },
    lon: 107.05,
    lat: 21.81,
    accuracyKm: 6,
    openingHours: '07:00–17:00',
    ...bare,
  },
  commune('xa-1', 'Hoàng Văn Thụ', 106.6, 22.1),
  commune('xa-2', 'Thiện Thuật', 106.3, 22.1),
  commune('xa-3', 'Lương Văn Tri', 106.75, 21.85),
  commune('xa-4', 'Hữu Lũng', 106.35, 21.5),
  commune('xa-5', 'Khuất Xá', 107, 21.7),
  commune('xa-6', 'Đình Lập', 107.1, 21.5),
  {
    id: 'cam-1',
    kind: 'camera',
    name: { vi: 'Camera nút giao Đường Hùng Vương – Đường Trần Hưng Đạo', en: 'Junction camera' },
    ...bare,
  },
];

export const storyConfig: ScreenConfig = {
  province,
  domains: [gates, administration, economy],
  places,
  sources: [
    {
      id: 'nguon-ck',
      name: { vi: 'Nền tảng cửa khẩu số', en: 'Digital gate platform' },
      office: gates.office,
      domain: 'cua-khau',
      connector: 'http-json',
      everySeconds: 60,
    },
    {
      id: 'nguon-hc',
      name: { vi: 'Cổng dịch vụ công quốc gia', en: 'National service portal' },
      office: administration.office,
      domain: 'hanh-chinh',
      connector: 'http-json',
      everySeconds: 3600,
    },
    {
      id: 'nguon-kt',
      name: { vi: 'Báo cáo thu ngân sách', en: 'Revenue report' },
      office: economy.office,
      domain: 'kinh-te',
      connector: 'csv',
      everySeconds: 86_400,
    },
  ].flatMap(withSecondSource),
  walls: [],
  configHash: 'stories',
  build: 'stories',
  serverNowMs: STORY_NOW_MS,
};
