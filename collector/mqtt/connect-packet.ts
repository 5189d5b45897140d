/** How we introduce ourselves to a broker. Pure. */
import type { IConnectPacket } from 'mqtt-packet';
import type { SessionOptions } from './session-options.ts';

/** Topic, properties and header of a message, beyond its payload. */
const ENVELOPE_BYTES = 66_000;

export function maxPacketBytes({ maxPayloadBytes }: Pick<SessionOptions, 'maxPayloadBytes'>): number {
  return maxPayloadBytes + ENVELOPE_BYTES;
}

export function connectPacket(options: SessionOptions): IConnectPacket {
  const { version, clientId, username, password, isLasting, sessionExpiryS, keepAliveS } = options;
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: version,
    clientId,
    clean: !isLasting,
    keepalive: keepAliveS,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: Buffer.from(password) }),
    ...(version === 4
      ? {}
      : {
          properties: {
            sessionExpiryInterval: isLasting ? sessionExpiryS : 0,
            receiveMaximum: options.maxUnderWay,
            maximumPacketSize: maxPacketBytes(options),
            requestProblemInformation: false,
          },
        }),
  };
}
