/** Who may do what, in three steps. Whoever may do more may do all that the lower may. */

export const ROLES = ['viewer', 'operator', 'admin'] as const;
/** viewer: looks. operator: acts on screens and figures. admin: accounts and audit as well. */
export type Role = (typeof ROLES)[number];

export function roleAllows(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
