/** What a broker's codes mean to us. Pure. */
import { UpstreamError, type UpstreamReason } from '../../shared/errors.ts';

interface Meaning {
  readonly reason: UpstreamReason;
  readonly words: string;
}

/** MQTT 3.1.1, chapter 3.2.2.3. */
const CONNACK_4: Readonly<Record<number, Meaning>> = {
  1: { reason: 'client', words: 'the broker does not speak this version of MQTT; set `version`' },
  2: { reason: 'client', words: 'the broker refuses the client id' },
  3: { reason: 'server', words: 'the broker is not available' },
  4: { reason: 'auth', words: 'user name or password are wrong' },
  5: { reason: 'auth', words: 'the broker does not let this user in' },
};

/** MQTT 5, chapter 2.4: codes of CONNACK, SUBACK and DISCONNECT. */
const CODES_5: Readonly<Record<number, Meaning>> = {
  0x84: { reason: 'client', words: 'the broker does not speak this version of MQTT; set `version`' },
  0x85: { reason: 'client', words: 'the broker refuses the client id' },
  0x86: { reason: 'auth', words: 'user name or password are wrong' },
  0x87: { reason: 'auth', words: 'the broker does not let this user in, or not to this topic' },
  0x88: { reason: 'server', words: 'the broker is not available' },
  0x89: { reason: 'rate-limited', words: 'the broker is busy' },
  0x8a: { reason: 'auth', words: 'the broker has banned this client' },
  0x8b: { reason: 'server', words: 'the broker shuts down' },
  0x8d: { reason: 'timeout', words: 'the broker has not heard from us in time' },
  0x8e: {
    reason: 'client',
    words: 'another client has taken the session over: give each collector a COLLECTOR_NAME of its own',
  },
  0x8f: { reason: 'client', words: 'the broker refuses the topic' },
  0x93: { reason: 'client', words: 'the broker says that we let too many messages wait' },
  0x95: { reason: 'too-large', words: 'the broker says that a packet is too large' },
  0x96: { reason: 'rate-limited', words: 'the broker says that there are too many messages' },
  0x97: { reason: 'rate-limited', words: 'a quota of the broker is used up' },
  0x9e: { reason: 'client', words: 'the broker has no shared subscriptions' },
  0x9f: { reason: 'rate-limited', words: 'the broker is asked for connections too often' },
  0xa2: { reason: 'client', words: 'the broker has no wildcards in topics' },
};

export type MqttVersion = 4 | 5;

/** The failure that a code of 128 and more (MQTT 3.1.1: any but 0) tells of. The broker's own words are not repeated. */
export function brokerFailure(code: number, version: MqttVersion, what: string): UpstreamError {
  const meaning =
    version === 4 || code < 0x80 ? (CONNACK_4[code] ?? undefined) : (CODES_5[code] ?? undefined);
  const words = meaning?.words ?? `the broker says no with code ${code}`;
  return new UpstreamError({ reason: meaning?.reason ?? 'client', message: `${what}: ${words}` });
}
