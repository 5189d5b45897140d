/** Shapes of the answers of the time machine. Frames and snapshots are those of the socket. */
import { z } from 'zod';
import { idSchema } from '../../../shared/config/common.ts';
import type { WireBatch } from '../../../shared/frame.ts';
import type { FramesThenReply, MarksReply, StateThenReply } from '../../../shared/journal/replies.ts';
import type { JudgingConfig } from '../../../shared/screen-config.ts';
import { screenConfigSchema } from './schemas.ts';
import { atMsSchema } from './truth-schemas.ts';

const cursorSchema = z.string().meta({ description: 'Id of a change.' });
const configSchema = z.string().meta({
  description:
    'Hash of the configuration by which screens judged then, for /configs; empty where nothing is known.',
});

/** As screens get it by the socket, in its short form: shared/frame.ts says what the letters mean. */
const wireBatchSchema: z.ZodType<WireBatch> = z.looseObject({ s: z.string(), c: z.number() }).meta({
  id: 'WireBatch',
  description: 'What one poll changed: source `s`, collected at `c`, values by indicator `i`, events `v`.',
});

export const stateThenSchema = z
  .strictObject({
    serverNowMs: atMsSchema,
    after: cursorSchema,
    config: configSchema,
    unknown: z.enum(['before', 'gap', 'damaged']).exactOptional().meta({
      description:
        'Why nothing is known of the instant: it lies before the history, in a gap, or in a damaged file.',
    }),
    snapshot: z.strictObject({
      d: idSchema,
      e: z.string(),
      t: cursorSchema,
      n: atMsSchema,
      b: z.array(wireBatchSchema),
    }),
  })
  .meta({ id: 'StateThen' }) satisfies z.ZodType<StateThenReply>;

export const framesThenSchema = z
  .strictObject({
    frames: z.array(
      z.strictObject({
        d: idSchema,
        e: z.string(),
        f: cursorSchema,
        t: cursorSchema,
        n: atMsSchema,
        b: z.array(wireBatchSchema),
      }),
    ),
    to: cursorSchema.meta({ description: '`after` of the next page.' }),
    reachedMs: atMsSchema.meta({ description: 'Nothing else was told up to then.' }),
    breakMs: atMsSchema.exactOptional().meta({ description: 'From then on ask /at anew.' }),
    config: configSchema,
  })
  .meta({ id: 'FramesThen' }) satisfies z.ZodType<FramesThenReply>;

export const marksSchema = z
  .strictObject({
    serverNowMs: atMsSchema,
    historyFromMs: atMsSchema.exactOptional().meta({ description: 'Before it nothing was kept.' }),
    marks: z.array(
      z.strictObject({
        kind: z.enum(['outage', 'gap']),
        fromMs: atMsSchema,
        toMs: atMsSchema,
        names: z.array(z.string()).meta({ description: 'Sources that failed; of a gap the domains.' }),
      }),
    ),
  })
  .meta({ id: 'Marks' }) satisfies z.ZodType<MarksReply>;

export const judgingConfigSchema = screenConfigSchema
  .omit({ build: true, serverNowMs: true })
  .meta({ id: 'JudgingConfig' }) satisfies z.ZodType<JudgingConfig>;
