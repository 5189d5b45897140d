/** Brokers of MQTT 3.1.1 and 5: gates, barriers, sensors that tell their figures themselves. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { UpstreamError } from '../../shared/errors.ts';
import type { DialTarget } from '../connector.ts';
import { checkDocument, parseJson, utf8Text } from '../json-document.ts';
import { MqttSession } from '../mqtt/session.ts';
import type { Message } from '../mqtt/session-options.ts';
import { MAX_UNDER_WAY, type PushConnector, type PushedDocument } from '../push-connector.ts';

const pem = (what: string) =>
  z
    .string()
    .min(1)
    .optional()
    .meta({ description: `${what}, as PEM text: by \`\${NAME}\`.` });

const settings = z.strictObject({
  url: z.string().min(1).meta({
    description: 'Address of the broker: `mqtt://host:1883`, or `mqtts://host:8883` for TLS.',
  }),
  version: z.enum(['3.1.1', '5']).default('5').meta({ description: 'Version of MQTT.' }),
  clientId: z.string().min(1).max(64).default('ioc').meta({
    description: 'Begin of the client id; the names of the collector and of the source follow.',
  }),
  username: z.string().min(1).optional().meta({ description: 'User name, where the broker wants one.' }),
  password: z.string().min(1).optional().meta({ description: 'Password, by `${NAME}`.' }),
  ca: pem('Certificates of the authorities that the broker’s certificate is checked by'),
  certificate: pem('Our own certificate, where the broker wants one'),
  key: pem('Key of our own certificate'),
  topics: z.array(z.string().min(1).max(1_000)).min(1).max(50).meta({
    description:
      'Topics, `+` and `#` allowed. Of `$share/<group>/<topic>` several collectors get each message once between them.',
  }),
  qos: z
    .union([z.literal(0), z.literal(1)])
    .default(1)
    .meta({ description: 'Quality of service. With 0 the broker may lose messages; with 1 none is lost.' }),
  sessionExpirySeconds: z.number().int().min(0).max(2_592_000).default(86_400).meta({
    description: 'How long the broker keeps messages for a collector that is away, in seconds (MQTT 5).',
  }),
  keepAliveSeconds: z.number().int().min(1).max(3_600).default(15).meta({
    description: 'A broker that is silent for twice as long, in seconds, counts as lost.',
  }),
  maxPayloadBytes: z.number().int().min(100).max(1_000_000).default(65_536).meta({
    description: 'Longest message that is read, in bytes; a longer one is refused and said.',
  }),
});
type Settings = z.infer<typeof settings>;

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'mqtt:': 1883, 'mqtts:': 8883 };

export const connector: PushConnector<Settings> = {
  id: 'mqtt',
  title: { vi: 'MQTT', en: 'MQTT' },
  settings,
  answers: 'document',
  example: `id: cam-bien-bai-xe
name: { vi: Cảm biến bãi xe, en: Yard sensors }
office: { vi: Ban Quản lý Khu kinh tế cửa khẩu, en: Border Economic Zone Authority }
domain: cua-khau-so
connector: mqtt
# The longest normal silence: beyond it the source is marked.
everySeconds: 60
settings:
  url: mqtts://mqtt.cuakhau.example:8883
  username: ioc
  password: \${MQTT_PASSWORD}
  topics: [bai-xe/+/so-xe]
mapping: |
  (
    $yard := $split(topic, "/")[1];
    { "observations": {
      "indicator": "xe-trong-tung-bai",
      "place": $place("yard", $yard),
      "value": payload.soXe,
      "observedAt": $exists(payload.thoiDiem) ? $time(payload.thoiDiem) : (isLive ? $nowMs)
    } }
  )
`,
  async subscribe(subscription) {
    const { settings: given, isTrial, limits, timeoutMs } = subscription;
    const socket = await subscription.dial(targetOf(given));
    const version = given.version === '5' ? 5 : 4;
    const session = new MqttSession(socket, {
      version,
      clientId: `${given.clientId}-${isTrial ? `probe-${randomUUID()}` : subscription.subscriber}`,
      username: given.username,
      password: given.password,
      // A look must not take a share of what others are to get.
      topics: isTrial ? given.topics.map(withoutShare) : given.topics,
      qos: given.qos,
      isLasting: !isTrial,
      sessionExpiryS: given.sessionExpirySeconds,
      keepAliveS: given.keepAliveSeconds,
      timeoutMs,
      maxPayloadBytes: Math.min(given.maxPayloadBytes, limits.maxBytes),
      maxUnderWay: MAX_UNDER_WAY,
      onUp: () => subscription.up({ status: `MQTT ${given.version}, subscribed`, headers: {}, bytes: 0 }),
      onMessage: (message) => subscription.deliver(documentOf(message, limits.maxDepth)),
    });
    await session.run();
  },
};

function targetOf({ url, ca, certificate, key }: Settings): DialTarget {
  const at = URL.canParse(url) ? new URL(url) : undefined;
  const port = at === undefined ? undefined : DEFAULT_PORTS[at.protocol];
  if (at === undefined || port === undefined || at.hostname === '')
    throw new UpstreamError({ reason: 'client', message: 'its address is none of mqtt:// or mqtts://' });
  const target = { host: at.hostname, port: at.port === '' ? port : Number(at.port) };
  return at.protocol === 'mqtts:' ? { ...target, tls: { ca, cert: certificate, key } } : target;
}

function withoutShare(topic: string): string {
  return topic.startsWith('$share/') ? topic.split('/').slice(2).join('/') : topic;
}

/** What the mapping gets: `{ topic, payload, retained, isLive }`. A plain number is JSON too. */
function documentOf({ topic, payload, bytes, retained, isLive }: Message, maxDepth: number): PushedDocument {
  const refuse = (why: string): PushedDocument => ({
    refused: [`${JSON.stringify(shortened(topic))}: ${why}`],
  });
  if (payload === undefined) return refuse(`a message of ${bytes} bytes, more than is read`);
  try {
    const read = parseJson(utf8Text(payload));
    checkDocument(read, maxDepth);
    const document = JSON.stringify({ topic, payload: read, retained, isLive });
    return { json: new TextEncoder().encode(document) };
  } catch (error) {
    if (error instanceof UpstreamError) return refuse(error.message);
    throw error;
  }
}

const MAX_TOPIC_LETTERS = 80;
function shortened(topic: string): string {
  return topic.length > MAX_TOPIC_LETTERS ? `${topic.slice(0, MAX_TOPIC_LETTERS)}…` : topic;
}
