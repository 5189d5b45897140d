/** Which of several answers on their way counts: none that a later question has overtaken, none that knows too much. Pure. */

/** @returns whether the answer counts at an instant that is replayed, or now (undefined). */
export type Judge = (replayedAtMs: number | undefined) => boolean;

export class AnswerOrder {
  private asked = 0;
  private taken = 0;

  /** @param replayedAtMs the instant whose knowledge is asked for; undefined: that of now. */
  ask(replayedAtMs: number | undefined): Judge {
    const own = (this.asked += 1);
    return (nowReplayedMs) => {
      const knowsTooMuch = nowReplayedMs !== undefined && nowReplayedMs < (replayedAtMs ?? Infinity);
      if (own < this.taken || knowsTooMuch) return false;
      this.taken = own;
      return true;
    };
  }
}
