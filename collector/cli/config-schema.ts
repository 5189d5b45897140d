/** `npm run config:schema`: writes JSON Schemas for editors out of the zod schemas. */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { editorSchemas } from '../editor-schemas.ts';

const folder = fileURLToPath(new URL('../../config/schema/', import.meta.url));
await mkdir(folder, { recursive: true });
for (const [name, text] of editorSchemas()) await writeFile(`${folder}${name}`, text);
console.log(`wrote ${[...editorSchemas().keys()].join(', ')} to config/schema`);
