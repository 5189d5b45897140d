/** A generated province for benchmarks: as many indicators, places, sources and widgets as one asks for. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { sceneSchema } from '../../shared/config/wall.ts';
import type { sourceSchema } from '../../shared/config/source.ts';
import { stringify } from 'yaml';

export const PROVINCE = 'tinh-do';
export const TIME_ZONE = 'Asia/Ho_Chi_Minh';
/** As many as a real province has. */
const DOMAIN_COUNT = 9;
export const DOMAINS = Array.from({ length: DOMAIN_COUNT }, (_, n) => `linh-vuc-${n + 1}`);
/** Nothing turns by itself while it is measured. */
const CALM_MS = 6 * 3_600_000;
const PLACES_PER_ROW = 10;

export interface BenchProvinceOptions {
  /** Province-wide indicators per domain, `<domain>.c<n>`. */
  readonly figures?: number;
  /** Communes; each has a figure of the indicator `<domain>.xa` of every domain. */
  readonly communes?: number;
  /** Gates; each has a figure of `<domain>.cua` of the first domain. */
  readonly gates?: number;
  /** Kinds of events of every domain. */
  readonly eventKinds?: readonly string[];
  readonly sources?: readonly z.input<typeof sourceSchema>[];
  readonly scenes?: readonly z.input<typeof sceneSchema>[];
}

const both = (text: string) => ({ vi: text, en: text });

export const figureId = (domain: string, number: number) => `${domain}.c${number}`;
export const communeFigureId = (domain: string) => `${domain}.xa`;
export const gateFigureId = (domain: string) => `${domain}.cua`;
export const communeId = (number: number) => `xa-${number}`;
export const gateId = (number: number) => `cua-khau-${number}`;

/** A whole source from what matters in a benchmark. */
export function benchSource(
  source: Pick<z.input<typeof sourceSchema>, 'id' | 'domain'> & Partial<z.input<typeof sourceSchema>>,
): z.input<typeof sourceSchema> {
  return {
    name: both(`Nguồn ${source.id}`),
    office: both('Văn phòng đo'),
    connector: 'http-json',
    everySeconds: 3_600,
    timeoutMs: 900,
    settings: { url: 'http://127.0.0.1:9/' },
    mapping: '{ "observations": [] }',
    network: { cidrs: ['127.0.0.0/8'] },
    ...source,
  };
}

/** Writes the configuration folder. */
export function writeBenchProvince(dir: string, options: BenchProvinceOptions): void {
  const { communes = 1, gates = 0 } = options;
  for (const folder of ['domains', 'sources', 'places', 'walls'])
    mkdirSync(join(dir, folder), { recursive: true });
  const write = (path: string, content: unknown) => writeFileSync(join(dir, path), stringify(content));
  write('province.yaml', {
    id: PROVINCE,
    name: both('Tỉnh Đo'),
    centreName: both('Trung tâm đo'),
    timeZone: TIME_ZONE,
    simulated: true,
    domains: DOMAINS,
  });
  writePlaces(dir, 'commune', communes, communeId);
  if (gates > 0) writePlaces(dir, 'gate', gates, gateId);
  for (const domain of DOMAINS) write(`domains/${domain}.yaml`, domainOf(domain, options));
  const sources = options.sources ?? DOMAINS.map((domain) => benchSource({ id: sourceId(domain), domain }));
  for (const source of sources) write(`sources/${source.id}.yaml`, source);
  const scenes = options.scenes ?? [
    {
      id: 'overview',
      name: both('Đo'),
      widgets: [{ kind: 'tile', domain: DOMAINS[0] as string, x: 0, y: 0, w: 3, h: 6 }],
    },
  ];
  write('walls/overview.yaml', { id: 'overview', name: both('Đo'), rotate: false, scenes });
}

/** The source whose batches a benchmark records itself. */
export const sourceId = (domain: string) => `nguon-${domain}`;

/** Where a commune or gate lies, longitude and latitude. */
export function pointOf(number: number): readonly [number, number] {
  return [106 + (number % PLACES_PER_ROW) * 0.1, 21.5 + Math.floor(number / PLACES_PER_ROW) * 0.1];
}

function writePlaces(dir: string, kind: string, count: number, idOf: (number: number) => string): void {
  const features = Array.from({ length: count }, (_, n) => ({
    type: 'Feature',
    id: idOf(n),
    properties: { kind, name: both(`${kind} ${n}`) },
    geometry: { type: 'Point', coordinates: pointOf(n) },
  }));
  writeFileSync(join(dir, `places/${kind}.geojson`), JSON.stringify({ type: 'FeatureCollection', features }));
}

function domainOf(id: string, { figures = 1, gates = 0, eventKinds = [] }: BenchProvinceOptions) {
  const common = {
    unit: both('cái'),
    better: 'down',
    cadence: 'realtime',
    lateAfterMs: CALM_MS,
    staleAfterMs: 2 * CALM_MS,
    decimals: 1,
  };
  const scale = { scale: { min: 0, max: 1_000 }, target: { value: 600, own: true, comparison: 'at-most' } };
  const plain = Array.from({ length: figures }, (_, n) => ({
    id: figureId(id, n),
    name: both(`Chỉ tiêu ${n}`),
    aggregate: 'upstream',
    ...common,
    ...scale,
  }));
  const ofPlaces = (indicator: string, kind: string) => ({
    id: indicator,
    name: both(`Theo ${kind}`),
    aggregate: 'sum',
    breakdown: { kinds: [kind] },
    ...common,
  });
  const broken = [ofPlaces(communeFigureId(id), 'commune')];
  if (gates > 0 && id === DOMAINS[0]) broken.push(ofPlaces(gateFigureId(id), 'gate'));
  return {
    id,
    name: both(`Lĩnh vực ${id.slice(-1)}`),
    office: both('Văn phòng đo'),
    icon: 'circle',
    headline: figureId(id, 0),
    eventKinds: eventKinds.map((kind) => ({ id: kind, name: both(kind) })),
    indicators: [...plain, ...broken],
  };
}
