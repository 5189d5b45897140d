/** Reads where sources stand. Those that are due in one moment are read together, by one command per domain. */
import type { Redis } from 'ioredis';
import { redisKeys } from '../shared/redis-keys.ts';
import { gateField, pastField } from './progress.ts';

/** Texts as the store has them; empty where it has none. */
export interface Standing {
  readonly progress: string;
  /** The past that is owed. */
  readonly past: string;
  readonly gate: string;
}

interface Wish {
  readonly source: string;
  readonly resolve: (standing: Standing) => void;
  readonly reject: (error: unknown) => void;
}

export class ProgressReader {
  private readonly waiting = new Map<string, Wish[]>();

  constructor(private readonly redis: Redis) {}

  read(domain: string, source: string): Promise<Standing> {
    return new Promise((resolve, reject) => {
      const wish = { source, resolve, reject };
      const beside = this.waiting.get(domain);
      if (beside !== undefined) return void beside.push(wish);
      this.waiting.set(domain, [wish]);
      queueMicrotask(() => void this.flush(domain));
    });
  }

  private async flush(domain: string): Promise<void> {
    const wishes = this.waiting.get(domain) ?? [];
    this.waiting.delete(domain);
    const fields = wishes.flatMap(({ source }) => [source, pastField(source), gateField(source)]);
    try {
      const texts = await this.redis.hmget(redisKeys.progress(domain), ...fields);
      const textOf = (at: number) => texts[at] ?? '';
      wishes.forEach(({ resolve }, at) =>
        resolve({ progress: textOf(3 * at), past: textOf(3 * at + 1), gate: textOf(3 * at + 2) }),
      );
    } catch (error) {
      for (const { reject } of wishes) reject(error);
    }
  }
}
