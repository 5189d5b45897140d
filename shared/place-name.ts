/**
 * Finding a place by what an upstream calls it. Vietnamese spells one commune in several ways (Thuỵ/Thụy,
 * Hoà/Hòa, with or without "xã"), but a tone is part of the name: Tân Thành is not Tân Thanh.
 */
import type { Place } from './config/place.ts';

const UNIT_WORDS = /^(xã|phường|thị trấn|tp\.?|thành phố|cửa khẩu|lối thông quan)\s+/u;

/**
 * A name in the form in which two spellings of it are equal: lower case, composed, single spaces, the tone
 * mark on the vowel of the old style, without the word of the administrative unit.
 */
export function normalPlaceName(name: string): string {
  const plain = name
    .normalize('NFC')
    .toLocaleLowerCase('vi')
    .replace(/[\s ]+/gu, ' ')
    .trim();
  return moveTones(plain.replace(UNIT_WORDS, ''));
}

// The new style marks the main vowel (hoà, thuý), the old style the first (hòa, thúy): fold to the old.
const TONE_PAIRS: readonly (readonly [RegExp, string])[] = [
  ['oà', 'òa'],
  ['oá', 'óa'],
  ['oả', 'ỏa'],
  ['oã', 'õa'],
  ['oạ', 'ọa'],
  ['oè', 'òe'],
  ['oé', 'óe'],
  ['oẻ', 'ỏe'],
  ['oẽ', 'õe'],
  ['oẹ', 'ọe'],
  ['uỳ', 'ùy'],
  ['uý', 'úy'],
  ['uỷ', 'ủy'],
  ['uỹ', 'ũy'],
  ['uỵ', 'ụy'],
].map(([modern, old]) => [new RegExp(`${modern}(?![\\p{L}])`, 'gu'), old as string] as const);

function moveTones(name: string): string {
  return TONE_PAIRS.reduce((text, [modern, old]) => text.replace(modern, old), name);
}

/** Words of administrative units: a ward and a commune of one name are two places, as a former town and a commune are. */
const ADMINISTRATIVE = new Set(['xã', 'phường', 'thị trấn', 'thành phố']);

/** The administrative word that a name begins with; undefined where it has none. */
function unitWordOf(name: string): string | undefined {
  const plain = name.normalize('NFC').toLocaleLowerCase('vi').replace(/\s+/gu, ' ').trim();
  const word = UNIT_WORDS.exec(plain)?.[1]?.replace(/^tp\.?$/u, 'thành phố');
  return word !== undefined && ADMINISTRATIVE.has(word) ? word : undefined;
}

interface Named {
  readonly id: string;
  /** Administrative words that this name may come with; none: any. */
  readonly words: ReadonlySet<string>;
}

/** Look-up of places by kind and by id, code, name or alias. Names that two places of a kind share find neither. */
export class PlaceLookup {
  private readonly byKind = new Map<string, Map<string, Named[]>>();

  constructor(places: Iterable<Place>) {
    for (const place of places) {
      const given = [
        place.id,
        place.code,
        place.name.vi,
        place.name.en,
        place.shortName?.vi,
        ...place.aliases,
      ];
      const names = given.filter((name) => name !== undefined);
      const all = new Set(names.map(unitWordOf).filter((word) => word !== undefined));
      const known = this.byKind.get(place.kind) ?? new Map<string, Named[]>();
      this.byKind.set(place.kind, known);
      for (const name of names) {
        const own = unitWordOf(name);
        const named = { id: place.id, words: own === undefined ? all : new Set([own]) };
        const key = normalPlaceName(name);
        known.set(key, [...(known.get(key) ?? []), named]);
      }
    }
  }

  /** Id of the place among the kinds, or undefined when unknown or ambiguous. */
  find(kinds: readonly string[], text: string): string | undefined {
    const key = normalPlaceName(text);
    const word = unitWordOf(text);
    for (const kind of kinds) {
      const named = this.byKind.get(kind)?.get(key) ?? [];
      const fitting = named.filter(({ words }) => word === undefined || words.size === 0 || words.has(word));
      const ids = new Set(fitting.map(({ id }) => id));
      const [id] = ids;
      if (id !== undefined && ids.size === 1) return id;
    }
    return undefined;
  }
}
