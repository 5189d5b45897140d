/**
 * The server's word that it is still there: one text for all, encoded once, instead of a ping and a pong for each. Rooms
 * that just got a frame have had a word and are left out, so that a busy wall gets no beats at all.
 */
import { BEAT_EVERY_MS } from '../../../shared/socket.ts';

/** A frame within this time before a beat stands for it, ms: from word to word at most this and one beat pass. */
const WORD_LASTS_MS = 350;

export class Beats {
  private readonly saidAtMs = new Map<string, number>();
  private readonly timer: NodeJS.Timeout;

  /** @param beat says a beat to every socket but those in the rooms. */
  constructor(private readonly beat: (heard: string[]) => void) {
    this.timer = setInterval(() => this.beat(this.heard(performance.now())), BEAT_EVERY_MS);
  }

  /** Something was said to the room. */
  said(room: string): void {
    this.saidAtMs.set(room, performance.now());
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private heard(nowMs: number): string[] {
    return [...this.saidAtMs].filter(([, atMs]) => nowMs - atMs < WORD_LASTS_MS).map(([room]) => room);
  }
}
