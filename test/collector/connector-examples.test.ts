import { describe, expect, it } from 'vitest';
import { assertSourcesUsable } from '../../collector/check-sources.ts';
import { CONNECTORS } from '../../collector/connector-registry.ts';
import { readConfigFiles } from '../../config/read-config.ts';
import { loadConfig } from '../../shared/config/load.ts';

const files = await readConfigFiles('config/lang-son');

describe.each([...CONNECTORS.values()].map((connector) => [connector.id, connector] as const))(
  'the example of %s',
  (id, { example }) => {
    it('is a source that a province may use as it stands', () => {
      const name = /^id: (.+)$/m.exec(example)?.[1];
      const all = [...files, { path: `sources/${name}.yaml`, text: example }];
      const config = loadConfig(all);
      assertSourcesUsable(config, all);
      expect(config.sources.find((source) => source.id === name)?.connector).toBe(id);
    });
  },
);
