/**
 * Sources of every kind of upstream that needs no server of others, in the shares of a province: what they are asked,
 * and what is made of the answer. Each records what it reads, as in production.
 */
import type { z } from 'zod';
import type { sourceSchema } from '../../shared/config/source.ts';
import { benchSource, communeFigureId, communeId } from './bench-province.ts';
import { mappingOf, targetDomain, targetSource } from './polled-targets.ts';

/** Of a hundred sources. */
const SHARES = {
  'http-json': 40,
  csv: 12,
  xlsx: 10,
  feed: 12,
  uptime: 12,
  rtsp: 6,
  onvif: 4,
  'http-jpeg': 4,
} as const;
export type PolledKind = keyof typeof SHARES;

const KINDS = (Object.keys(SHARES) as PolledKind[]).flatMap((kind) =>
  Array.from({ length: SHARES[kind] }, () => kind),
);
export const kindOf = (target: number) => KINDS[target % KINDS.length] as PolledKind;

/** Kind of the events that feeds give. */
export const NEWS = 'tin';

export interface KindsUpstream {
  /** Begin of the addresses, e.g. `http://127.0.0.1:8080`. */
  readonly http: string;
  readonly rtsp: string;
}

type SourceInput = z.input<typeof sourceSchema>;

export function kindConfig(target: number, upstream: KindsUpstream, pace: { readonly everySeconds: number }) {
  const kind = kindOf(target);
  return benchSource({
    id: targetSource(target),
    domain: targetDomain(target),
    connector: kind,
    timeoutMs: pace.everySeconds * 900,
    ...pace,
    ...PARTS[kind](target, addressOf(kind, target, upstream)),
  });
}

export function addressOf(kind: PolledKind, target: number, { http, rtsp }: KindsUpstream): string {
  return `${kind === 'rtsp' ? rtsp : http}/${kind}/${target}`;
}

const PARTS: Readonly<
  Record<PolledKind, (target: number, url: string) => Pick<SourceInput, 'settings' | 'mapping'>>
> = {
  'http-json': (target, url) => ({ settings: { url }, mapping: mappingOf(target) }),
  csv: (target, url) => ({
    settings: { url, delimiter: 'semicolon' },
    mapping: {
      rows: 'sheets.rows',
      place: { from: 'Xã', kinds: ['commune'] },
      time: { from: 'Thời điểm' },
      figures: [{ column: 'Giá trị', indicator: communeFigureId(targetDomain(target)), unit: 'cái' }],
    },
  }),
  xlsx: (target, url) => ({
    settings: { url },
    mapping: `{ "observations": sheets.rows.${observation(target, '`Mã`', '`Giá trị`')} }`,
  }),
  feed: (_target, url) => ({
    settings: { url },
    mapping: `{ "events": items.{ "id": id, "kind": "${NEWS}", "at": $time(at), "text": title } }`,
  }),
  uptime: (target, url) => ({
    settings: { targets: [{ place: communeId(target), url }] },
    mapping: `{ "observations": targets.${observation(target, 'place', 'up ? 1 : 0')} }`,
  }),
  rtsp: cameras,
  onvif: cameras,
  'http-jpeg': (target, url) => ({
    settings: { url, places: [communeId(target)], judge: {} },
    mapping: `{ "observations": cameras.${observation(target, 'place', 'picture = "clear" ? 1 : 0')} }`,
  }),
};

function cameras(target: number, url: string) {
  return {
    settings: { url, places: [communeId(target)] },
    mapping: `{ "observations": cameras.${observation(target, 'place', 'alive ? 1 : 0')} }`,
  };
}

function observation(target: number, place: string, value: string): string {
  const indicator = communeFigureId(targetDomain(target));
  return `{ "indicator": "${indicator}", "place": ${place}, "value": ${value}, "observedAt": $nowMs }`;
}
