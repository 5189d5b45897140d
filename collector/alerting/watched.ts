/** Which alerts there may be in a domain: each rule in force at each of its places. Pure. */
import { chooseInstances } from '../../shared/alert/instances.ts';
import type { AlertRule } from '../../shared/alert/rule.ts';
import type { ConfigIndex } from '../../shared/config/province-config.ts';
import { seriesKey } from '../../shared/observation.ts';

export type RuleInForce = AlertRule & { readonly revision: number };

/** One rule at one place. */
export interface Watch {
  /** `rule|place` */
  readonly key: string;
  readonly rule: RuleInForce;
  readonly place: string;
  /** Key of the alert that explains this one, where there is one. */
  readonly parent: string | undefined;
}

/** `rule|place`, as the fields of the store name an alert. */
export function alertKey(rule: string, place: string): string {
  return `${rule}|${place}`;
}

export interface Watches {
  /** A parent stands before its children, so that it is judged before them. */
  readonly all: readonly Watch[];
  readonly byKey: ReadonlyMap<string, Watch>;
  /** What a reading of a series bears on: the place itself, and what is added up or counted over places. */
  bySeries(indicator: string, place: string): readonly Watch[];
  readonly ofSources: readonly Watch[];
  /** What depends on an alert. */
  childrenOf(key: string): readonly Watch[];
  /** Places beyond a rule's bound. */
  readonly refused: readonly { readonly rule: string; readonly places: readonly string[] }[];
}

/** @param open keys of the alerts that are open: they are watched in any case. */
export function watchesOf(
  index: ConfigIndex,
  rules: readonly RuleInForce[],
  sources: readonly string[],
  open: ReadonlySet<string>,
): Watches {
  const refused: { rule: string; places: readonly string[] }[] = [];
  const all = parentsFirst(rules).flatMap((rule) => {
    const places = placesOf(index, rule, sources);
    const openHere = new Set(places.filter((place) => open.has(alertKey(rule.id, place))));
    const chosen = chooseInstances(places, openHere, rule.maxInstances);
    if (chosen.refused.length > 0) refused.push({ rule: rule.id, places: chosen.refused });
    return chosen.watched.map((place) => watchOf(index, rule, place));
  });
  const bySeries = new Map<string, Watch[]>();
  const byIndicator = new Map<string, Watch[]>();
  const children = new Map<string, Watch[]>();
  for (const watch of all) {
    const { indicator, kind } = watch.rule.condition;
    if (watch.parent !== undefined) put(children, watch.parent, watch);
    if (indicator === undefined) continue;
    const isWide = kind === 'count' || watch.place === index.config.province.id;
    if (!isWide) put(bySeries, seriesKey(indicator, watch.place), watch);
    else for (const one of feedersOf(index, indicator)) put(byIndicator, one, watch);
  }
  return {
    all,
    byKey: new Map(all.map((watch) => [watch.key, watch])),
    bySeries: (indicator, place) => [
      ...(bySeries.get(seriesKey(indicator, place)) ?? []),
      ...(byIndicator.get(indicator) ?? []),
    ],
    ofSources: all.filter(({ rule }) => rule.condition.indicator === undefined),
    childrenOf: (key) => children.get(key) ?? [],
    refused,
  };
}

/** The indicator itself, and the one whose figures weigh it. */
function feedersOf(index: ConfigIndex, indicator: string): string[] {
  const weightBy = index.indicators.get(indicator)?.indicator.weightBy;
  return weightBy === undefined ? [indicator] : [indicator, weightBy];
}

function put(map: Map<string, Watch[]>, key: string, watch: Watch): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [watch]);
  else known.push(watch);
}

function placesOf(index: ConfigIndex, rule: RuleInForce, sources: readonly string[]): readonly string[] {
  const { condition, scope } = rule;
  if (condition.indicator === undefined) return sources;
  const known = index.indicators.get(condition.indicator);
  // A rule in the store may outlive its indicator in the files; then there is nothing to watch.
  if (known === undefined) return [];
  if (scope.at === 'province') return [index.config.province.id];
  return index
    .memberPlaces(known.indicator)
    .map(({ id }) => id)
    .filter((id) => (scope.only?.includes(id) ?? true) && !(scope.except?.includes(id) ?? false));
}

function watchOf(index: ConfigIndex, rule: RuleInForce, place: string): Watch {
  const { dependsOn } = rule;
  const at = dependsOn && parentPlace(index, dependsOn.place, place);
  const parent = at === undefined || dependsOn === undefined ? undefined : alertKey(dependsOn.rule, at);
  return { key: alertKey(rule.id, place), rule, place, parent };
}

function parentPlace(
  index: ConfigIndex,
  where: NonNullable<AlertRule['dependsOn']>['place'],
  place: string,
): string | undefined {
  switch (where) {
    case 'same':
      return place;
    case 'parent':
      return index.places.get(place)?.parent;
    case 'commune':
      return index.places.get(place)?.commune;
    case 'province':
      return index.config.province.id;
  }
}

function parentsFirst(rules: readonly RuleInForce[]): RuleInForce[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const depthOf = (rule: RuleInForce, seen = new Set<string>()): number => {
    const parent = byId.get(rule.dependsOn?.rule ?? '');
    if (parent === undefined || seen.has(rule.id)) return 0;
    return 1 + depthOf(parent, seen.add(rule.id));
  };
  return rules.toSorted((a, b) => depthOf(a) - depthOf(b));
}
