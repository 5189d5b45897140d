/** Passwords as they are kept: Argon2id, at a cost that is a fact of this file. Few at a time, for each takes memory. */
import { randomBytes } from 'node:crypto';
import { hash, parseOptions, verify, type Algorithm } from '@node-rs/argon2';
import { plainPassword } from '../../../shared/account/password-rule.ts';

/** `Algorithm.Argon2id`: an ambient enum has no value where each file is compiled alone. */
const ARGON2ID: Algorithm = 2;
/**
 * OWASP Password Storage Cheat Sheet (2026), its first choice for Argon2id on a server without room for 46 MiB a sign-in:
 * 19 MiB, two passes, one lane. A raised cost is taken up by each account at its next sign-in.
 */
export const PASSWORD_COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Hashes at work at one moment: as many as two cores do well. */
const AT_ONCE = 2;
/** Those who wait for their turn; beyond it a sign-in is refused as busy, rather than all of them slowly. */
const MAX_WAITING = 20;

/** Too many sign in at one moment. */
export class HasherBusy extends Error {
  override readonly name = 'HasherBusy';
}

export class PasswordHasher {
  private working = 0;
  private readonly waiting: (() => void)[] = [];
  /** Of no password at all: unknown accounts cost as much to refuse as known ones. */
  private nobody: Promise<string> | undefined;

  /** @throws HasherBusy */
  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(plainPassword(password), { ...PASSWORD_COST, algorithm: ARGON2ID }));
  }

  /** @param kept undefined: there is no such account, which takes the same work. @throws HasherBusy */
  async verify(kept: string | undefined, password: string): Promise<boolean> {
    this.nobody ??= hash(randomBytes(32), { ...PASSWORD_COST, algorithm: ARGON2ID });
    const against = kept ?? (await this.nobody);
    const fits = await this.inTurn(() => verify(against, plainPassword(password)));
    return fits && kept !== undefined;
  }

  private async inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.working >= AT_ONCE) {
      if (this.waiting.length >= MAX_WAITING) throw new HasherBusy('too many passwords are looked at');
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.working += 1;
    try {
      return await work();
    } finally {
      // The turn goes to whoever waits longest, and is given back only when nobody does.
      const next = this.waiting.shift();
      if (next === undefined) this.working -= 1;
      else next();
    }
  }
}

/** Whether a kept hash is of another cost than is asked now. */
export function isOfOtherCost(kept: string): boolean {
  const { memoryCost, timeCost, parallelism } = parseOptions(kept);
  const { memoryCost: memory, timeCost: time, parallelism: lanes } = PASSWORD_COST;
  return memoryCost !== memory || timeCost !== time || parallelism !== lanes;
}
