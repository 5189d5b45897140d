/**
 * Orders to screens. Whoever takes one writes it into a stream that every display server follows; the one that has the
 * screen passes it on, and writes down what it answered. An order that came too late is void: no screen acts on it later.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { redisKeys } from '../../../shared/redis-keys.ts';
import {
  ORDER_ANSWERS,
  ORDER_WITHIN_MS,
  type OrderAnswer,
  type ScreenOrder,
} from '../../../shared/socket.ts';

/** The stream is looked at this often, ms. */
const LOOK_EVERY_MS = 150;
/** Whoever gave an order asks this often for the answer, ms. */
const ASK_EVERY_MS = 40;
/** Most orders that wait; people give one at a time. */
const MAX_ORDERS = 1_000;
const READ_COUNT = 100;
/** An answer is read at once or never. */
const ANSWER_LASTS_MS = 10_000;
const FIELD = 'o';

interface WrittenOrder {
  readonly id: string;
  readonly screen: string;
  readonly order: ScreenOrder;
  readonly untilMs: number;
}

/** Passes an order to a screen; undefined: this server has no such screen, or it did not answer. */
export type Deliver = (screen: string, order: ScreenOrder) => Promise<OrderAnswer | undefined>;

export class ScreenOrders {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  /** Where the stream was read up to; undefined: not known yet. */
  private cursor: string | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly deliver: Deliver,
    private readonly nowMs: () => number,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      this.looking ??= this.look().finally(() => (this.looking = undefined));
    }, LOOK_EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** @returns what the screen answered; `silent`: nothing, in time. */
  async give(screen: string, order: ScreenOrder): Promise<OrderAnswer | 'silent'> {
    const written: WrittenOrder = {
      id: randomUUID(),
      screen,
      order,
      untilMs: this.nowMs() + ORDER_WITHIN_MS,
    };
    const key = redisKeys.screenOrders();
    await this.redis.xadd(key, 'MAXLEN', '~', MAX_ORDERS, '*', FIELD, JSON.stringify(written));
    const giveUpAtMs = performance.now() + ORDER_WITHIN_MS;
    for (;;) {
      const said = await this.redis.get(redisKeys.screenAnswer(written.id));
      const answer = ORDER_ANSWERS.find((one) => one === said);
      if (answer !== undefined) return answer;
      if (performance.now() >= giveUpAtMs) return 'silent';
      await sleep(ASK_EVERY_MS);
    }
  }

  private async look(): Promise<void> {
    try {
      // What was ordered before this server was there is none of its screens' concern.
      this.cursor ??=
        (await this.redis.xrevrange(redisKeys.screenOrders(), '+', '-', 'COUNT', 1))[0]?.[0] ?? '0-0';
      const entries = await this.redis.xrange(
        redisKeys.screenOrders(),
        `(${this.cursor}`,
        '+',
        'COUNT',
        READ_COUNT,
      );
      for (const [id, fields] of entries) {
        this.cursor = id;
        void this.obey(JSON.parse(fields[1] ?? '') as WrittenOrder);
      }
    } catch (error) {
      this.log.debug({ err: error }, 'orders to screens not read from Redis');
    }
  }

  private async obey({ id, screen, order, untilMs }: WrittenOrder): Promise<void> {
    if (this.nowMs() >= untilMs) return;
    try {
      const answer = await this.deliver(screen, order);
      if (answer === undefined) return;
      await this.redis.set(redisKeys.screenAnswer(id), answer, 'PX', ANSWER_LASTS_MS);
    } catch (error) {
      this.log.debug({ err: error, screen }, 'an order was not answered');
    }
  }
}
