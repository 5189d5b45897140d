/** The thousand targets that the collector and the in-process timers poll alike. */
import { benchSource, communeFigureId, communeId, DOMAINS } from './bench-province.ts';

export const targetDomain = (target: number) => DOMAINS[target % DOMAINS.length] as string;
/** Padded, so that the order of the names is the order of the numbers. */
export const targetSource = (target: number) => `dich-${String(target).padStart(4, '0')}`;

export function mappingOf(target: number): string {
  const indicator = communeFigureId(targetDomain(target));
  const place = communeId(target);
  return `{ "observations": [{ "indicator": "${indicator}", "place": "${place}", "value": value, "observedAt": time }] }`;
}

export function targetConfig(target: number, upstream: string, everySeconds: number) {
  return benchSource({
    id: targetSource(target),
    domain: targetDomain(target),
    everySeconds,
    settings: { url: `${upstream}/http-json/${target}` },
    mapping: mappingOf(target),
  });
}
