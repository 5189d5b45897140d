/** `cua-khau-so` → `CUA_KHAU_SO` */
export function environmentName(id: string): string {
  return id.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
}
