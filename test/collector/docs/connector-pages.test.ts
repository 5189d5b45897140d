import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { assertSourcesUsable } from '../../../collector/check-sources.ts';
import { CONNECTORS } from '../../../collector/connector-registry.ts';
import type { Connector } from '../../../collector/connector.ts';
import { connectorPages } from '../../../collector/docs/connector-pages.ts';
import { settingRows, type FieldSchema } from '../../../collector/docs/setting-rows.ts';
import { readConfigFiles } from '../../../config/read-config.ts';
import { loadConfig } from '../../../shared/config/load.ts';

const FOLDER = new URL('../../../config/docs/connectors/', import.meta.url);
const province = await readConfigFiles('config/lang-son');

describe('the pages of the connectors', () => {
  it('are up to date: else run `npm run docs:connectors`', () => {
    const pages = connectorPages();
    expect(readdirSync(FOLDER).toSorted()).toEqual([...pages.keys()].toSorted());
    for (const [name, text] of pages) expect(readFileSync(new URL(name, FOLDER), 'utf8'), name).toBe(text);
  });

  it.each([...CONNECTORS.values()].map((connector) => [connector.id, connector] as const))(
    'describe every setting of %s',
    (_id, { settings }) => {
      const rows = settingRows(z.toJSONSchema(settings, { io: 'input', reused: 'inline' }) as FieldSchema);
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.filter(({ description }) => description === '').map(({ name }) => name)).toEqual([]);
    },
  );

  const examples = [...CONNECTORS.values()].flatMap(({ id, example }) =>
    example === undefined ? [] : [[id, example] as const],
  );
  it.each(examples)('give an example of %s that the province could use as it is', (connector, text) => {
    const id = /^id: (.+)$/m.exec(text)?.[1] ?? '';
    const path = `sources/${id}.yaml`;
    const files = [...province.filter((file) => file.path !== path), { path, text }];
    const config = loadConfig(files);
    assertSourcesUsable(config, files);
    expect(config.sources.find((source) => source.id === id)?.connector).toBe(connector);
  });
});

describe('a page', () => {
  const settings = z.strictObject({
    url: z.string().meta({ description: 'Address, `a|b`.' }),
    idleMs: z.number().int().min(10).max(5_000).default(250).meta({ description: 'Patience.' }),
    order: z.enum(['up', 'down']).optional().meta({ description: 'Which way.' }),
    auth: z
      .discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('basic').meta({ description: 'User and password.' }),
          user: z.string().meta({ description: 'Who.' }),
        }),
        z.strictObject({ kind: z.literal('none').meta({ description: 'Nobody.' }) }),
      ])
      .optional()
      .meta({ description: 'Who asks.' }),
    topics: z
      .array(z.strictObject({ name: z.string().meta({ description: 'Its name.' }) }))
      .min(1)
      .meta({ description: 'Topics.' }),
  });
  const connector: Connector = {
    id: 'planted',
    title: { vi: 'Thử', en: 'Planted' },
    settings,
    example: 'id: planted\n',
    answers: 'document',
    poll: () => Promise.reject(new Error('never asked')),
  };
  const text = connectorPages(new Map([['planted', connector]])).get('planted.md') ?? '';

  it.each([
    ['| `url` | string |  | required | Address, `a\\|b`. |'],
    ['| `idleMs` | integer 10–5000 | ms | `250` | Patience. |'],
    ['| `order` | "up", "down" |  |  | Which way. |'],
    ['| `auth` | object |  |  | Who asks. |'],
    ['| `auth (kind: basic)` | object |  |  | User and password. |'],
    ['| `auth (kind: basic).user` | string |  | required | Who. |'],
    ['| `auth (kind: none)` | object |  |  | Nobody. |'],
    ['| `topics` | list of object |  | required | Topics. |'],
    ['| `topics[].name` | string |  | required | Its name. |'],
    ['```yaml\nid: planted\n```'],
  ])('holds %s', (part) => {
    expect(text).toContain(part);
  });
});
