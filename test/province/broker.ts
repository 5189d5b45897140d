/** A small MQTT broker of a simulated system: a real one of npm, on a port that an outage shuts. */
import { createServer } from 'node:net';
import { Aedes, type AuthenticateError } from 'aedes';
import { Listener, type Door } from './listener.ts';
import type { Credentials } from './service.ts';

export interface SystemBroker extends Door {
  readonly url: string;
  /** Kept by the broker until the next one of the topic. */
  publish(topic: string, payload: Buffer): Promise<void>;
  end(): Promise<void>;
}

/** Code of MQTT 3.1.1 for a user name or password that is wrong. */
const BAD_USER = 4;

export async function startBroker({ systemId, secretKey }: Credentials): Promise<SystemBroker> {
  const aedes = await Aedes.createBroker();
  aedes.authenticate = (_client, name, password, done) => {
    if (name === systemId && password?.toString() === secretKey) return done(null, true);
    const refused = Object.assign(new Error('sai tài khoản'), { returnCode: BAD_USER });
    done(refused as AuthenticateError, false);
  };
  // Subscribers listen only; what they are told comes from the system itself.
  aedes.authorizePublish = (_client, _packet, done) => done(new Error('chỉ được đọc'));
  const listener = new Listener(createServer(aedes.handle));
  const url = (await listener.open()).replace('http:', 'mqtt:');
  return {
    url,
    open: () => listener.open(),
    close: () => listener.close(),
    publish: (topic, payload) =>
      new Promise((resolve, reject) => {
        const packet = { cmd: 'publish', topic, payload, qos: 1, retain: true, dup: false } as const;
        aedes.publish(packet, (error) => (error ? reject(error) : resolve()));
      }),
    end: async () => {
      await listener.close();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
    },
  };
}
