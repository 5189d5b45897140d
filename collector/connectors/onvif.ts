/** What cameras say of themselves by ONVIF: that they answer, their clock, make and firmware, and where their picture is. */
import { z } from 'zod';
import type { Connector, PlaceReference } from '../connector.ts';
import { askDevice, type DeviceFacts } from '../onvif/ask-device.ts';
import { askEach, paceFields } from '../probing/ask-each.ts';
import {
  addressOf,
  cameraFields,
  camerasAnswer,
  EVERY_ADDRESS,
  hasEveryAddress,
  placesOf,
} from '../probing/cameras.ts';
import { notInTime } from '../probing/dial-within.ts';

const address = z.string().regex(/^(?:https?:\/\/[^@]+|\$\{[A-Z0-9_]+\}.*)$/, {
  error: 'http://host/path or https://…, with the user and the password in fields of their own',
});

const settings = z
  .strictObject({
    ...cameraFields({
      address,
      url: 'Address of the device service, e.g. `http://10.30.0.5/onvif/device_service`',
      mostPlaces: 500,
    }),
    snapshots: z.boolean().default(false).meta({
      description: 'Whether each camera is asked where its picture is; it is told, not fetched.',
    }),
    ...paceFields({ many: 'Cameras', one: 'camera' }, { atOnce: 32 }, { atOnce: 8, eachTimeoutMs: 5_000 }),
  })
  .refine(hasEveryAddress, EVERY_ADDRESS);
type Settings = z.infer<typeof settings>;

/** One camera in the document. `alive` is false for every reason but `ok`. */
interface Row extends DeviceFacts {
  readonly place: string;
  readonly alive: boolean;
  readonly reason: string;
  readonly answeredMs: number | null;
}

const NOTHING: DeviceFacts = {
  clockAheadSeconds: null,
  manufacturer: null,
  model: null,
  firmware: null,
  snapshotUrl: null,
};

const EXAMPLE = `id: camera-onvif
name: { vi: Camera trả lời ONVIF, en: Cameras by ONVIF }
office: { vi: Công an tỉnh, en: Provincial Police }
domain: camera-giam-sat
connector: onvif
everySeconds: 60
timeoutMs: 50000
settings:
  urls:
    cam-001: http://10.30.0.11/onvif/device_service
    cam-002: http://10.30.0.12/onvif/device_service
  places: [cam-001, cam-002]
  user: wall
  password: \${CAMERA_PASSWORD}
mapping: |
  { "observations": [
    cameras.{
      "indicator": "trang-thai-camera", "place": place, "observedAt": $nowMs,
      "value": alive ? "truc-tuyen" : "mat-ket-noi"
    }
  ] }
network: { cidrs: [10.30.0.0/24] }
`;

export const connector: Connector<Settings> = {
  id: 'onvif',
  title: { vi: 'Tình trạng camera qua ONVIF', en: 'State of cameras by ONVIF' },
  settings,
  example: EXAMPLE,
  answers: 'document',
  async poll({ settings: wish, signal, places, exchange, limits }) {
    const { user, password, snapshots: wantsSnapshot } = wish;
    // The cameras' clocks are compared with the one that dates our own words to them.
    const nowMs = Date.now();
    const { rows, refused } = await askEach<PlaceReference, Row>(
      {
        targets: placesOf(wish.places, places),
        nameOf: ({ id }) => id,
        ask: async (place, turn) => {
          const startMs = performance.now();
          const url = addressOf(wish, place);
          const question = { exchange, url, user, password, wantsSnapshot, maxDepth: limits.maxDepth, nowMs };
          const facts = await within(askDevice(question), turn);
          const answeredMs = Math.round(performance.now() - startMs);
          return { place: place.id, alive: true, reason: 'ok', answeredMs, ...facts };
        },
        failed: ({ id }, { reason }) => ({ place: id, alive: false, reason, answeredMs: null, ...NOTHING }),
      },
      { signal, atOnce: wish.atOnce, eachTimeoutMs: wish.eachTimeoutMs },
    );
    return camerasAnswer(rows, refused);
  },
};

/** An exchange ends with the poll; the camera's own time ends sooner. */
function within<Answer>(asked: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(notInTime()), { once: true });
  });
  // What loses the race may fail later, unheard.
  asked.catch(() => {});
  late.catch(() => {});
  return Promise.race([asked, late]);
}
