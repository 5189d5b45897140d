/**
 * What a password must be, the same for the page that asks and the server that decides. Length and age serve more than
 * mixture does (OWASP ASVS 5.0, 6.2); mixture and a change at the first sign-in are asked by Decision 742/QĐ-BTTTT.
 */

/** Fewest letters; ASVS asks for 8 and recommends 15 where there is no second factor. */
export const MIN_PASSWORD_LETTERS = 12;
/** Most letters: far beyond any sentence, and little work to hash. */
export const MAX_PASSWORD_LETTERS = 128;
/** Of small letters, capitals, digits and other signs a password has at least so many kinds. */
export const MIN_PASSWORD_KINDS = 3;
/** A password this old must be changed at the next sign-in, ms. */
export const MAX_PASSWORD_AGE_MS = 365 * 86_400_000;

export const PASSWORD_PROBLEMS = ['too-short', 'too-long', 'too-plain', 'holds-name', 'same'] as const;
/** `same`: the password that is to be replaced. */
export type PasswordProblem = (typeof PASSWORD_PROBLEMS)[number];

const KINDS = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u];
/** A name shorter than this is in many words by chance. */
const MIN_NAME_LETTERS = 4;

/** Vietnamese letters are typed as one sign or as several, by keyboard: they are one password. */
export const plainPassword = (typed: string): string => typed.normalize('NFC');

/** @param account name of the account. @param current the password before, where it is known. */
export function passwordProblem(
  typed: string,
  account: string,
  current?: string,
): PasswordProblem | undefined {
  const password = plainPassword(typed);
  const letters = Array.from(password).length;
  if (letters < MIN_PASSWORD_LETTERS) return 'too-short';
  if (letters > MAX_PASSWORD_LETTERS) return 'too-long';
  if (current !== undefined && password === plainPassword(current)) return 'same';
  if (KINDS.filter((kind) => kind.test(password)).length < MIN_PASSWORD_KINDS) return 'too-plain';
  const holdsName = account.length >= MIN_NAME_LETTERS && password.toLowerCase().includes(account);
  return holdsName ? 'holds-name' : undefined;
}
