/** `npm run docs:connectors`: writes one page per connector to `config/docs/connectors`, and removes those of none. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { connectorPages } from '../docs/connector-pages.ts';

const folder = fileURLToPath(new URL('../../config/docs/connectors/', import.meta.url));
const pages = connectorPages();
await mkdir(folder, { recursive: true });
for (const name of await readdir(folder)) if (!pages.has(name)) await rm(`${folder}${name}`);
for (const [name, text] of pages) await writeFile(`${folder}${name}`, text);
console.log(`wrote ${[...pages.keys()].join(', ')} to config/docs/connectors`);
