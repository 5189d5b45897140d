import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { sourceSchema } from '../../shared/config/source.ts';
import { CONNECTORS } from '../../collector/connector-registry.ts';

const inFolder = (folder: string, ending: string) =>
  readdirSync(new URL(folder, import.meta.url))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();

it('knows exactly the connectors of the folder, each by the name of its file', () => {
  const files = inFolder('../../collector/connectors/', '.ts');
  expect(files.length).toBeGreaterThan(0);
  expect([...CONNECTORS.keys()].sort()).toEqual(files);
});

it('has a test for every connector, which runs the conformance suite', () => {
  expect(inFolder('./connectors/', '.test.ts')).toEqual([...CONNECTORS.keys()].sort());
});

it.each([...CONNECTORS.values()].map((connector) => [connector.id, connector] as const))(
  'gives an example of %s that is a whole source',
  (id, connector) => {
    const source = sourceSchema.parse(parse(connector.example));
    expect(source.connector).toBe(id);
    connector.settings.parse(source.settings);
    expect(source.mapping === undefined).toBe(connector.answers !== 'document');
  },
);
