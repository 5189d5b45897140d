/** What accounts may be called: names that look alike to nobody, and that forge no line of a log. */
import { nameProblem } from '../entry/entry-problem.ts';

/** ASCII alone, so that no letter of another script passes for one of these. */
export const ACCOUNT_NAME = /^[a-z0-9][a-z0-9._-]{1,30}[a-z0-9]$/;
export const ACCOUNT_NAME_EXPECTED = '3 to 32 small letters, digits, dots, dashes and underscores';

/** The full name of a person or the name of a duty: what figures entered by hand are signed with. */
export const isFullName = (name: string): boolean => nameProblem(name) === undefined;
export const FULL_NAME_EXPECTED = '2 to 80 letters without control signs';

/** As it is typed: small letters, no blanks around. */
export const plainAccountName = (typed: string): string => typed.trim().toLowerCase();
