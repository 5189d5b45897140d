/**
 * The screens of all display servers, shared through one hash in Redis. While Redis is away each server still
 * lists its own, and those it read last.
 */
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { redisKeys } from '../../../shared/redis-keys.ts';
import type { ScreenRecord } from '../../../shared/socket.ts';
import { lastWordMs, MAX_SCREENS_KEPT, SCREEN_KEPT_MS, type ScreenRegistry } from './screen-registry.ts';

/** Records that changed are written together this often, ms. */
const WRITE_EVERY_MS = 500;
/** The list of the others is read again at most this often, ms. */
const READ_EVERY_MS = 1_000;

/**
 * KEYS: screens. ARGV: id, new record, what this server wrote last.
 * A screen that went on to another server is that server's to describe: its record is no longer what we wrote.
 */
const WRITE_IF_OURS_SCRIPT = `
local known = redis.call('HGET', KEYS[1], ARGV[1])
if known and known ~= ARGV[3] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
`;

export class SharedScreens {
  private readonly unwritten = new Set<string>();
  private readonly written = new Map<string, string>();
  private others: readonly ScreenRecord[] = [];
  private readAtMs = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly registry: () => ScreenRegistry,
    private readonly nowMs: () => number,
    private readonly log: Logger,
  ) {}

  /** Notes that a screen's record changed; it is written with the next round. */
  note(id: string): void {
    this.unwritten.add(id);
  }

  start(): void {
    this.timer = setInterval(() => {
      this.writing ??= this.writeNext();
    }, WRITE_EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.writing;
    await this.write();
  }

  /** All screens, each as whoever heard of it last describes it. */
  async list(): Promise<readonly ScreenRecord[]> {
    const nowMs = this.nowMs();
    if (nowMs - this.readAtMs >= READ_EVERY_MS) await this.read(nowMs);
    const newest = new Map(this.others.map((screen) => [screen.id, screen]));
    for (const own of this.registry().list(nowMs)) {
      const other = newest.get(own.id);
      if (other === undefined || lastWordMs(own) >= lastWordMs(other)) newest.set(own.id, own);
    }
    return [...newest.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** One round at a time: what a round may replace is what the round before wrote. */
  private async writeNext(): Promise<void> {
    await this.write();
    this.writing = undefined;
  }

  private async write(): Promise<void> {
    if (this.unwritten.size === 0) return;
    const pipeline = this.redis.pipeline();
    const connected = new Map<string, string>();
    const left: string[] = [];
    for (const id of this.unwritten) {
      const record = this.registry().get(id);
      if (record === undefined) continue;
      const text = JSON.stringify(record);
      if (record.disconnectedAtMs === undefined) connected.set(id, text);
      else {
        left.push(id);
        pipeline.eval(WRITE_IF_OURS_SCRIPT, 1, redisKeys.screens(), id, text, this.written.get(id) ?? '');
      }
    }
    if (connected.size > 0) pipeline.hset(redisKeys.screens(), connected);
    this.unwritten.clear();
    try {
      const failed = (await pipeline.exec())?.find(([error]) => error !== null);
      if (failed?.[0]) throw failed[0];
      // As written: the registry may know better by now, and says so in the next round.
      for (const [id, text] of connected) this.written.set(id, text);
      for (const id of left) this.written.delete(id);
    } catch (error) {
      // Redis is away: what is unwritten is written when it is back.
      for (const id of [...connected.keys(), ...left]) this.unwritten.add(id);
      this.log.debug({ err: error }, 'screens not written to Redis');
    }
  }

  private async read(nowMs: number): Promise<void> {
    this.readAtMs = nowMs;
    try {
      const texts = await this.redis.hvals(redisKeys.screens());
      const screens = texts
        .map((text) => JSON.parse(text) as ScreenRecord)
        .toSorted((a, b) => lastWordMs(b) - lastWordMs(a));
      const kept = screens
        .slice(0, MAX_SCREENS_KEPT)
        .filter((one) => nowMs - lastWordMs(one) < SCREEN_KEPT_MS);
      this.others = kept;
      const isKept = new Set(kept.map(({ id }) => id));
      const overdue = screens.filter(({ id }) => !isKept.has(id)).map(({ id }) => id);
      if (overdue.length > 0) await this.redis.hdel(redisKeys.screens(), ...overdue);
    } catch (error) {
      this.log.debug({ err: error }, 'screens not read from Redis');
    }
  }
}
