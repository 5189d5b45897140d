/** Times in all the forms that feeds use. Pure. */

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** RFC 822's zones and those that Vietnamese papers write, in minutes east of UTC. */
const ZONES: Readonly<Record<string, number>> = {
  '': 0,
  z: 0,
  ut: 0,
  utc: 0,
  gmt: 0,
  ict: 420,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
};
const RFC_822 =
  /^(?:[a-z]+,?\s+)?(\d{1,2})\s+([a-z]{3})[a-z]*\s+(\d{4}|\d\d)\s+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(.*)$/i;
const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d(?::?\d\d)?)$/i;
/** A day, and a time without a zone: `$time` of a mapping reads them in the province's own. */
const LOCAL = /^(\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?|\d\d?\/\d\d?\/\d{4} \d\d?:\d\d(?::\d\d)?)$/;
const TWELVE_HOURS = /^(\d\d?)\/(\d\d?)\/(\d{4}) (\d\d?):(\d\d)(?::(\d\d))? ?(AM|PM|SA|CH)$/i;
const NAMED_OFFSET = /^(?:gmt|utc|ut)?\s*([+-])(\d{1,2}):?(\d\d)?$/i;
const MINUTE_MS = 60_000;
/** A longer text is no time; a pattern need not look at it. */
const MAX_LETTERS = 200;

/** ISO in UTC; a local time for `$time` to read; undefined for what no form fits. */
export function feedTime(given: string): string | undefined {
  if (given.length > MAX_LETTERS) return undefined;
  const text = given.trim().replaceAll(/\s+/g, ' ');
  const iso = ISO.exec(text);
  if (iso !== null) return isoText(Date.parse(`${iso[1]}T${iso[2]}${colonZone(iso[3] ?? 'Z')}`));
  const rfc = RFC_822.exec(text);
  if (rfc !== null) return fromRfc822(rfc);
  if (LOCAL.test(text)) return text.replace('T', ' ');
  const twelve = TWELVE_HOURS.exec(text);
  return twelve === null ? undefined : fromTwelveHours(twelve);
}

function isoText(atMs: number): string | undefined {
  return Number.isNaN(atMs) ? undefined : new Date(atMs).toISOString();
}

function colonZone(zone: string): string {
  if (zone.length === 3) return `${zone}:00`;
  return zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
}

function fromRfc822([
  ,
  day = '',
  monthName = '',
  yearText = '',
  hour,
  minute,
  second = '0',
  zone = '',
]: RegExpExecArray) {
  const month = MONTHS.indexOf(monthName.toLowerCase());
  const offset = offsetMinutes(zone);
  // RFC 2822: years of two digits from 50 on are of the last century.
  const short = Number(yearText);
  const year = yearText.length === 4 ? short : short + (short < 50 ? 2000 : 1900);
  const days = new Date(Date.UTC(year, month, Number(day)));
  const exists = month >= 0 && days.getUTCMonth() === month && Number(hour) < 24 && Number(minute) < 60;
  if (!exists || offset === undefined) return undefined;
  return isoText(
    Date.UTC(year, month, Number(day), Number(hour), Number(minute), Number(second)) - offset * MINUTE_MS,
  );
}

function offsetMinutes(zone: string): number | undefined {
  // Comments in brackets say the zone's name once more.
  const text = zone
    .replace(/\(.*\)$/, '')
    .trim()
    .toLowerCase();
  const named = NAMED_OFFSET.exec(text);
  if (named === null) return ZONES[text];
  const [, sign, hours, minutes = '0'] = named;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** Day or month first? Where both could be, nobody knows, and nothing is guessed. */
function fromTwelveHours([
  ,
  a = '',
  b = '',
  year,
  hourText,
  minute,
  second = '00',
  half = '',
]: RegExpExecArray) {
  const isVietnamese = /SA|CH/i.test(half);
  const dayFirst = isVietnamese || Number(a) > 12;
  if (!dayFirst && Number(b) <= 12 && a !== b) return undefined;
  const [day, month] = dayFirst ? [a, b] : [b, a];
  const hour = (Number(hourText) % 12) + (/PM|CH/i.test(half) ? 12 : 0);
  return `${day}/${month}/${year} ${String(hour).padStart(2, '0')}:${minute}:${second}`;
}
