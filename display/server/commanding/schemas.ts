/** Pieces that several commands share. */
import { z } from 'zod';
import {
  ACCOUNT_NAME,
  ACCOUNT_NAME_EXPECTED,
  FULL_NAME_EXPECTED,
  isFullName,
} from '../../../shared/account/account-name.ts';
import { MAX_PASSWORD_LETTERS } from '../../../shared/account/password-rule.ts';
import { ROLES } from '../../../shared/account/role.ts';
import type { SessionWord } from '../../../shared/account/words.ts';
import { bilingualSchema } from '../../../shared/config/common.ts';

export const accountNameSchema = z.string().regex(ACCOUNT_NAME, ACCOUNT_NAME_EXPECTED);
export const fullNameSchema = z
  .string()
  .max(160)
  .refine(isFullName, FULL_NAME_EXPECTED)
  .transform((name) => name.trim())
  .meta({ description: 'A person or a duty; figures entered by hand are signed with it.' });
export const roleSchema = z.enum(ROLES);
/** As typed: some signs become one. What it must be is judged apart. */
export const passwordSchema = z
  .string()
  .min(1)
  .max(4 * MAX_PASSWORD_LETTERS);
export const oneTimeSchema = z.strictObject({
  password: z.string().meta({ description: 'For one sign-in within 72 hours; shown this once.' }),
});
export const nothingSchema = z.strictObject({});

export const sessionWordSchema = z
  .strictObject({
    user: z
      .strictObject({
        name: z.string(),
        fullName: z.string(),
        role: roleSchema,
        mustChange: z.boolean(),
        untilMs: z.number().int(),
      })
      .optional(),
    viewing: z.enum(['anyone', 'sign-in']),
    province: z.strictObject({ name: bilingualSchema, simulated: z.boolean(), timeZone: z.string() }),
  })
  .meta({ id: 'Session', description: 'Who asks.' }) satisfies z.ZodType<SessionWord>;
