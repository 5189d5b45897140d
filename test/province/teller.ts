/** Lets a system tell by itself what it publishes: to its broker, by webhook, by an officer; under a fault as its routes would. */
import { createHmac, randomUUID } from 'node:crypto';
import { startBroker, type SystemBroker } from './broker.ts';
import { environmentName } from './environment-name.ts';
import { FAULTS } from './faults.ts';
import type { ServiceState } from './http-service.ts';
import type { Credentials, ServedValue, ToldMessage, UpstreamSystem, UpstreamTelling } from './service.ts';
import { liveMoment, makeView } from './view.ts';

export interface Teller {
  readonly broker: SystemBroker | undefined;
  readonly env: Readonly<Record<string, string>>;
  start(state: ServiceState): void;
  close(): Promise<void>;
}

/** How often it looks whether there is a new publication, ms: values set by hand are told within this. */
const LOOK_EVERY_MS = 1_000;
const SEND_TIMEOUT_MS = 5_000;

export interface TellerAddresses {
  /** Where the collector takes deliveries; absent: none are sent. */
  readonly webhookUrl?: string | undefined;
  /** The wall whose forms are filled in; absent: nobody fills in any. */
  readonly displayUrl?: string | undefined;
}

interface Told {
  readonly messages: readonly ToldMessage[];
  readonly asOfMs: number | undefined;
  readonly values: Record<string, ServedValue>;
}

/** Key of Standard Webhooks: its bytes are the letters of the secret. */
function webhookKey({ secretKey }: Credentials): string {
  return `whsec_${Buffer.from(secretKey).toString('base64')}`;
}

export async function makeTeller(
  system: UpstreamSystem,
  credentials: Credentials,
  addresses: TellerAddresses,
): Promise<Teller> {
  const tellings = system.tellings ?? [];
  const name = environmentName(system.id);
  const tells = (by: UpstreamTelling['by']) => tellings.some((telling) => telling.by === by);
  const broker = tells('mqtt') ? await startBroker(credentials) : undefined;
  const timers: NodeJS.Timeout[] = [];
  return {
    broker,
    env: {
      ...(broker === undefined ? {} : { [`${name}_MQTT`]: broker.url }),
      ...(tells('webhook') ? { [`${name}_WEBHOOK_KEY`]: webhookKey(credentials) } : {}),
    },
    start: (state) => {
      for (const telling of tellings) {
        const send = {
          mqtt: () => toBroker(broker),
          webhook: () => toCollector(addresses.webhookUrl, credentials),
          entry: () => toForm(addresses.displayUrl),
        }[telling.by]();
        timers.push(setInterval(repeating(state, telling, send), LOOK_EVERY_MS).unref());
      }
    },
    close: async () => {
      timers.forEach(clearInterval);
      await broker?.end();
    },
  };
}

/** What a source would be told now, for tests of configuration. */
export function toldNow(state: ServiceState, source: string): readonly ToldMessage[] {
  const telling = state.system.tellings?.find((one) => one.source === source);
  if (telling === undefined) throw new RangeError(`${state.system.id} tells nothing to ${source}`);
  return told(state, telling).messages;
}

function told(state: ServiceState, telling: UpstreamTelling): Told {
  const { simulation, overrides, fault } = state;
  const values: Record<string, ServedValue> = {};
  const distortion = (fault && FAULTS[fault.kind]?.distort?.(fault, state.ledger.counts.requests)) ?? {};
  const note = (series: string, value: ServedValue) => void (values[series] = value);
  const context = { simulation, overrides, distortion, note };
  let asOfMs: number | undefined;
  const messages = telling.messages({
    live: (rhythm) => {
      const view = makeView(context, liveMoment(context, rhythm), true);
      asOfMs = view.atMs;
      return view;
    },
  });
  return { messages, asOfMs, values };
}

type Send = (telling: UpstreamTelling, message: ToldMessage, body: Buffer) => Promise<void>;

/** Tells each publication once; one that could not be sent is tried again at the next look. */
function repeating(state: ServiceState, telling: UpstreamTelling, send: Send): () => void {
  let isSending = false;
  let lastMs: number | undefined;
  const toldIds = new Set<string>();
  const tell = async () => {
    const { messages, asOfMs, values } = told(state, telling);
    if (asOfMs === lastMs) return;
    const isHalf = state.fault?.kind === 'malformed';
    for (const message of messages) {
      if (message.id !== undefined && toldIds.has(message.id)) continue;
      const body = Buffer.from(JSON.stringify(message.json));
      await send(telling, message, isHalf ? body.subarray(0, body.length / 2) : body);
      if (message.id !== undefined) toldIds.add(message.id);
    }
    lastMs = asOfMs;
    const servedAtMs = state.simulation.nowMs();
    const path = `${telling.by}:${telling.source}`;
    state.ledger.note({ servedAtMs, method: 'TELL', path, outcome: 'told', values });
  };
  return () => {
    // Who hangs, drips or is shut tells nothing.
    const kind = state.fault?.kind;
    const isSilent = kind === 'outage' || (kind !== 'malformed' && FAULTS[kind ?? '']?.respond !== undefined);
    if (isSending || isSilent) return;
    isSending = true;
    tell()
      .catch(() => {})
      .finally(() => (isSending = false));
  };
}

function toBroker(broker: SystemBroker | undefined): Send {
  return async (_telling, { topic }, body) => broker?.publish(topic, body);
}

/** Signed as Standard Webhooks says. */
function toCollector(webhookUrl: string | undefined, { secretKey }: Credentials): Send {
  return async ({ source }, _message, body) => {
    if (webhookUrl === undefined) return;
    const id = `msg_${randomUUID()}`;
    const seconds = Math.floor(Date.now() / 1000);
    const signed = createHmac('sha256', secretKey).update(`${id}.${seconds}.`).update(body);
    const response = await fetch(`${webhookUrl}/in/${source}`, {
      method: 'POST',
      body: new Uint8Array(body),
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(seconds),
        'webhook-signature': `v1,${signed.digest('base64')}`,
      },
      signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
  };
}

/** As the page `/entry` does, from this machine. */
function toForm(displayUrl: string | undefined): Send {
  return async (_telling, _message, body) => {
    if (displayUrl === undefined) return;
    const response = await fetch(`${displayUrl}/api/v1/entries`, {
      method: 'POST',
      body: new Uint8Array(body),
      headers: { 'content-type': 'application/json', origin: displayUrl },
      signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
  };
}
