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

/** Look-up of places by kind and by id, code, name or alias. Names that two places of a kind share find neither. */
export class PlaceLookup {
  private readonly byKind = new Map<string, Map<string, string | null>>();

  constructor(places: Iterable<Place>) {
    for (const place of places) {
      const names = [place.name.vi, place.name.en, place.shortName?.vi, ...place.aliases];
      const keys = new Set(
        [place.id, place.code, ...names].filter((key) => key !== undefined).map(normalPlaceName),
      );
      const known = this.byKind.get(place.kind) ?? new Map<string, string | null>();
      this.byKind.set(place.kind, known);
      for (const key of keys) known.set(key, known.has(key) && known.get(key) !== place.id ? null : place.id);
    }
  }

  /** Id of the place among the kinds, or undefined when unknown or ambiguous. */
  find(kinds: readonly string[], text: string): string | undefined {
    const key = normalPlaceName(text);
    for (const kind of kinds) {
      const id = this.byKind.get(kind)?.get(key);
      if (typeof id === 'string') return id;
    }
    return undefined;
  }
}
