import { hash } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import {
  HasherBusy,
  isOfOtherCost,
  PASSWORD_COST,
  PasswordHasher,
} from '../../../../display/server/auth/password-hash.ts';
import { passwordProblem } from '../../../../shared/account/password-rule.ts';

describe('a password', () => {
  it('is the same however its letters were typed', async () => {
    const hasher = new PasswordHasher();
    const kept = await hasher.hash('Mùa vải chín'.normalize('NFD'));
    expect(kept).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
    expect(await hasher.verify(kept, 'Mùa vải chín'.normalize('NFC'))).toBe(true);
    expect(await hasher.verify(kept, 'Mua vai chin')).toBe(false);
  });

  it('of nobody takes a turn like any other, and never fits', async () => {
    const hasher = new PasswordHasher();
    // Without the work each answer would be there at once, and none would find the others in the way.
    const answers = await Promise.allSettled(Array.from({ length: 40 }, () => hasher.verify(undefined, 'x')));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(22);
    for (const answer of answers)
      expect(answer.status === 'fulfilled' ? answer.value : answer.reason instanceof HasherBusy).toBe(
        answer.status === 'rejected',
      );
    expect(await hasher.verify(undefined, 'x')).toBe(false);
  });

  it('is kept anew when the cost of guessing it was raised', async () => {
    const cheap = await hash('x', { ...PASSWORD_COST, memoryCost: 8_192, algorithm: 2 });
    expect(isOfOtherCost(cheap)).toBe(true);
    expect(isOfOtherCost(await new PasswordHasher().hash('x'))).toBe(false);
  });

  it.each([
    ['Ngắn lắm 1', 'too-short'],
    ['Ba chữ Ê ê ê'.normalize('NFD'), undefined],
    ['x'.repeat(129), 'too-long'],
    ['toàn chữ thường mà thôi', 'too-plain'],
    ['Của van-anh 2026', 'holds-name'],
    ['Mật khẩu cũ 2026', 'same'],
    ['Mật khẩu mới 2026', undefined],
  ])('%s: %s', (typed, problem) => {
    expect(passwordProblem(typed, 'van-anh', 'Mật khẩu cũ 2026'.normalize('NFD'))).toBe(problem);
  });
});
