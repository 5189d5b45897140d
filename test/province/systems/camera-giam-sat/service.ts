/** The police's camera system: statuses, video analysis, reports and snapshots. */
import { MINUTE_MS, round } from '../../sim/rhythm.ts';
import { isoText } from '../../sim/time-text.ts';
import type { UpstreamAnswer, UpstreamRequest, UpstreamSystem, View } from '../../service.ts';
import { analytics, pastReports, reports, traffic } from './analytics.ts';
import { cameraEvents } from './camera-events.ts';
import { CAMERAS, stateOf, WARDS, type CameraState } from './cameras.ts';
import { answerAsCameras } from './streams.ts';
import { PICTURE_FAULTS, takePicture } from './picture.ts';

/** Live every ten seconds; the past by a quarter of an hour, 25,000 camera states in two days. */
const RHYTHM = { stepMs: 10_000, historyStepMs: 15 * MINUTE_MS };
const LOST_AFTER_MS = 15 * MINUTE_MS;

function cameraList(view: View) {
  const states = CAMERAS.map((camera) => stateOf(view, camera));
  return {
    asOf: isoText(view.stampMs),
    summary: { total: CAMERAS.length, ...summary(view, 'all', states) },
    wards: WARDS.map((ward) => ({
      code: ward.code,
      name: ward.name,
      ...summary(
        view,
        ward.code,
        states.filter((_, index) => CAMERAS[index]!.ward === ward),
      ),
    })),
    cameras: CAMERAS.map(({ code, site, ward }, index) => ({
      id: code,
      site,
      ward: ward.code,
      status: view.served(`${code}.status`, states[index]!.status as string),
      since: isoText(view.stamp(states[index]!.sinceMs)),
    })),
  };
}

function summary(view: View, name: string, states: readonly CameraState[]) {
  const count = (test: (state: CameraState) => boolean) => states.filter(test).length;
  const online = count(({ status }) => status === 'ONLINE');
  const lost = count(({ status, sinceMs }) => status === 'OFFLINE' && view.atMs - sinceMs >= LOST_AFTER_MS);
  return {
    onlinePercent: view.served(`${name}.truc-tuyen`, round((online / states.length) * 100, 1)),
    offlineOver15m: view.served(`${name}.mat-ket-noi`, lost),
    noVideo: view.served(
      `${name}.mat-hinh`,
      count(({ status }) => status === 'NO_VIDEO' || status === 'COVERED'),
    ),
  };
}

/** The last picture of a camera; none from one that has none. */
function snapshot(request: UpstreamRequest): UpstreamAnswer {
  const code = (request.params['file'] ?? '').replace(/\.jpg$/, '');
  const camera = CAMERAS.find((candidate) => candidate.code === code);
  if (camera === undefined) return { status: 404, json: { error: `no camera ${code}` } };
  const view = request.live({ stepMs: 1 });
  const { status } = stateOf(view, camera);
  if (status === 'OFFLINE' || status === 'NO_VIDEO') return { status: 503, json: { error: status } };
  // `POST /set` of `CAM001.anh` puts a fault before the lens.
  const wish = view.inForce<string>(`${code}.anh`, status === 'COVERED' ? 'COVERED' : 'CLEAR');
  const fault = PICTURE_FAULTS.find((one) => one === wish) ?? 'CLEAR';
  const busy = ({ simMs }: View) => traffic(simMs);
  const bytes = takePicture(view, code, fault, { busy, count: request.count });
  return { bytes, type: 'image/jpeg', madeAtMs: view.stampMs };
}

export const system: UpstreamSystem = {
  id: 'camera-giam-sat',
  routes: [
    {
      method: 'GET',
      path: '/vms/cameras',
      answer: (request) => ({ json: cameraList(request.live(RHYTHM)) }),
    },
    {
      method: 'GET',
      path: '/vms/cameras/history',
      answer: (request) => ({ json: { history: request.views(RHYTHM).map(cameraList) } }),
    },
    {
      method: 'GET',
      path: '/vms/analytics',
      answer: (request) => ({ json: analytics(request.live(RHYTHM)) }),
    },
    {
      method: 'GET',
      path: '/vms/analytics/history',
      answer: (request) => ({ json: { history: request.views(RHYTHM).map(analytics) } }),
    },
    { method: 'GET', path: '/vms/reports', answer: (request) => ({ json: reports(request) }) },
    { method: 'GET', path: '/vms/reports/history', answer: (request) => ({ json: pastReports(request) }) },
    { method: 'GET', path: '/vms/events', answer: (request) => ({ json: cameraEvents(request) }) },
    { method: 'GET', path: '/snapshot/:file', answer: snapshot },
  ],
  ports: [{ name: 'rtsp', serve: answerAsCameras }],
};
