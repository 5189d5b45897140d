/** Whether systems answer: pages, ports, certificates and names, asked from here. */
import { z } from 'zod';
import type { UpstreamError } from '../../shared/errors.ts';
import type { Connector } from '../connector.ts';
import { askEach, paceFields } from '../probing/ask-each.ts';
import { certificateFault } from '../uptime/certificate.ts';
import { askTarget, targetSchema, type Target, type Verdict } from '../uptime/target.ts';

const settings = z.strictObject({
  targets: z.array(targetSchema).min(1).max(500).meta({ description: 'What is asked, one answer each.' }),
  ca: z.array(z.string().min(1)).max(20).default([]).meta({
    description:
      'Certificates (PEM) of the authorities that vouch for internal systems; none: the public ones.',
  }),
  ...paceFields({ many: 'Targets', one: 'target' }, { atOnce: 64 }, { atOnce: 8, eachTimeoutMs: 4_000 }),
});
type Settings = z.infer<typeof settings>;

/** One target in the document. `up` is false for every reason but `ok`. */
interface Row {
  readonly place: string;
  readonly up: boolean;
  readonly reason: string;
  readonly status: number | null;
  readonly answeredMs: number | null;
  readonly certificateDaysLeft: number | null;
}

const EXAMPLE = `id: uptime
name: { vi: Giám sát hoạt động hệ thống, en: Watch over systems }
office: { vi: Sở Khoa học và Công nghệ, en: Department of Science and Technology }
domain: van-ban-dien-tu
connector: uptime
everySeconds: 60
settings:
  targets:
    - { place: vnpt-ioffice, url: 'https://ioffice.example.vn/dang-nhap' }
    - { place: truc-van-ban, url: 'tcp://10.1.0.20:8443' }
    - { place: ioc-tinh, url: 'dns://10.1.0.2/ioffice.example.vn?type=A' }
mapping: |
  { "observations": [
    targets.{
      "indicator": "trang-thai-he-thong", "place": place, "observedAt": $nowMs,
      "value": up ? (answeredMs > 1500 ? "cham" : "hoat-dong") : "mat-ket-noi"
    }
  ] }
network: { cidrs: [10.1.0.0/16] }
`;

export const connector: Connector<Settings> = {
  id: 'uptime',
  title: { vi: 'Hoạt động của hệ thống: HTTP, TCP, DNS', en: 'Uptime of systems: HTTP, TCP, DNS' },
  settings,
  example: EXAMPLE,
  answers: 'document',
  async poll({ settings: { targets, ca, atOnce, eachTimeoutMs }, signal, dial }) {
    // The clock that TLS itself judges certificates by.
    const nowMs = Date.now();
    const { rows, refused } = await askEach<Target, Row>(
      {
        targets,
        nameOf: ({ place }) => place,
        ask: async (target, turn) => {
          const startMs = performance.now();
          const verdict = await askTarget(target, { dial, ca, signal: turn, nowMs });
          return answered(target, verdict, Math.round(performance.now() - startMs));
        },
        failed,
      },
      { signal, atOnce, eachTimeoutMs },
    );
    const json = Buffer.from(JSON.stringify({ targets: rows }));
    const up = rows.filter((row) => row.up).length;
    const head = { status: `${up} of ${rows.length} up`, headers: {}, bytes: json.length };
    return { kind: 'document', json, refused, head };
  },
};

function answered({ place }: Target, verdict: Verdict, answeredMs: number): Row {
  return { place, up: verdict.reason === 'ok', answeredMs, ...verdict };
}

function failed({ place }: Target, error: UpstreamError): Row {
  return {
    place,
    up: false,
    reason: certificateFault(error) ?? error.reason,
    status: null,
    answeredMs: null,
    certificateDaysLeft: null,
  };
}
