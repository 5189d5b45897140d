/** Secrets that this server makes, and the names by which they are kept: whoever reads the store learns none. */
import { createHash, randomBytes, randomInt } from 'node:crypto';

/** 256 bits: not to be guessed. */
const TOKEN_BYTES = 32;
export const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** Letters that nobody takes for one another. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
/** Five groups of four: 99 bits, and read out over a telephone. */
const GROUPS = 5;
const GROUP_LETTERS = 4;

export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** The name of a secret in the store. */
export const tokenId = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A password for one sign-in, after which it must be changed. */
export function oneTimePassword(): string {
  const group = () =>
    Array.from({ length: GROUP_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}
