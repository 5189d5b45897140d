/** `config/<province>/sources/<id>.yaml`: one configured upstream. */
import { z } from 'zod';
import { bilingualSchema, idSchema } from './common.ts';
import { tableMappingSchema } from './table-mapping.ts';

/** No connection may take longer, whatever a source says. */
export const MAX_CONNECT_MS = 3_000;

/** Bounds of one fetch; a source may tighten or widen them within the schema's own bounds. */
const fetchLimitsSchema = z
  .strictObject({
    maxBytes: z.number().int().min(1_000).max(50_000_000).default(5_000_000).meta({
      description: 'Most bytes of a body after decompression.',
    }),
    maxRatio: z.number().min(1).max(1_000).default(100).meta({
      description: 'Most times a compressed body may grow when unpacked.',
    }),
    maxDepth: z
      .number()
      .int()
      .min(2)
      .max(200)
      .default(50)
      .meta({ description: 'Deepest nesting of a document.' }),
    connectTimeoutMs: z.number().int().min(50).max(MAX_CONNECT_MS).default(MAX_CONNECT_MS).meta({
      description: 'Longest a connection may take, the look-up of its name included, in ms.',
    }),
    maxRedirects: z.number().int().min(0).max(10).default(5).meta({
      description: 'Most redirects that one request follows.',
    }),
    maxObservations: z.number().int().min(1).max(200_000).default(20_000).meta({
      description: 'Most observations one poll may give.',
    }),
  })
  .prefault({});

const networkSchema = z
  .strictObject({
    cidrs: z
      .array(z.union([z.cidrv4(), z.cidrv6()]))
      .default([])
      .meta({
        description:
          'Internal networks it may reach, e.g. `10.1.0.0/16`. Without them loopback, private and link-local addresses are refused.',
      }),
    origins: z
      .array(z.url({ protocol: /^https?$/ }))
      .default([])
      .meta({
        description:
          'Further addresses, as scheme, host and port, that redirects and next pages may lead to. Those of its settings are allowed.',
      }),
  })
  .prefault({})
  .meta({ description: 'What it may reach. Nothing else is dialled, whatever a name or a redirect says.' });

const mappingSchema = z.union([z.string().min(1), tableMappingSchema]).meta({
  description:
    'From the upstream document to { observations, events }: JSONata, or a table where rows are figures. Not needed by picture connectors.',
});
export type Mapping = z.infer<typeof mappingSchema>;

export const sourceSchema = z
  .strictObject({
    id: idSchema.meta({ description: "Equal to the file's name." }),
    name: bilingualSchema.meta({ description: 'Name of the upstream system.' }),
    office: bilingualSchema.meta({
      description: 'The office that runs it, shown as provenance on every number.',
    }),
    shortOffice: bilingualSchema
      .optional()
      .meta({ description: "The office's usual short name, for where its name has no room." }),
    domain: idSchema.meta({ description: 'The one domain it feeds.' }),
    connector: idSchema.meta({
      description: 'Kind of upstream: the name of a file in collector/connectors.',
    }),
    everySeconds: z.number().positive().min(0.2).max(86_400).default(86_400).meta({
      description: 'Seconds between polls. Only a form that people fill in has none: it says when it is due.',
    }),
    timeoutMs: z.number().int().min(50).max(120_000).default(10_000).meta({
      description: 'Longest one poll may take, in ms; never more than the time between polls.',
    }),
    settings: z.record(z.string(), z.unknown()).meta({
      description: "The connector's own settings; see its page. `${NAME}` takes an environment variable.",
    }),
    mapping: mappingSchema.optional(),
    backfill: z
      .strictObject({
        settings: z.record(z.string(), z.unknown()).meta({
          description: 'Settings that differ when the past is asked for; `{from}` and `{to}` are ISO times.',
        }),
        mapping: mappingSchema.optional().meta({ description: 'Absent: the mapping of the source.' }),
        hours: z
          .number()
          .positive()
          .max(24 * 366)
          .default(48)
          .meta({ description: 'How far back, in hours.' }),
        windowHours: z
          .number()
          .positive()
          .max(24 * 366)
          .default(6)
          .meta({
            description: 'Hours asked for in one request.',
          }),
      })
      .optional()
      .meta({ description: 'How to ask for the past, at first start and after an outage.' }),
    retry: z
      .strictObject({
        attempts: z.number().int().min(1).max(5).default(2).meta({ description: 'Tries within one poll.' }),
        delayMs: z.number().int().min(10).max(60_000).default(250),
      })
      .prefault({}),
    breaker: z
      .strictObject({
        failures: z.number().int().min(1).max(100).default(5).meta({
          description: 'Failed polls in a row that open the breaker.',
        }),
        halfOpenAfterMs: z.number().int().min(100).max(3_600_000).default(15_000).meta({
          description: 'How long an open breaker waits before one trial poll.',
        }),
      })
      .prefault({}),
    limits: fetchLimitsSchema,
    network: networkSchema,
  })
  .meta({ id: 'Source', description: 'One configured upstream system.' });
export type Source = z.infer<typeof sourceSchema>;
