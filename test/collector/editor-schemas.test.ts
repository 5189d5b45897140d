import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { editorSchemas } from '../../collector/editor-schemas.ts';

const FOLDER = new URL('../../config/schema/', import.meta.url);

describe('the schemas for editors', () => {
  it('are up to date: else run `npm run config:schema`', () => {
    const schemas = editorSchemas();
    expect(readdirSync(FOLDER).toSorted()).toEqual([...schemas.keys()].toSorted());
    for (const [name, text] of schemas) expect(readFileSync(new URL(name, FOLDER), 'utf8')).toBe(text);
  });

  it('know the settings of each connector', () => {
    const source = JSON.parse(editorSchemas().get('source.schema.json') ?? '') as {
      allOf: { then?: { properties: { settings: { properties: object } } } }[];
    };
    const settings = source.allOf.flatMap((part) =>
      part.then === undefined ? [] : [Object.keys(part.then.properties.settings.properties)],
    );
    expect(settings).toContainEqual(expect.arrayContaining(['url', 'query', 'allowEmpty']));
    expect(settings).toContainEqual(expect.arrayContaining(['url', 'places']));
  });
});
