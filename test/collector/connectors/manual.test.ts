/** Figures by hand have no upstream, so of the conformance suite nothing is left but the form: what may be configured. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { assertSourcesUsable } from '../../../collector/check-sources.ts';
import { connector } from '../../../collector/connectors/manual.ts';
import { wayOf, type AnyConnector } from '../../../collector/push-connector.ts';
import { readConfigFiles } from '../../../config/read-config.ts';
import { loadConfig } from '../../../shared/config/load.ts';
import { entryFormOf } from '../../../shared/config/entry-form.ts';
import { ConfigIndex } from '../../../shared/config/province-config.ts';
import { sourceSchema } from '../../../shared/config/source.ts';
import { entryForm } from '../../../shared/entry/form.ts';

describe('entered by hand', () => {
  it('is neither polled nor pushed', () => {
    expect(wayOf(connector as unknown as AnyConnector)).toBe('entered');
    expect('poll' in connector || 'subscribe' in connector || 'receive' in connector).toBe(false);
  });

  it('has an example that is a whole source of the province it is written for', async () => {
    const files = await readConfigFiles('config/lang-son');
    const mine = { path: 'sources/ban-tin-toi.yaml', text: connector.example };
    const all = [...files, mine];
    const config = loadConfig(all);
    assertSourcesUsable(config, all);
    const source = sourceSchema.parse(parse(connector.example));
    const form = entryFormOf(source);
    expect(form).toBeDefined();
    const { fields } = entryForm(new ConfigIndex(config), { ...source, form: form! });
    // The province, six gates and crossings; and two crossings more.
    expect(fields.map(({ key }) => key)).toContain('xe-ton-20h|lang-son');
    expect(fields.length).toBe(7 + 2);
  });
});
