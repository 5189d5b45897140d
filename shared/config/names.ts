/** Every name that the files of a province give, and whether another file may use it. */
import type { ConfigProblem } from '../errors.ts';
import type { Indicator } from './domain.ts';
import type { CheckedFiles } from './checked-files.ts';
import type { FieldPath, LocatedFile } from './located-file.ts';
import { oneOf } from './near-name.ts';

export type NameKind = 'domain' | 'indicator' | 'place' | 'kind' | 'source';

/** The names by kind. Building it reports names that are given twice. */
export class Names {
  readonly indicators = new Map<string, { readonly indicator: Indicator; readonly domain: string }>();
  readonly eventKinds = new Map<string, ReadonlySet<string>>();
  private readonly known: Readonly<Record<NameKind, Map<string, string>>> = {
    domain: new Map(),
    indicator: new Map(),
    place: new Map(),
    kind: new Map(),
    source: new Map(),
  };
  private readonly domainBySource = new Map<string, string>();
  private readonly kindByPlace = new Map<string, string>();
  private readonly provinceId: string | undefined;

  constructor(
    files: CheckedFiles,
    private readonly problems: ConfigProblem[],
  ) {
    for (const { file, value } of files.province) this.give('place', file, ['id'], value.id);
    this.provinceId = files.province[0]?.value.id;
    for (const { file, value } of files.places) {
      for (const [at, { id, properties }] of value.features.entries()) {
        this.give('place', file, ['features', at, 'id'], id);
        this.kindByPlace.set(id, properties.kind);
        this.known.kind.set(properties.kind, file.path);
      }
    }
    for (const { file, value } of files.domain) {
      this.known.domain.set(value.id, file.path);
      this.eventKinds.set(value.id, new Set(value.eventKinds.map((kind) => kind.id)));
      for (const [at, indicator] of value.indicators.entries()) {
        this.give('indicator', file, ['indicators', at, 'id'], indicator.id);
        this.indicators.set(indicator.id, { indicator, domain: value.id });
      }
    }
    for (const { file, value } of files.source) {
      this.known.source.set(value.id, file.path);
      this.domainBySource.set(value.id, value.domain);
    }
  }

  /** Reports a name that nothing gives; true when it is known. */
  mustKnow(kind: NameKind, file: LocatedFile, field: FieldPath, name: string): boolean {
    const known = this.known[kind];
    if (known.has(name)) return true;
    const words = {
      domain: 'a domain',
      indicator: 'an indicator',
      place: 'a place',
      kind: 'a kind of place',
      source: 'a source',
    }[kind];
    const expected =
      known.size === 0 ? `${words}, and there is none` : `${words}: ${oneOf(name, [...known.keys()])}`;
    this.problems.push(file.problem(field, `"${name}"`, expected));
    return false;
  }

  domainOfSource(source: string): string | undefined {
    return this.domainBySource.get(source);
  }

  kindOfPlace(place: string): string | undefined {
    return this.kindByPlace.get(place);
  }

  /** Whether the indicator has a figure at the place: the whole province, or a place of its breakdown. */
  hasFigureAt(indicator: Indicator, place: string): boolean {
    if (place === this.provinceId) return true;
    const { breakdown } = indicator;
    const kind = this.kindByPlace.get(place);
    if (breakdown === undefined || kind === undefined || !breakdown.kinds.includes(kind)) return false;
    return (breakdown.only?.includes(place) ?? true) && !(breakdown.except?.includes(place) ?? false);
  }

  /** Ids of the places of some kinds that have a figure of the indicator. */
  placesWithFigure(indicator: Indicator, kinds: readonly string[]): string[] {
    const found = [...this.kindByPlace].filter(
      ([place, kind]) => kinds.includes(kind) && this.hasFigureAt(indicator, place),
    );
    return found.map(([place]) => place);
  }

  /** Id of the province as a place; empty while its file is missing, which is said elsewhere. */
  get wholeProvince(): string {
    return this.provinceId ?? '';
  }

  private give(kind: NameKind, file: LocatedFile, field: FieldPath, name: string): void {
    const before = this.known[kind].get(name);
    if (before !== undefined)
      this.problems.push(
        file.problem(field, `"${name}" a second time`, `an id of its own; ${before} has it already`),
      );
    this.known[kind].set(name, before ?? file.path);
  }
}
