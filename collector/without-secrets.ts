/** Words without the values that came from the environment, however they are written. Pure. */

/** Shorter values would tear holes into ordinary words. */
const MIN_MASKED_LETTERS = 4;
/** Of the base64 of something longer, only the letters that the value alone decides can be known; fewer are no sign of it. */
const MIN_BASE64_LETTERS = 6;
/** What a text that is cut ends in, and the longest piece before it that is looked at. */
const CUT = '…';
const MAX_CUT_LETTERS = 200;

/** As it is, and as the parts of an address write it; the longest first is not promised. */
export function addressSpellings(value: string): string[] {
  const inQuery = new URLSearchParams({ '': value }).toString().slice(1);
  const percents = [encodeURI(value), encodeURIComponent(value), inQuery];
  const small = percents.map((text) => text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()));
  return [...new Set([value, ...percents, ...small])].filter((spelling) => spelling !== '');
}

/** The letters of base64 that are the same wherever the value stands in a longer text, such as `user:password`. */
function base64Spellings(value: string): string[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    const sure = whole
      .toString('base64')
      .slice(Math.ceil((before * 8) / 6), Math.floor((whole.length * 8) / 6));
    const forUrls = sure.replaceAll('+', '-').replaceAll('/', '_');
    return sure.length < MIN_BASE64_LETTERS ? [] : [sure, forUrls];
  });
}

const known = new WeakMap<readonly string[], readonly string[]>();

function spellingsOf(secrets: readonly string[]): readonly string[] {
  let spellings = known.get(secrets);
  if (spellings === undefined) {
    const all = secrets
      .filter((secret) => secret.length >= MIN_MASKED_LETTERS)
      .flatMap((secret) => [...addressSpellings(secret), ...base64Spellings(secret)]);
    spellings = [...new Set(all)].toSorted((a, b) => b.length - a.length);
    known.set(secrets, spellings);
  }
  return spellings;
}

/** @param secrets should be one list for many messages: what it is spelt like is remembered with it. */
export function withoutSecrets(message: string, secrets: readonly string[]): string {
  const spellings = spellingsOf(secrets);
  const masked = spellings.reduce((text, spelling) => text.replaceAll(spelling, '***'), message);
  if (!masked.includes(CUT)) return masked;
  const parts = masked.split(CUT);
  return parts
    .map((part, at) => (at === parts.length - 1 ? part : withoutBeginning(part, spellings)))
    .join(CUT);
}

/** A thread that knows no secrets may have cut one in two: what is left of it stands before the mark of the cut. */
function withoutBeginning(text: string, spellings: readonly string[]): string {
  let most = 0;
  for (const spelling of spellings)
    for (let count = Math.min(spelling.length, text.length, MAX_CUT_LETTERS); count > most; count -= 1)
      if (count >= MIN_MASKED_LETTERS && text.endsWith(spelling.slice(0, count))) most = count;
  return most === 0 ? text : `${text.slice(0, -most)}***`;
}
