/** What a subscriber wants of its connection, and what it gets. */
import type { MqttVersion } from './reasons.ts';

export interface Message {
  readonly topic: string;
  /** Absent: it was longer than allowed, and is not kept. */
  readonly payload?: Buffer | undefined;
  readonly bytes: number;
  readonly retained: boolean;
  /**
   * Whether it was published just now: not kept by the broker until we came, nor waiting while we recorded others.
   */
  readonly isLive: boolean;
}

export interface SessionOptions {
  readonly version: MqttVersion;
  readonly clientId: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly topics: readonly string[];
  readonly qos: 0 | 1;
  /** Whether the broker keeps what is missed, and for how long in s (MQTT 5). */
  readonly isLasting: boolean;
  readonly sessionExpiryS: number;
  readonly keepAliveS: number;
  readonly timeoutMs: number;
  readonly maxPayloadBytes: number;
  /** Messages that may be under way; beyond it nothing is read. */
  readonly maxUnderWay: number;
  readonly onUp: () => void;
  /** Resolves when the message may be acknowledged. */
  readonly onMessage: (message: Message) => Promise<void>;
}
