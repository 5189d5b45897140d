/** JSON Schemas of the configuration's files, for completion and checks in editors. Pure. */
import { z } from 'zod';
import { CONFIG_FILES, type ConfigFileKind } from '../shared/config/checked-files.ts';
import { CONNECTORS } from './connector-registry.ts';

type JsonSchema = Record<string, unknown>;

/** File name → text. `input`: a field with a default may be left out. */
export function editorSchemas(): ReadonlyMap<string, string> {
  return new Map(
    (Object.keys(CONFIG_FILES) as ConfigFileKind[]).map((kind) => {
      const schema = z.toJSONSchema(CONFIG_FILES[kind].schema, {
        io: 'input',
        target: 'draft-07',
      }) as JsonSchema;
      const text = JSON.stringify(kind === 'source' ? withConnectors(schema) : schema, undefined, 2);
      return [`${kind}.schema.json`, `${text}\n`];
    }),
  );
}

/** What may stand in `settings` depends on the connector. */
function withConnectors(schema: JsonSchema): JsonSchema {
  const cases = [...CONNECTORS.values()].map((connector) => {
    const settings = z.toJSONSchema(connector.settings, { io: 'input', target: 'draft-07' }) as JsonSchema;
    delete settings['$schema'];
    // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's own word; nobody awaits a schema.
    return { if: { properties: { connector: { const: connector.id } } }, then: { properties: { settings } } };
  });
  const ids = [...CONNECTORS.keys()];
  // Beside a `$ref` draft-07 reads nothing, so the reference joins the others.
  const { $ref, ...rest } = schema;
  return { ...rest, allOf: [{ $ref }, { properties: { connector: { enum: ids } } }, ...cases] };
}
