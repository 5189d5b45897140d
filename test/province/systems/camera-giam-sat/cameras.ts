/** 131 cameras at 59 sites in 4 wards (press, 22/1/2026); which site has three and the states are our own. */
import { hash01 } from '../../sim/noise.ts';
import { MINUTE_MS } from '../../sim/rhythm.ts';
import type { View } from '../../service.ts';

export interface Ward {
  /** GSO code of the commune. */
  readonly code: string;
  readonly name: string;
  readonly sites: number;
  /** Traffic violations that the analysis sees on a working day. */
  readonly violations: number;
  /** Vehicles in a busy quarter of an hour, all its cameras. */
  readonly flow: number;
}

export const WARDS: readonly Ward[] = [
  { code: '05977', name: 'Đông Kinh', sites: 20, violations: 240, flow: 2_600 },
  { code: '05986', name: 'Tam Thanh', sites: 15, violations: 170, flow: 1_900 },
  { code: '06187', name: 'Kỳ Lừa', sites: 13, violations: 140, flow: 1_500 },
  { code: '05983', name: 'Lương Văn Tri', sites: 11, violations: 95, flow: 1_050 },
];

/** Sites with a third camera; the other 46 have two. */
const THREE = new Set([1, 2, 3, 4, 5, 21, 22, 23, 36, 37, 38, 49, 50]);

export interface Camera {
  readonly code: string;
  readonly site: string;
  readonly ward: Ward;
}

export const CAMERAS: readonly Camera[] = layOut();

function layOut(): readonly Camera[] {
  const cameras: Camera[] = [];
  let site = 0;
  for (const ward of WARDS) {
    for (let left = ward.sites; left > 0; left -= 1) {
      site += 1;
      for (let n = THREE.has(site) ? 3 : 2; n > 0; n -= 1) {
        const code = `CAM${String(cameras.length + 1).padStart(3, '0')}`;
        cameras.push({ code, site: `DIEM${String(site).padStart(2, '0')}`, ward });
      }
    }
  }
  return cameras;
}

export type CameraStatus = 'ONLINE' | 'OFFLINE' | 'NO_VIDEO' | 'COVERED';

/** Trouble comes and goes by the forty minutes, on the real clock: cables know no rhythm. */
const SPELL_MS = 40 * MINUTE_MS;

export interface CameraState {
  readonly status: CameraStatus;
  readonly sinceMs: number;
}

function modelStatus(seed: number, code: string, spell: number): CameraStatus {
  const luck = hash01(seed, `${code}.spell`, spell);
  if (luck < 0.008) return 'OFFLINE';
  if (luck < 0.0115) return 'NO_VIDEO';
  return luck < 0.014 ? 'COVERED' : 'ONLINE';
}

export function stateOf(view: View, { code }: Camera): CameraState {
  const spell = Math.floor(view.atMs / SPELL_MS);
  const status = view.inForce(`${code}.status`, modelStatus(view.seed, code, spell)) as CameraStatus;
  let first = spell;
  while (first > spell - 20 && modelStatus(view.seed, code, first - 1) === status) first -= 1;
  return { status, sinceMs: first * SPELL_MS };
}
