/** A new build or configuration on the server: the page fetches itself anew, without anybody at the screen. */
import type { Welcome } from '../../../shared/socket.ts';

const RELOADED_KEY = 'wall.reloaded';
/** Two servers of different builds behind one address must not make a wall reload for ever. */
const RELOAD_AT_MOST_EVERY_MS = 60_000;

export type ReloadReason = 'same' | 'changed' | 'just-reloaded';

export function reloadReason(
  loaded: Pick<Welcome, 'configHash' | 'build'>,
  welcome: Pick<Welcome, 'configHash' | 'build'>,
  lastReloadMs: number | undefined,
  nowMs: number,
): ReloadReason {
  if (loaded.configHash === welcome.configHash && loaded.build === welcome.build) return 'same';
  const justNow = lastReloadMs !== undefined && Math.abs(nowMs - lastReloadMs) < RELOAD_AT_MOST_EVERY_MS;
  return justNow ? 'just-reloaded' : 'changed';
}

export function reloadWhenChanged(loaded: Pick<Welcome, 'configHash' | 'build'>, welcome: Welcome): void {
  const last = sessionStorage.getItem(RELOADED_KEY);
  const nowMs = Date.now();
  if (reloadReason(loaded, welcome, last === null ? undefined : Number(last), nowMs) !== 'changed') return;
  sessionStorage.setItem(RELOADED_KEY, String(nowMs));
  location.reload();
}
