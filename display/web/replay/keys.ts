/** What the keys do to a replay. */
import { otherSpeed } from './speeds.ts';
import type { ReplaySession } from './use-replay.ts';

const STEP_MS = 10_000;
const LEAP_MS = 600_000;
const DAY_MS = 86_400_000;

/** @returns undefined when the key is none of ours, or belongs to what is being typed into. */
export function keyAction(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'target'>,
  session: ReplaySession,
  isOpen: boolean,
  page: { readonly leave: () => void; readonly toggle: () => void },
): (() => void) | undefined {
  const { key, shiftKey, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const isTyping =
    target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type !== 'range');
  if (key === 'Escape') return isOpen || session.wall.value !== undefined ? page.leave : undefined;
  if (isTyping) return undefined;
  if (key === 't' || key === 'T') return page.toggle;
  if (!isOpen) return undefined;
  const by = (ms: number) => () => session.seek(session.atMs.value + ms);
  const stepMs = shiftKey ? LEAP_MS : STEP_MS;
  switch (key) {
    case ' ':
      // On a button the space bar presses that button.
      return target instanceof HTMLButtonElement ? undefined : () => togglePlay(session);
    case 'ArrowLeft':
      return by(-stepMs);
    case 'ArrowRight':
      return by(stepMs);
    case 'Home':
      return by(-DAY_MS);
    case 'End':
      return page.leave;
    case 'n':
    case 'N':
      return () => session.step();
    case '+':
      return () => session.setSpeed(otherSpeed(session.wall.value?.player.speed.value ?? 1, 1));
    case '-':
      return () => session.setSpeed(otherSpeed(session.wall.value?.player.speed.value ?? 1, -1));
    default:
      return undefined;
  }
}

export function togglePlay(session: ReplaySession): void {
  if (session.wall.value?.player.isPlaying.value === true) session.pause();
  else session.play();
}
